import { ConversationView } from "./conversation/conversation-view.tsx";
import { QueuePanel } from "./queue/queue-panel.tsx";
import { useScreen } from "./use-screen.ts";

/** The queues and the open conversation; on a phone one of the two. */
export function ConversationsPage({ open }: { open: string | undefined }) {
  const isPhone = useScreen() === "narrow";
  return (
    <div className="conversations">
      {open === undefined && <h1 className="visually-hidden">Hội thoại</h1>}
      {/* Kept on a phone too, unseen: going back finds the list where it was. */}
      <div className="queue-place" hidden={isPhone && open !== undefined}>
        <QueuePanel open={open} />
      </div>
      {open !== undefined && <ConversationView key={open} id={open} />}
      {open === undefined && !isPhone && (
        <section className="conversation nothing-open" aria-label="Hội thoại">
          <p>Chọn một hội thoại ở danh sách bên trái.</p>
          <p className="hint">
            Phím <kbd>j</kbd> <kbd>k</kbd> để di chuyển, <kbd>Enter</kbd> để mở, <kbd>?</kbd> để xem mọi phím
            tắt.
          </p>
        </section>
      )}
    </div>
  );
}

import { FailureNotice } from "../office/failure-notice.tsx";
import type { CannedMenu } from "./use-canned-menu.ts";

/** The id of an entry, for the field's `aria-activedescendant`. */
export const cannedOptionId = (listId: string, at: number): string => `${listId}-${at}`;

/** The canned replies to choose from, over the field. The focus stays in the field. */
export function CannedList({ menu, id }: { menu: CannedMenu; id: string }) {
  if (!menu.isOpen) return null;
  return (
    <div className="canned">
      <FailureNotice error={menu.error} />
      <p className="hint" role="status">
        {menu.isPending
          ? "Đang tải mẫu trả lời…"
          : menu.replies.length === 0
            ? "Không có mẫu nào khớp."
            : `${menu.replies.length} mẫu. Phím ↑ ↓ để chọn, Enter để chèn, Esc để đóng.`}
      </p>
      <ul id={id} role="listbox" aria-label="Mẫu trả lời">
        {menu.replies.map((reply, at) => (
          // The keys are handled in the field, which keeps the focus; hence no tab stop here.
          <li
            key={reply.id}
            id={cannedOptionId(id, at)}
            role="option"
            aria-selected={at === menu.chosen}
            ref={at === menu.chosen ? scrollIntoSight : undefined}
            onMouseDown={(event) => {
              event.preventDefault();
            }}
            onClick={() => {
              menu.insert(reply);
            }}
          >
            <strong>{reply.title}</strong>
            <span>{reply.text}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function scrollIntoSight(entry: HTMLLIElement | null): void {
  entry?.scrollIntoView({ block: "nearest" });
}

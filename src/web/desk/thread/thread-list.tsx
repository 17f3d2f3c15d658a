import { ArrowDownOutlined } from "@ant-design/icons";
import { Button, Skeleton } from "antd";
import { Fragment, lazy, Suspense, useCallback, useMemo, useState } from "react";
import type { ConversationDetail, ThreadItem } from "../../../contract/desk.ts";
import { dateOf, dayInWords } from "../../shared/format.ts";
import { useThread } from "../data/desk-queries.ts";
import { useMe } from "../data/session.ts";
import { itemsOf } from "../data/thread-cache.ts";
import { FailureNotice } from "../office/failure-notice.tsx";
import { citizenName } from "../person-words.ts";
import { useNow } from "../use-now.ts";
import { useReadingPlace } from "./reading-place.ts";
import { ThreadMessage } from "./thread-message.tsx";
import { ThreadEvent, ThreadNote } from "./thread-remarks.tsx";

const EvidenceDrawer = lazy(async () => ({
  default: (await import("./evidence-drawer.tsx")).EvidenceDrawer,
}));

/** Only the day is told of it. */
const DAY_TICK_MS = 60_000;

/** The course of a conversation: messages, notes and events, oldest first, the newest in sight. */
export function ThreadList({ detail }: { detail: ConversationDetail }) {
  const thread = useThread(detail.id);
  const now = useNow(DAY_TICK_MS);
  const [why, setWhy] = useState<string>();
  const items = useMemo(() => itemsOf(thread.data), [thread.data]);
  const { hasNextPage, isFetching, isError, fetchNextPage } = thread;
  const fetchOlder = useCallback(() => {
    if (hasNextPage && !isFetching && !isError) void fetchNextPage();
  }, [hasNextPage, isFetching, isError, fetchNextPage]);
  const place = useReadingPlace(items, useMe().name, fetchOlder);

  return (
    <div className="reading">
      {/* Focusable, so that it can be scrolled with the keys. */}
      <div
        className="thread"
        ref={place.box}
        onScroll={place.onScroll}
        role="region"
        aria-label="Nội dung hội thoại"
        tabIndex={0}
      >
        {thread.isPending && <Skeleton active paragraph={{ rows: 8 }} />}
        <FailureNotice error={thread.error} onRetry={() => void thread.refetch()} />
        {hasNextPage && (
          <Button
            className="older"
            type="link"
            loading={thread.isFetchingNextPage}
            onClick={() => void fetchNextPage()}
          >
            Xem tin cũ hơn
          </Button>
        )}
        {items.map((item, at) => (
          <Fragment key={item.key}>
            {isNewDay(items[at - 1], item) && <p className="day">{dayInWords(item.at, now)}</p>}
            <Item item={item} detail={detail} onWhy={setWhy} />
          </Fragment>
        ))}
      </div>
      <NewestAloud items={items} citizen={citizenName(detail.citizen)} />
      {place.isAway && (
        <Button className="to-end" shape="round" icon={<ArrowDownOutlined />} onClick={place.goToEnd}>
          {place.unseen > 0 ? `${place.unseen} tin mới` : "Xuống cuối"}
        </Button>
      )}
      <Suspense fallback={null}>
        {why !== undefined && (
          <EvidenceDrawer
            turnId={why}
            onClose={() => {
              setWhy(undefined);
            }}
          />
        )}
      </Suspense>
    </div>
  );
}

function isNewDay(before: ThreadItem | undefined, item: ThreadItem): boolean {
  return before === undefined || dateOf(before.at) !== dateOf(item.at);
}

function Item(props: { item: ThreadItem; detail: ConversationDetail; onWhy: (turnId: string) => void }) {
  const { item, detail } = props;
  switch (item.kind) {
    case "message":
      return (
        <ThreadMessage
          message={item}
          conversationId={detail.id}
          citizen={citizenName(detail.citizen)}
          mayRetry={detail.may.reply}
          onWhy={props.onWhy}
        />
      );
    case "note":
      return <ThreadNote note={item} />;
    case "event":
      return <ThreadEvent event={item} />;
  }
}

/**
 * Reads out what a citizen writes while the conversation is open. Apart from the list, so that neither its first
 * showing nor older messages are read out.
 */
function NewestAloud({ items, citizen }: { items: readonly ThreadItem[]; citizen: string }) {
  const [opened] = useState(() => new Date().toISOString());
  const newest = [...items].reverse().find((item) => item.kind === "message" && item.speaker === "citizen");
  const isNew = newest !== undefined && newest.at > opened;
  return (
    <p className="visually-hidden" role="status">
      {isNew && newest.kind === "message" && `${citizen}: ${newest.text || "gửi tệp đính kèm"}`}
    </p>
  );
}

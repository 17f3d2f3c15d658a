import { Button, Empty, Skeleton } from "antd";
import { useRef, type ReactNode, type RefObject } from "react";
import { shortMoment } from "../../shared/format.ts";
import { useCounts, useQueue, useSetup } from "../data/desk-queries.ts";
import type { QueueFilter } from "../data/query-keys.ts";
import { conversationsOf } from "../data/queue-cache.ts";
import { useMe } from "../data/session.ts";
import { FailureNotice } from "../office/failure-notice.tsx";
import { useShortcuts } from "../shortcuts/use-shortcuts.ts";
import { useNow } from "../use-now.ts";
import { QueueFilters } from "./queue-filters.tsx";
import { useQueueFilter } from "./queue-filter.ts";
import { LINE_CLASS, QueueLine } from "./queue-line.tsx";
import { QueueTabs } from "./queue-tabs.tsx";
import { waitingOf } from "./sla.ts";

/** Waiting times are told in minutes. */
const TICK_MS = 5_000;
/** Until the centre's own are known, nothing is late. */
const NO_LIMITS = { slaWarnMs: Infinity, slaLateMs: Infinity };

const NOTHING_THERE = {
  waiting: "Không có người dân nào đang chờ.",
  mine: "Anh/chị chưa giữ hội thoại nào.",
  callbacks: "Không có ai chờ gọi lại.",
  all: "Chưa có hội thoại nào.",
  closed: "Chưa có hội thoại nào kết thúc.",
} as const satisfies Record<QueueFilter["queue"], string>;

/** The left column: the queues, how to narrow them, and their conversations. */
export function QueuePanel({ open }: { open: string | undefined }) {
  const [filter, setFilter] = useQueueFilter();
  const counts = useCounts().data;
  const list = useRef<HTMLUListElement>(null);
  const search = useRef<HTMLInputElement>(null);
  useShortcuts({
    next: () => {
      step(list, 1);
    },
    previous: () => {
      step(list, -1);
    },
    search: () => search.current?.focus(),
  });

  return (
    <section className="queue" aria-label="Các hội thoại">
      <QueueTabs
        chosen={filter.queue}
        counts={counts}
        onChoose={(queue) => {
          setFilter({ ...filter, queue });
        }}
      />
      <QueueFilters filter={filter} onChange={setFilter} searchRef={search} />
      <QueueList filter={filter} open={open} list={list} />
    </section>
  );
}

function QueueList(props: {
  filter: QueueFilter;
  open: string | undefined;
  list: RefObject<HTMLUListElement | null>;
}) {
  const queue = useQueue(props.filter);
  const me = useMe().id;
  const limits = useSetup().data ?? NO_LIMITS;
  const now = useNow(TICK_MS);
  const cards = conversationsOf(queue.data);

  if (queue.isPending) return <Skeleton className="queue-body" active paragraph={{ rows: 6 }} />;
  return (
    <div className="queue-body">
      <FailureNotice error={queue.error} onRetry={() => void queue.refetch()} />
      {cards.length === 0 && !queue.isError && <Nothing filter={props.filter} />}
      <ul ref={props.list} className="queue-list" aria-busy={queue.isFetching}>
        {cards.map((card) => {
          const waiting = waitingOf(card, limits, now);
          return (
            <QueueLine
              key={card.id}
              card={card}
              me={me}
              isOpen={card.id === props.open}
              waitingLevel={waiting?.level}
              waitingWords={waiting?.words ?? ""}
              changed={shortMoment(card.changedAt, now)}
            />
          );
        })}
      </ul>
      {queue.hasNextPage && (
        <Button block loading={queue.isFetchingNextPage} onClick={() => void queue.fetchNextPage()}>
          Xem thêm
        </Button>
      )}
    </div>
  );
}

function Nothing({ filter }: { filter: QueueFilter }): ReactNode {
  const isNarrowed = filter.channel !== undefined || filter.label !== undefined || (filter.q ?? "") !== "";
  return (
    <Empty
      image={Empty.PRESENTED_IMAGE_SIMPLE}
      description={isNarrowed ? "Không có hội thoại nào khớp bộ lọc." : NOTHING_THERE[filter.queue]}
    />
  );
}

/** Moves the focus along the lines: from the one that has it, else from the open one, else to the first. */
function step(list: RefObject<HTMLUListElement | null>, by: 1 | -1): void {
  const lines = [...(list.current?.querySelectorAll<HTMLElement>(`.${LINE_CLASS}`) ?? [])];
  const focused = lines.findIndex((line) => line === document.activeElement);
  const from = focused === -1 ? lines.findIndex((line) => line.hasAttribute("aria-current")) : focused;
  const to = from === -1 ? lines[0] : lines[from + by];
  to?.focus();
}

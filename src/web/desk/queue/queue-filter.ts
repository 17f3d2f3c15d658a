import { useState } from "react";
import { DeskQueue, type QueueCounts } from "../../../contract/desk.ts";
import type { QueueFilter } from "../data/query-keys.ts";

/** The queues in the order of the tabs. */
export const QUEUES = DeskQueue.options;

export const queueLabel = {
  waiting: "Đang chờ",
  mine: "Của tôi",
  callbacks: "Gọi lại",
  all: "Tất cả",
  closed: "Đã xong",
} as const satisfies Record<DeskQueue, string>;

/** How many conversations a queue has; undefined for those that are not counted. */
export function countOf(queue: DeskQueue, counts: QueueCounts | undefined): number | undefined {
  return queue === "all" || queue === "closed" ? undefined : counts?.[queue];
}

const KEPT = "desk:queue";

/** Which queue is shown and how it is narrowed; the queue is kept in this tab. */
export function useQueueFilter(): [QueueFilter, (filter: QueueFilter) => void] {
  const [filter, setFilter] = useState<QueueFilter>(() => ({ queue: keptQueue() }));
  return [
    filter,
    (next) => {
      setFilter(next);
      try {
        sessionStorage.setItem(KEPT, next.queue);
      } catch {
        // Forbidden: the next loading begins with those who wait.
      }
    },
  ];
}

function keptQueue(): DeskQueue {
  try {
    return DeskQueue.catch("waiting").parse(sessionStorage.getItem(KEPT));
  } catch {
    return "waiting";
  }
}

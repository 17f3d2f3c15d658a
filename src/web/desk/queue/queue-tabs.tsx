import type { DeskQueue, QueueCounts } from "../../../contract/desk.ts";
import { countOf, QUEUES, queueLabel } from "./queue-filter.ts";

interface Props {
  readonly chosen: DeskQueue;
  readonly counts: QueueCounts | undefined;
  readonly onChoose: (queue: DeskQueue) => void;
}

/** Which queue the list shows. */
export function QueueTabs({ chosen, counts, onChoose }: Props) {
  return (
    <div className="queue-tabs" role="group" aria-label="Hàng chờ">
      {QUEUES.map((queue) => {
        const count = countOf(queue, counts);
        return (
          <button
            key={queue}
            type="button"
            aria-pressed={queue === chosen}
            onClick={() => {
              onChoose(queue);
            }}
          >
            {queueLabel[queue]}
            {count !== undefined && count > 0 && <span className="tab-count">{count}</span>}
          </button>
        );
      })}
    </div>
  );
}

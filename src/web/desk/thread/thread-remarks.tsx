import { FormOutlined } from "@ant-design/icons";
import { eventLabel, reasonLabel, type ThreadItem } from "../../../contract/desk.ts";
import { timeOfDay } from "../../shared/format.ts";

type Note = Extract<ThreadItem, { kind: "note" }>;
type Event = Extract<ThreadItem, { kind: "event" }>;

/** A note among colleagues; the citizen never sees it. */
export function ThreadNote({ note }: { note: Note }) {
  return (
    <article className="note" aria-label={`Ghi chú của ${note.author}`}>
      <header>
        <FormOutlined aria-hidden /> <strong>Ghi chú nội bộ</strong> · {note.author} ·{" "}
        <time dateTime={note.at}>{timeOfDay(note.at)}</time>
      </header>
      <p>{note.text}</p>
    </article>
  );
}

/** A step of the hand-over, in one line. */
export function ThreadEvent({ event }: { event: Event }) {
  return (
    <p className="event">
      <time dateTime={event.at}>{timeOfDay(event.at)}</time> · {event.actor}: {eventWords(event)}
    </p>
  );
}

/** "Chuyển cán bộ (Xin gặp cán bộ)", "Kết thúc: Đã giải đáp". */
export function eventWords(event: Event): string {
  // A kind this page does not know yet is told by its name.
  const label = Object.entries(eventLabel).find(([kind]) => kind === event.event)?.[1] ?? event.event;
  const reason =
    event.event === "person_called" && event.reason !== null ? ` (${reasonLabel[event.reason]})` : "";
  return label + reason + (event.detail === null ? "" : `: ${event.detail}`);
}

import { PlusOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useId, type ReactNode } from "react";
import type { ConversationDetail, ThreadItem } from "../../../contract/desk.ts";
import { dateAndTime } from "../../shared/format.ts";
import { CallbackBox } from "../callback/callback-box.tsx";
import { CallbackSummary } from "../callback/callback-summary.tsx";
import { useThread } from "../data/desk-queries.ts";
import { itemsOf } from "../data/thread-cache.ts";
import { eventWords } from "../thread/thread-remarks.tsx";
import { CaseRecord } from "./case-record.tsx";
import { EarlierCases } from "./earlier-cases.tsx";
import { LabelsEditor } from "./labels-editor.tsx";

interface Props {
  readonly detail: ConversationDetail;
  readonly onAddNote: () => void;
}

/** Everything around the conversation: its case, call-back, labels, notes, and what was before. */
export function CasePanel({ detail, onAddNote }: Props) {
  const thread = useThread(detail.id);
  const items = itemsOf(thread.data);
  // Where messages no longer go out, the composer holds the form; twice would be once too often.
  const composerCalls = detail.may.reply && !detail.window.open;

  return (
    <>
      <Section title="Vụ việc">
        <CaseRecord detail={detail} />
      </Section>
      <Section title="Gọi lại">
        {composerCalls ? (
          <CallbackSoFar callback={detail.callback} />
        ) : (
          <CallbackBox detail={detail} formOnDemand />
        )}
      </Section>
      <Section title="Nhãn">
        <LabelsEditor detail={detail} />
      </Section>
      <Section title="Ghi chú nội bộ">
        <Notes notes={items.filter((item) => item.kind === "note")} />
        {detail.may.note && (
          <Button icon={<PlusOutlined />} onClick={onAddNote}>
            Thêm ghi chú
          </Button>
        )}
      </Section>
      <Section title="Các lần trước của người dân">
        <EarlierCases detail={detail} />
      </Section>
      <Section title="Quá trình xử lý">
        <History events={items.filter((item) => item.kind === "event")} />
        {thread.hasNextPage && <p className="hint">Kéo lên trong hội thoại để xem các bước cũ hơn.</p>}
      </Section>
    </>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  const heading = useId();
  return (
    <section className="details-section" aria-labelledby={heading}>
      <h2 id={heading}>{title}</h2>
      {children}
    </section>
  );
}

function CallbackSoFar({ callback }: { callback: ConversationDetail["callback"] }) {
  if (callback === null) return <p className="hint">Chưa có yêu cầu gọi lại.</p>;
  return <CallbackSummary callback={callback} />;
}

function Notes({ notes }: { notes: readonly Extract<ThreadItem, { kind: "note" }>[] }) {
  if (notes.length === 0) return <p className="hint">Chưa có ghi chú.</p>;
  return (
    <ul className="plain-list">
      {notes.map((note) => (
        <li key={note.key}>
          <p className="kept-lines">{note.text}</p>
          <p className="hint">
            {note.author}, {dateAndTime(note.at)}
          </p>
        </li>
      ))}
    </ul>
  );
}

function History({ events }: { events: readonly Extract<ThreadItem, { kind: "event" }>[] }) {
  if (events.length === 0) return <p className="hint">Chưa chuyển cho cán bộ lần nào.</p>;
  return (
    <ol className="plain-list">
      {events.map((event) => (
        <li key={event.key}>
          {event.actor}: {eventWords(event)}
          <p className="hint">{dateAndTime(event.at)}</p>
        </li>
      ))}
    </ol>
  );
}

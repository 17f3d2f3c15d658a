import { PaperClipOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { memo } from "react";
import type { ThreadItem } from "../../../contract/desk.ts";
import { dateAndTime, timeOfDay } from "../../shared/format.ts";
import { MessageBody, OutsideLink } from "./message-body.tsx";
import { FailedSending, SendingState } from "./sending-state.tsx";

type Message = Extract<ThreadItem, { kind: "message" }>;

interface Props {
  readonly message: Message;
  readonly conversationId: string;
  /** As staff call the citizen. */
  readonly citizen: string;
  /** Whoever may reply may also send again what failed. */
  readonly mayRetry: boolean;
  readonly onWhy: (turnId: string) => void;
}

/** One message, with who wrote it, when, and what became of it. */
export const ThreadMessage = memo(function ThreadMessage(props: Props) {
  const { message, conversationId, onWhy } = props;
  const { turnId } = message;
  const author = authorOf(message, props.citizen);
  return (
    <article
      className={`message message-${message.speaker}`}
      aria-label={`${author}, ${timeOfDay(message.at)}`}
    >
      <header>
        <strong>{author}</strong>{" "}
        <time dateTime={message.at} title={dateAndTime(message.at)}>
          {timeOfDay(message.at)}
        </time>{" "}
        <SendingState message={message} />
      </header>
      <div className="bubble">
        <MessageBody text={message.text} />
        <Attachments of={message} />
        {message.buttons.length > 0 && (
          <ul className="message-buttons" aria-label="Các nút kèm theo tin">
            {message.buttons.map(({ title }, at) => (
              <li key={at}>{title}</li>
            ))}
          </ul>
        )}
      </div>
      {turnId !== null && (
        <Button
          type="link"
          size="small"
          className="why"
          onClick={() => {
            onWhy(turnId);
          }}
        >
          Vì sao?
        </Button>
      )}
      <FailedSending message={message} conversationId={conversationId} mayRetry={props.mayRetry} />
    </article>
  );
});

function authorOf(message: Message, citizen: string): string {
  switch (message.speaker) {
    case "citizen":
      return citizen;
    case "bot":
      return "Trợ lý";
    case "operator":
      return message.author ?? "Cán bộ";
    case "system":
      return "Hệ thống";
  }
}

const ATTACHMENT_WORDS: Readonly<Record<string, string>> = {
  image: "Hình ảnh",
  file: "Tệp",
  audio: "Ghi âm",
  video: "Video",
  location: "Vị trí",
  sticker: "Nhãn dán",
  gif: "Ảnh động",
  link: "Liên kết",
  contact: "Danh thiếp",
};

/** Opened on a click only, at the platform where they lie: nothing of them is loaded into the page. */
function Attachments({ of: { attachments } }: { of: Message }) {
  if (attachments.length === 0) return null;
  return (
    <ul className="attachments">
      {attachments.map(({ kind, url, name }, at) => {
        const words = [ATTACHMENT_WORDS[kind] ?? "Đính kèm", name].filter(Boolean).join(": ");
        return (
          <li key={at}>
            <PaperClipOutlined aria-hidden />{" "}
            {url === undefined ? words : <OutsideLink url={url} words={words} />}
          </li>
        );
      })}
    </ul>
  );
}

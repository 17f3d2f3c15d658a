/** @jsxImportSource preact */
import type { ComponentChildren } from "preact";
import { useMemo } from "preact/hooks";
import type { ChatMessage } from "../../contract/chat.ts";
import { readBlocks, type Block, type Line, type List } from "../shared/message-text.ts";
import { ANSWER_MARK } from "./reading-place.ts";

const speakerInWords = {
  citizen: "Anh/chị",
  bot: "Trợ lý tự động",
  operator: "Cán bộ",
  system: "Thông báo",
} as const satisfies Record<ChatMessage["speaker"], string>;

interface BubbleProps {
  readonly speaker: ChatMessage["speaker"];
  readonly text: string;
  /** The message before is of another speaker, so the speaker's name is shown. */
  readonly startsRun: boolean;
  /** An answer of the conversation, as opposed to the citizen's words and the greeting. */
  readonly isAnswer: boolean;
  readonly failed?: boolean;
  /** Time, or how far the sending is. */
  readonly note: ComponentChildren;
  readonly children?: ComponentChildren;
}

/** One message. Its text is only ever put on the page as text. */
export function Bubble({ speaker, text, startsRun, isAnswer, failed = false, note, children }: BubbleProps) {
  const blocks = useMemo(() => readBlocks(text), [text]);
  const showsName = startsRun && (speaker === "bot" || speaker === "operator");
  return (
    <div class={`message message-${speaker}`} {...(isAnswer && { [ANSWER_MARK]: true })}>
      <p class={showsName ? "speaker" : "visually-hidden"}>{speakerInWords[speaker]}</p>
      <div class={failed ? "bubble bubble-failed" : "bubble"}>
        {blocks.map((block, at) => (
          <BlockView key={at} block={block} />
        ))}
      </div>
      {note !== undefined && <p class="note">{note}</p>}
      {children}
    </div>
  );
}

function BlockView({ block }: { block: Block }) {
  switch (block.kind) {
    case "paragraph":
      return (
        <p>
          <Lines lines={block.lines} />
        </p>
      );
    case "title":
      return (
        <p class="block-title">
          <LineView line={block.line} />
        </p>
      );
    case "list":
      return <ListView list={block} />;
  }
}

function ListView({ list }: { list: List }) {
  const Tag = list.numbered ? "ol" : "ul";
  return (
    <Tag>
      {list.items.map((item, at) => (
        <li key={at} {...(item.number !== undefined && { value: item.number })}>
          <Lines lines={item.lines} />
          {item.below.map((points, below) => (
            <ListView key={below} list={points} />
          ))}
        </li>
      ))}
    </Tag>
  );
}

function Lines({ lines }: { lines: readonly Line[] }) {
  return (
    <>
      {lines.map((line, at) => (
        <>
          {at > 0 && <br />}
          <LineView line={line} />
        </>
      ))}
    </>
  );
}

function LineView({ line }: { line: Line }) {
  return (
    <>
      {line.map((piece) =>
        piece.kind === "text" ? (
          piece.text
        ) : (
          <a href={piece.url} target="_blank" rel="noopener noreferrer">
            {piece.url}
          </a>
        ),
      )}
    </>
  );
}

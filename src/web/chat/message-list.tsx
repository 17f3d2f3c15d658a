/** @jsxImportSource preact */
import { Fragment, type ComponentChildren } from "preact";
import { Bubble } from "./bubble.tsx";
import type { ChatSession, ChatState } from "./chat-session.ts";
import type { OutgoingMessage } from "./conversation.ts";
import { DownIcon } from "./icons.tsx";
import { MessageButtons } from "./message-buttons.tsx";
import { useReadingPlace } from "./reading-place.ts";
import { dayInWords, isSameDay, timeOfDay } from "./time-words.ts";

export function MessageList({ state, session, now }: { state: ChatState; session: ChatSession; now: Date }) {
  const { delivered, outgoing } = state.conversation;
  const place = useReadingPlace(state);
  const lastAnswer = lastIndexOf(delivered, (message) => message.speaker !== "citizen");
  const wroteBefore = outgoing.length > 0 || delivered.some((message) => message.speaker === "citizen");
  const times = [...delivered, ...outgoing].map((message) => new Date(message.at));

  /** For controls that vanish when used: their focus goes to what the reader looks at next. */
  function focusMessages(): void {
    place.box.current?.focus({ preventScroll: true });
  }

  const deliveredEntries = delivered.map((message, at) => (
    <Fragment key={message.clientId ?? message.id}>
      <Day times={times} at={at} now={now} />
      <Bubble
        speaker={message.speaker}
        text={message.text}
        startsRun={delivered[at - 1]?.speaker !== message.speaker}
        isAnswer={message.speaker !== "citizen"}
        note={
          <>
            {message.speaker === "citizen" && at === times.length - 1 && "Đã gửi · "}
            <Time of={message.at} />
          </>
        }
      >
        <MessageButtons
          buttons={message.buttons}
          current={at === lastAnswer}
          onChoose={(choice) => {
            session.say(choice.title, choice.payload);
          }}
        />
      </Bubble>
    </Fragment>
  ));

  const outgoingEntries = outgoing.map((message, at) => (
    <Fragment key={message.clientId}>
      <Day times={times} at={delivered.length + at} now={now} />
      <Bubble
        speaker="citizen"
        text={message.text}
        startsRun={false}
        isAnswer={false}
        failed={message.progress.state === "refused"}
        note={
          <OutgoingNote
            message={message}
            onRetry={() => {
              session.retry(message.clientId);
              focusMessages();
            }}
            onDiscard={() => {
              session.discard(message.clientId);
              focusMessages();
            }}
          />
        }
      />
    </Fragment>
  ));

  return (
    <div class="reading">
      <div
        class="messages"
        ref={place.box}
        onScroll={place.onScroll}
        role="region"
        aria-label="Nội dung trò chuyện"
        tabIndex={0}
      >
        <div class="column">
          {state.hello !== undefined && (
            <Bubble speaker="bot" text={state.hello.greeting} startsRun isAnswer={false} note={undefined} />
          )}
          <div role="log" aria-live="polite" aria-busy={!state.historyRead} aria-label="Các tin nhắn">
            {/* One list: a message that gets delivered keeps its element and is not read out a second time. */}
            {[...deliveredEntries, ...outgoingEntries]}
          </div>
          {state.historyRead && !wroteBefore && (
            <Suggestions
              texts={state.hello?.suggestions ?? []}
              onSay={(text) => {
                session.say(text);
                focusMessages();
              }}
            />
          )}
          <Typing on={state.typing} by={state.holder === "person" ? "Cán bộ" : "Trợ lý"} />
        </div>
      </div>
      {place.away && (
        <button type="button" class="to-end" onClick={place.goToEnd}>
          <DownIcon />
          {place.unseen > 0 ? "Tin mới" : <span class="visually-hidden">Xuống tin cuối cùng</span>}
        </button>
      )}
    </div>
  );
}

/** The day's name, before the first message of that day. */
function Day({ times, at, now }: { times: readonly Date[]; at: number; now: Date }) {
  const time = times[at];
  const before = times[at - 1];
  if (time === undefined || (before !== undefined && isSameDay(time, before))) return null;
  return <p class="day">{dayInWords(time, now)}</p>;
}

function Time({ of }: { of: string }) {
  return <time dateTime={of}>{timeOfDay(new Date(of))}</time>;
}

function OutgoingNote(props: { message: OutgoingMessage; onRetry: () => void; onDiscard: () => void }) {
  const { progress, at } = props.message;
  const retry = (
    <button type="button" class="button-link" onClick={props.onRetry}>
      Gửi lại
    </button>
  );
  switch (progress.state) {
    case "sending":
      return <>Đang gửi…</>;
    case "accepted":
      return (
        <>
          Đã gửi · <Time of={at} />
        </>
      );
    case "waiting":
      return (
        <FailedNote because="waiting" why="Chưa gửi được, sẽ tự gửi khi có kết nối.">
          {retry}
        </FailedNote>
      );
    case "refused":
      return (
        <FailedNote because="refused" why={progress.why}>
          {retry}
          <button type="button" class="button-link" onClick={props.onDiscard}>
            Bỏ tin này
          </button>
        </FailedNote>
      );
  }
}

function FailedNote(props: { because: "waiting" | "refused"; why: string; children: ComponentChildren }) {
  return (
    <span class={`failed failed-${props.because}`}>
      <span>{props.why}</span> <span class="failed-actions">{props.children}</span>
    </span>
  );
}

function Suggestions({ texts, onSay }: { texts: readonly string[]; onSay: (text: string) => void }) {
  if (texts.length === 0) return null;
  return (
    <section class="suggestions" aria-labelledby="suggestions-title">
      <h2 id="suggestions-title">Anh/chị có thể hỏi</h2>
      <ul>
        {texts.map((text) => (
          <li key={text}>
            <button
              type="button"
              class="chip"
              onClick={() => {
                onSay(text);
              }}
            >
              {text}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Typing({ on, by }: { on: boolean; by: string }) {
  return (
    <div role="status">
      {on && (
        <div class="typing">
          <span class="visually-hidden">{by} đang soạn câu trả lời</span>
          <i aria-hidden="true" />
          <i aria-hidden="true" />
          <i aria-hidden="true" />
        </div>
      )}
    </div>
  );
}

/** Not Array.findLastIndex: Safari before 15.4 does not have it. */
function lastIndexOf<T>(list: readonly T[], is: (one: T) => boolean): number {
  for (let at = list.length - 1; at >= 0; at -= 1) {
    const one = list[at];
    if (one !== undefined && is(one)) return at;
  }
  return -1;
}

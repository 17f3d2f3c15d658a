/** @jsxImportSource preact */
import type { TargetedKeyboardEvent } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { CHAT_TEXT_LENGTH } from "../../contract/chat.ts";
import { SendIcon } from "./icons.tsx";

/** The contract's constant, taken as a type so that its schemas stay out of the page; the compiler compares them. */
const LONGEST_TEXT: typeof CHAT_TEXT_LENGTH = 2000;
/** From how many characters left the counter is shown. */
const COUNTER_FROM = 200;

/** Phones have no Shift+Enter: there Enter starts a new line and the button sends. */
const isPhone = window.matchMedia("(hover: none) and (pointer: coarse)").matches;

export function Composer({ ready, onSay }: { ready: boolean; onSay: (text: string) => void }) {
  const [draft, setDraft] = useState("");
  const area = useRef<HTMLTextAreaElement>(null);
  const text = draft.trim();
  const left = LONGEST_TEXT - text.length;
  const maySend = ready && text !== "" && left >= 0;

  // Grows with the text; the style sheet's max-height stops it at five lines.
  useLayoutEffect(() => {
    if (area.current === null) return;
    area.current.style.height = "auto";
    area.current.style.height = `${area.current.scrollHeight}px`;
  }, [draft]);

  function send(): void {
    if (!maySend) return;
    onSay(text);
    setDraft("");
    area.current?.focus();
  }

  function onKeyDown(event: TargetedKeyboardEvent<HTMLTextAreaElement>): void {
    // While a Vietnamese input method is composing, Enter only ends the word.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || isPhone) return;
    event.preventDefault();
    send();
  }

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <label class="visually-hidden" for="question">
        Câu hỏi của anh/chị
      </label>
      <div class="composer-row column">
        <textarea
          id="question"
          ref={area}
          rows={1}
          value={draft}
          disabled={!ready}
          placeholder={ready ? "Nhập câu hỏi…" : "Đang kết nối…"}
          aria-describedby="composer-note privacy"
          aria-invalid={left < 0}
          autocomplete="off"
          enterkeyhint={isPhone ? "enter" : "send"}
          onInput={(event) => {
            setDraft(event.currentTarget.value);
          }}
          onKeyDown={onKeyDown}
        />
        <button type="submit" class="send" disabled={!maySend}>
          <SendIcon />
          <span class="send-word">Gửi</span>
        </button>
      </div>
      <div class="composer-note column" id="composer-note">
        {left < COUNTER_FROM && (
          <span class={left < 0 ? "counter counter-over" : "counter"}>
            {text.length.toLocaleString("vi-VN")}/{LONGEST_TEXT.toLocaleString("vi-VN")}
          </span>
        )}
        {/* Changes only twice, so that a screen reader is not made to count along. */}
        <span role="status" class={left < 0 ? "counter-over" : "visually-hidden"}>
          {left < 0
            ? "Tin quá dài, anh/chị vui lòng rút gọn hoặc tách thành nhiều tin."
            : left < COUNTER_FROM && "Sắp hết độ dài của một tin."}
        </span>
      </div>
    </form>
  );
}

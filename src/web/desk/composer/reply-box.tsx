import { BulbOutlined, FileTextOutlined, SendOutlined, SnippetsOutlined } from "@ant-design/icons";
import { Button, Input, type GetRef } from "antd";
import { useId, useRef, useState, type KeyboardEvent } from "react";
import { channelLabel, type ConversationDetail } from "../../../contract/desk.ts";
import { useBotDraft } from "../data/actions.ts";
import { useMe } from "../data/session.ts";
import { FailureNotice } from "../office/failure-notice.tsx";
import { holderName } from "../person-words.ts";
import { useShortcuts } from "../shortcuts/use-shortcuts.ts";
import { useScreen } from "../use-screen.ts";
import { DraftMark, SuggestionState } from "./bot-suggestion.tsx";
import { CannedList, cannedOptionId } from "./canned-list.tsx";
import { DraftingBar } from "./drafting-bar.tsx";
import { InsertProcedureDialog } from "./insert-procedure-dialog.tsx";
import { lengthWords } from "./message-parts.ts";
import { useReplyText } from "./reply-text.ts";
import { useSendReply } from "./send-reply.ts";
import { useTypingSignal } from "./typing-signal.ts";
import { useCannedMenu } from "./use-canned-menu.ts";

/** Phones have no Shift+Enter: there Enter starts a new line and the button sends. */
const hasNoShift = window.matchMedia("(hover: none) and (pointer: coarse)").matches;

/** The field for a reply, and what helps to write it. */
export function ReplyBox({ detail, takeFocus }: { detail: ConversationDetail; takeFocus: boolean }) {
  const me = useMe().id;
  const isNarrow = useScreen() === "narrow";
  const reply = useReplyText(detail.id);
  const sending = useSendReply(detail.id);
  const signal = useTypingSignal();
  const menu = useCannedMenu(reply);
  const botDraft = useBotDraft(detail.id);
  const [inserting, setInserting] = useState(false);
  const area = useRef<GetRef<typeof Input.TextArea>>(null);
  const [listId, noteId] = [useId(), useId()];
  const length = lengthWords(reply.text, detail.textLength);
  const words = reply.text.trim();
  const focus = (): void => area.current?.focus({ cursor: "end" });
  useShortcuts({ reply: focus });

  function sendWritten(): void {
    if (words === "" || length.tooLong) return;
    const written = reply.text;
    signal.stopped();
    sending.send(words, reply.fromDraft, () => {
      reply.sent(written);
      botDraft.reset();
    });
    focus();
  }
  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>): void {
    // While a Vietnamese input method is composing, Enter only ends the word. 229: Safari, after the composition.
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- nothing else tells that key from a plain Enter
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    if (menu.onKeyDown(event)) return;
    if (event.key !== "Enter" || event.shiftKey || hasNoShift) return;
    event.preventDefault();
    sendWritten();
  }

  return (
    <footer className="composer">
      {detail.holder?.kind === "operator" && detail.holder.id !== me && (
        <p className="hint">
          {holderName(detail.holder, me)} đang giữ hội thoại này; tin của anh/chị gửi thẳng tới người dân.
        </p>
      )}
      <DraftingBar
        detail={detail}
        isSending={sending.isSending}
        onApprove={(draft) => {
          sending.send(draft, true, () => undefined);
        }}
        onEdit={(draft) => {
          reply.fillDraft(draft);
          focus();
        }}
      />
      <SuggestionState draft={botDraft.data} error={botDraft.error} />
      {reply.fromDraft && <DraftMark onDiscard={reply.discardDraft} />}
      <div className="composer-field">
        <CannedList menu={menu} id={listId} />
        <Input.TextArea
          ref={area}
          autoFocus={takeFocus}
          value={reply.text}
          onChange={(event) => {
            reply.write(event.target.value);
            sending.forgetError();
            if (event.target.value !== "") signal.typed();
          }}
          onKeyDown={onKeyDown}
          autoSize={{ minRows: 2, maxRows: 8 }}
          placeholder={`Trả lời qua ${channelLabel[detail.channel]}… (gõ / để chọn mẫu)`}
          aria-label="Trả lời người dân"
          aria-describedby={noteId}
          aria-autocomplete="list"
          {...(menu.isOpen && {
            "aria-controls": listId,
            "aria-activedescendant": cannedOptionId(listId, menu.chosen),
          })}
          status={length.tooLong ? "error" : ""}
        />
      </div>
      {/* Apart from the counter, so that a screen reader is not made to count along. */}
      <p role="status" className={length.tooLong ? "length-hint too-long" : "length-hint"}>
        {length.hint}
      </p>
      <FailureNotice error={sending.error} />
      <div className="composer-tools">
        <Button
          icon={<BulbOutlined />}
          aria-label="Gợi ý của trợ lý"
          loading={botDraft.isPending}
          onClick={() => {
            botDraft.mutate(undefined, {
              onSuccess: ({ text }) => {
                if (text === null) return;
                reply.fillDraft(text);
                focus();
              },
            });
          }}
        >
          {isNarrow ? "Gợi ý" : "Gợi ý của trợ lý"}
        </Button>
        <Button
          icon={<FileTextOutlined />}
          aria-label="Chèn thủ tục"
          onClick={() => {
            setInserting(true);
          }}
        >
          {isNarrow ? "Thủ tục" : "Chèn thủ tục"}
        </Button>
        <Button
          icon={<SnippetsOutlined />}
          aria-label="Mẫu trả lời"
          aria-expanded={menu.isOpen}
          onClick={() => {
            menu.toggle();
            focus();
          }}
        >
          {isNarrow ? "Mẫu" : "Mẫu trả lời"}
        </Button>
        <span className="composer-note" id={noteId}>
          {words !== "" && length.counter}
        </span>
        <Button
          type="primary"
          icon={<SendOutlined />}
          loading={sending.isSending}
          disabled={words === "" || length.tooLong}
          onClick={sendWritten}
        >
          Gửi
        </Button>
      </div>
      {inserting && (
        <InsertProcedureDialog
          detail={detail}
          onInsert={(text) => {
            reply.append(text);
            setInserting(false);
          }}
          onClose={() => {
            setInserting(false);
          }}
        />
      )}
    </footer>
  );
}

/** @jsxImportSource preact */
import { useEffect, useRef, useState } from "preact/hooks";
import type { ChatSession, ChatState } from "./chat-session.ts";
import { Composer } from "./composer.tsx";
import { MessageList } from "./message-list.tsx";
import { PageHeader } from "./page-header.tsx";

const PAGE_TITLE = "Hỏi đáp thủ tục hành chính";

export function ChatPage({ session, clock }: { session: ChatSession; clock: () => Date }) {
  const state = useSessionState(session);
  const online = useOnline();
  useTitle(state);

  return (
    <div class="page">
      <a class="skip-link" href="#question">
        Đến ô nhập câu hỏi
      </a>
      <PageHeader hello={state.hello} holder={state.holder} />
      <main class="chat" aria-label={PAGE_TITLE}>
        <ConnectionNotice state={state} online={online} onRetry={session.wake} />
        <MessageList state={state} session={session} now={clock()} />
        <Composer ready={state.hello !== undefined} onSay={session.say} />
      </main>
      <footer class="footer column">
        <p id="privacy">
          Xin không gửi ảnh giấy tờ tuỳ thân, số tài khoản ngân hàng, mật khẩu hoặc mã OTP qua trang này.
        </p>
        <p>Câu trả lời trích từ hồ sơ thủ tục đã công bố.</p>
      </footer>
    </div>
  );
}

function ConnectionNotice(props: { state: ChatState; online: boolean; onRetry: () => void }) {
  const { state, online, onRetry } = props;
  const lost = !online || state.reach === "lost";
  const waits = state.conversation.outgoing.length > 0;
  return (
    <div role="status">
      {lost && (
        <div class="notice column">
          <p>
            {online
              ? "Chưa kết nối được với hệ thống, trang đang tự thử lại."
              : "Thiết bị đang mất kết nối mạng."}
            {waits && " Tin của anh/chị sẽ tự gửi khi có kết nối."}
          </p>
          {online && (
            <button type="button" class="button-link" onClick={onRetry}>
              Thử lại
            </button>
          )}
        </div>
      )}
    </div>
  );
}

function useSessionState(session: ChatSession): ChatState {
  const [state, setState] = useState(session.current());
  useEffect(() => {
    const show = (): void => {
      setState(session.current());
    };
    show();
    return session.subscribe(show);
  }, [session]);
  return state;
}

/** What the device says of its network; the session finds out by itself whether the server answers. */
function useOnline(): boolean {
  const [online, setOnline] = useState(navigator.onLine);
  useEffect(() => {
    const look = (): void => {
      setOnline(navigator.onLine);
    };
    window.addEventListener("online", look);
    window.addEventListener("offline", look);
    return () => {
      window.removeEventListener("online", look);
      window.removeEventListener("offline", look);
    };
  }, []);
  return online;
}

/** The tab's title: the centre's name, and how many answers came while the citizen looked at another tab. */
function useTitle({ hello, conversation, historyRead }: ChatState): void {
  const answers = conversation.delivered.filter((message) => message.speaker !== "citizen").length;
  const seen = useRef(0);
  const [hidden, setHidden] = useState(document.visibilityState === "hidden");
  useEffect(() => {
    const look = (): void => {
      setHidden(document.visibilityState === "hidden");
    };
    document.addEventListener("visibilitychange", look);
    return () => {
      document.removeEventListener("visibilitychange", look);
    };
  }, []);
  useEffect(() => {
    if (!hidden || !historyRead) seen.current = answers;
    const unseen = answers - seen.current;
    const title = hello === undefined ? PAGE_TITLE : `${PAGE_TITLE} - ${hello.centre}`;
    document.title = unseen > 0 ? `(${unseen}) ${title}` : title;
  }, [answers, hidden, historyRead, hello]);
}

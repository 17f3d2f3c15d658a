import { navigate } from "../navigation.tsx";

/** `unknown`: the browser has none, or not on a page without TLS. */
export type NoticePermission = NotificationPermission | "unknown";

export function noticePermission(): NoticePermission {
  return "Notification" in window ? Notification.permission : "unknown";
}

/** Asks the person for permission; only ever called by their click. */
export async function askNoticePermission(): Promise<NoticePermission> {
  return "Notification" in window ? Notification.requestPermission() : "unknown";
}

/**
 * Shows a notice of the browser when this page is not the one being worked in. A click on it opens the conversation;
 * a newer one about the same conversation takes its place.
 */
export function showNotice(words: { title: string; body: string }, conversationId: string): void {
  if (noticePermission() !== "granted" || document.hasFocus()) return;
  try {
    const notice = new Notification(words.title, { body: words.body, tag: conversationId, lang: "vi" });
    notice.onclick = () => {
      window.focus();
      navigate({ page: "conversations", open: conversationId });
      notice.close();
    };
  } catch {
    // Android's browsers allow notices only to service workers; sound and title still tell.
  }
}

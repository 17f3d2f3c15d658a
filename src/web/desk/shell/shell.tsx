import { Spin } from "antd";
import { Suspense, useEffect, useState } from "react";
import type { ConversationCard, DeskAlert } from "../../../contract/desk.ts";
import { timeOfDay } from "../../shared/format.ts";
import type { Me } from "../../shared/me.ts";
import { alertWords, isMeantFor, questionWords, titleWith } from "../alerts/alert-rules.ts";
import { beep } from "../alerts/beep.ts";
import { showNotice } from "../alerts/browser-notice.ts";
import { isOn } from "../browser-setting.ts";
import { useCounts } from "../data/desk-queries.ts";
import { LiveProvider } from "../live/live-provider.tsx";
import type { Route } from "../routes.ts";
import { ShortcutsDialog } from "../shortcuts/shortcuts-dialog.tsx";
import { useShortcuts } from "../shortcuts/use-shortcuts.ts";
import { AppHeader } from "./app-header.tsx";
import { ConnectionBanner } from "./connection-banner.tsx";
import { Page } from "./pages.tsx";

const PAGE_NAME = "Bàn làm việc";

/** Everything around the pages of somebody who is signed in: header, live link, alerts. */
export function Shell({ me, route }: { me: Me; route: Route }) {
  const [said, setSaid] = useState("");
  function tell(words: { title: string; body: string }, conversation: ConversationCard): void {
    if (isOn("sound")) beep();
    setSaid(`${words.title}: ${words.body}, lúc ${timeOfDay(new Date())}`);
    showNotice(words, conversation.id);
  }

  return (
    <LiveProvider
      onAlert={(alert: DeskAlert) => {
        if (isMeantFor(alert, me.account.role)) tell(alertWords(alert), alert.conversation);
      }}
      onQuestion={(card) => {
        // Read as it comes in: the conversation is open and in sight.
        const isLookedAt = route.page === "conversations" && route.open === card.id && document.hasFocus();
        if (!isLookedAt) tell(questionWords(card), card);
      }}
    >
      <Frame me={me} route={route} />
      {/* For those who hear the page rather than see its badge. */}
      <p className="visually-hidden" role="status">
        {said}
      </p>
    </LiveProvider>
  );
}

function Frame({ me, route }: { me: Me; route: Route }) {
  const [helpOpen, setHelpOpen] = useState(false);
  const counts = useCounts().data;
  const waiting = counts === undefined ? 0 : counts.waiting + counts.mineUnanswered;
  useShortcuts({
    help: () => {
      setHelpOpen(true);
    },
  });
  useEffect(() => {
    document.title = titleWith(waiting, PAGE_NAME);
    return () => {
      document.title = PAGE_NAME;
    };
  }, [waiting]);

  return (
    <div className="desk">
      <a className="skip" href="#main">
        Tới nội dung chính
      </a>
      <AppHeader
        me={me}
        route={route}
        waiting={waiting}
        onHelp={() => {
          setHelpOpen(true);
        }}
      />
      <ConnectionBanner />
      <main id="main" className={route.page === "conversations" ? "page page-fixed" : "page"} tabIndex={-1}>
        <Suspense fallback={<Spin className="page-spin" size="large" />}>
          <Page me={me} route={route} />
        </Suspense>
      </main>
      <ShortcutsDialog
        open={helpOpen}
        onClose={() => {
          setHelpOpen(false);
        }}
      />
    </div>
  );
}

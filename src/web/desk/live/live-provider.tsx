import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import type { ConversationCard, DeskAlert } from "../../../contract/desk.ts";
import { keys } from "../data/query-keys.ts";
import { useMe } from "../data/session.ts";
import { callSoon } from "./call-soon.ts";
import { LiveContext, type Live, type LiveStatus } from "./live-context.ts";
import { liveEvents } from "./live-events.ts";
import { openLiveLink, type LiveLink } from "./live-link.ts";

interface Props {
  readonly onAlert: (alert: DeskAlert) => void;
  readonly onQuestion: (card: ConversationCard) => void;
  readonly children: ReactNode;
}

/** Keeps the live link open while somebody is signed in. After every connecting, all that is shown is asked for anew. */
export function LiveProvider({ onAlert, onQuestion, children }: Props) {
  const cache = useQueryClient();
  const me = useMe().id;
  const [status, setStatus] = useState<LiveStatus>("opening");
  const link = useRef<LiveLink>(undefined);
  const viewed = useRef<string | null>(null);
  const effects = useRef({ onAlert, onQuestion });
  useEffect(() => {
    effects.current = { onAlert, onQuestion };
  });

  useEffect(() => {
    const soon = callSoon();
    const opened = openLiveLink({
      ...liveEvents(cache, {
        me,
        soon: soon.call,
        onAlert: (alert) => {
          effects.current.onAlert(alert);
        },
        onQuestion: (card) => {
          effects.current.onQuestion(card);
        },
      }),
      up: () => {
        setStatus("up");
        // Also after the first time: something may have happened between the first answer and now.
        void cache.invalidateQueries();
      },
      down: () => {
        setStatus("down");
        // Nobody can be seen to come or go now.
        cache.setQueriesData({ queryKey: keys.allViewers }, []);
      },
      refused: () => void cache.invalidateQueries({ queryKey: keys.me }),
    });
    opened.view(viewed.current);
    link.current = opened;
    return () => {
      link.current = undefined;
      opened.close();
      soon.stop();
    };
  }, [cache, me]);

  // Apart from the status: whoever tells that a conversation is open must not tell it again after every break.
  const telling = useMemo<Omit<Live, "status">>(
    () => ({
      view: (conversationId) => {
        viewed.current = conversationId;
        link.current?.view(conversationId);
      },
      typing: (on) => link.current?.typing(on),
    }),
    [],
  );
  const live = useMemo<Live>(() => ({ status, ...telling }), [status, telling]);
  return <LiveContext value={live}>{children}</LiveContext>;
}

import { useMutation, useQueryClient, type UseMutationResult } from "@tanstack/react-query";
import { z } from "zod";
import {
  BotDraft,
  ConversationDetail,
  type AddNote,
  type Assign,
  type Claim,
  type Close,
  type Forward,
  type HandBack,
  type Reply,
  type SetCallback,
  type SetDrafting,
  type SetLabels,
  type SetProcedure,
} from "../../../contract/desk.ts";
import { api, ApiFailure } from "../../shared/api.ts";
import { useLiveStatus } from "../live/live-context.ts";
import { applyDetail } from "../live/apply-card.ts";
import { conversationPath } from "./desk-queries.ts";
import { keys } from "./query-keys.ts";
import { useMe } from "./session.ts";

/** What can be done with a conversation, and the body each needs. All are answered with the conversation as it is then. */
interface ActionBody {
  claim: z.input<typeof Claim>;
  reply: z.input<typeof Reply>;
  "hand-back": z.input<typeof HandBack>;
  close: z.input<typeof Close>;
  forward: z.input<typeof Forward>;
  assign: z.input<typeof Assign>;
  note: z.input<typeof AddNote>;
  drafting: z.input<typeof SetDrafting>;
  "discard-draft": z.input<typeof Claim>;
  callback: z.input<typeof SetCallback>;
  labels: z.input<typeof SetLabels>;
  procedure: z.input<typeof SetProcedure>;
}
type ActionName = keyof ActionBody;

/** Labels and the procedure are set whole; everything else is done. */
const SET_WHOLE: readonly ActionName[] = ["labels", "procedure"];

/** After these refusals the conversation is not what the console took it for. */
const OUT_OF_STEP = ["held_by_other", "hand_over_refused", "window_closed", "not_allowed", "not_found"];

/**
 * One action on a conversation. The answer renews the conversation and the lists at once; a refusal that shows that
 * the console is out of step makes it look again.
 */
export function useAction<Name extends ActionName>(
  id: string,
  name: Name,
): UseMutationResult<ConversationDetail, Error, ActionBody[Name]> {
  const cache = useQueryClient();
  const me = useMe();
  const isLive = useLiveStatus() === "up";
  return useMutation({
    mutationFn: (body) => {
      const path = `${conversationPath(id)}/${name}`;
      return SET_WHOLE.includes(name)
        ? api.put(path, body, ConversationDetail)
        : api.post(path, body, ConversationDetail);
    },
    onSuccess: (detail) => {
      applyDetail(cache, detail, me.id);
      // What was done shows in the course of the conversation: told by a live event, if there is a live link.
      if (!isLive) void cache.invalidateQueries({ queryKey: keys.thread(id) });
    },
    onError: (error) => {
      if (error instanceof ApiFailure && OUT_OF_STEP.includes(error.code))
        void cache.invalidateQueries({ queryKey: keys.conversation(id) });
    },
  });
}

/** Sends a failed message again. */
export function useRetrySending(conversationId: string): UseMutationResult<unknown, Error, number> {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (outboxId) => api.post(`/api/desk/outbox/${outboxId}/retry`, {}, z.unknown()),
    onSettled: () => cache.invalidateQueries({ queryKey: keys.thread(conversationId) }),
  });
}

/** What the bot would answer to what the citizen last asked; sends nothing. */
export function useBotDraft(conversationId: string): UseMutationResult<BotDraft, Error, void> {
  return useMutation({
    mutationFn: () => api.post(`${conversationPath(conversationId)}/draft`, {}, BotDraft),
  });
}

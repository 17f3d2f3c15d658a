import { useRef } from "react";
import type { ConversationDetail } from "../../../contract/desk.ts";
import { newUuid } from "../../shared/new-uuid.ts";
import { useAction } from "../data/actions.ts";

export interface SendReply {
  /** Sends once at a time; `onSent` runs when the server has it. */
  readonly send: (text: string, fromDraft: boolean, onSent: () => void) => void;
  readonly isSending: boolean;
  readonly error: unknown;
  /** The failure has been read: something else is being written. */
  readonly forgetError: () => void;
}

/**
 * Sends replies. The same words sent again after a failure keep their `clientId`: should the server have taken them
 * in spite of it, the citizen does not read them twice.
 */
export function useSendReply(conversationId: ConversationDetail["id"]): SendReply {
  const reply = useAction(conversationId, "reply");
  const attempt = useRef<{ readonly text: string; readonly clientId: string }>(undefined);
  return {
    send: (text, fromDraft, onSent) => {
      if (reply.isPending) return;
      if (attempt.current?.text !== text) attempt.current = { text, clientId: newUuid() };
      // Not `mutate` with its own onSuccess, which is not called once another conversation is open.
      reply.mutateAsync({ clientId: attempt.current.clientId, text, fromDraft }).then(
        () => {
          attempt.current = undefined;
          onSent();
        },
        // Told by `error`.
        () => undefined,
      );
    },
    isSending: reply.isPending,
    error: reply.error,
    forgetError: () => {
      if (reply.isError) reply.reset();
    },
  };
}

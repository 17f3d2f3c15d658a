import type { Log } from "../../core/ports.ts";
import { textOf } from "../shared/json-fields.ts";
import type { CallGraph } from "./call-graph.ts";

export interface MessengerLookUp {
  /**
   * The name as Vietnamese people write it, family name first. Undefined when Meta does not tell it: for that it wants
   * a permission of its own (Business Asset User Profile Access).
   */
  citizenName(citizenId: string): Promise<string | undefined>;
  /**
   * Shows the citizen that the message was seen and is being answered; the sign goes away with the answer or after some
   * 20 seconds. Only a courtesy: does nothing when calls run short, and never throws.
   */
  showTyping(citizenId: string): Promise<void>;
}

/** The calls beside sending. They are of background importance: sends come first when the allowance runs short. */
export function createLookUp(callGraph: CallGraph, pageId: string, log: Log): MessengerLookUp {
  return {
    async citizenName(citizenId) {
      if (!/^\d+$/.test(citizenId)) return undefined;
      const outcome = await callGraph({
        importance: "background",
        method: "GET",
        path: `/${citizenId}`,
        query: { fields: "first_name,last_name" },
      });
      if (outcome.kind !== "done") return undefined;
      const names = [outcome.data["last_name"], outcome.data["first_name"]].map((name) =>
        textOf(name)?.trim(),
      );
      return names.filter(Boolean).join(" ") || undefined;
    },

    async showTyping(citizenId) {
      // Meta refuses an action that comes together with anything else (100/2018014), so these are two calls.
      for (const action of ["mark_seen", "typing_on"]) {
        const outcome = await callGraph({
          importance: "background",
          method: "POST",
          path: `/${pageId}/messages`,
          body: { kind: "json", value: { recipient: { id: citizenId }, sender_action: action } },
        });
        if (outcome.kind === "done") continue;
        log.debug(
          { channel: "messenger", action, why: outcome.kind },
          "the citizen is not shown who is typing",
        );
        return;
      }
    },
  };
}

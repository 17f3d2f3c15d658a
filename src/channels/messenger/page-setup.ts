import type { CallGraph, GraphOutcome } from "./call-graph.ts";
import { errorName, errorRow } from "./error-table.ts";
import { GET_STARTED } from "./read-events.ts";

/** What the Page must be subscribed to; without the subscription an application receives nothing. */
export const SUBSCRIBED_FIELDS = [
  "messages",
  "messaging_postbacks",
  "message_echoes",
  "message_reads",
  "message_deliveries",
  "message_reactions",
  "message_edits",
  "messaging_referrals",
  "messaging_optins",
  "messaging_handovers",
  "standby",
  "messaging_policy_enforcement",
] as const;

/** What a citizen sees of the Page before and beside the conversation. */
export interface PageProfile {
  /** Before the first message; Meta shows 160 characters. */
  readonly greeting: string;
  /** Questions to tap at the start, at most four; each comes back as if the citizen had written it. */
  readonly iceBreakers: readonly string[];
  /** The menu beside the text field, at most three entries. */
  readonly menu: readonly (
    { readonly title: string; readonly payload: string } | { readonly title: string; readonly url: string }
  )[];
}

export type SetupOutcome = { readonly done: true } | { readonly done: false; readonly why: string };

export interface PageSetup {
  /** Has the Page's events delivered to the application. Repeating it changes nothing. */
  subscribe(): Promise<SetupOutcome>;
  /** Sets greeting, first button, ice breakers and menu, replacing what was there. */
  setProfile(profile: PageProfile): Promise<SetupOutcome>;
}

export function createPageSetup(callGraph: CallGraph, pageId: string): PageSetup {
  return {
    async subscribe() {
      return outcomeOf(
        await callGraph({
          importance: "background",
          method: "POST",
          path: `/${pageId}/subscribed_apps`,
          query: { subscribed_fields: SUBSCRIBED_FIELDS.join(",") },
        }),
      );
    },
    async setProfile({ greeting, iceBreakers, menu }) {
      const profile = {
        get_started: { payload: GET_STARTED },
        greeting: [{ locale: "default", text: greeting }],
        ice_breakers: [
          {
            locale: "default",
            // A payload of ours cannot hold a question; read-events.ts takes the title instead.
            call_to_actions: iceBreakers.map((question, at) => ({
              question,
              payload: `ICE_BREAKER_${at + 1}`,
            })),
          },
        ],
        persistent_menu: [
          {
            locale: "default",
            composer_input_disabled: false,
            call_to_actions: menu.map((entry) => ({
              type: "url" in entry ? "web_url" : "postback",
              ...entry,
            })),
          },
        ],
      };
      return outcomeOf(
        await callGraph({
          importance: "background",
          method: "POST",
          path: `/${pageId}/messenger_profile`,
          body: { kind: "json", value: profile },
        }),
      );
    },
  };
}

function outcomeOf(outcome: GraphOutcome): SetupOutcome {
  switch (outcome.kind) {
    case "done":
      return outcome.data["success"] === false || outcome.data["result"] === "failure"
        ? { done: false, why: JSON.stringify(outcome.data).slice(0, 200) }
        : { done: true };
    case "error": {
      const meaning = errorRow(outcome.code, outcome.subcode)?.meaning;
      const name = errorName(outcome.code, outcome.subcode);
      return { done: false, why: [name, outcome.detail || meaning].filter(Boolean).join(": ") };
    }
    case "bare_status":
      return { done: false, why: `http_${outcome.status}` };
    case "later":
      return { done: false, why: `the allowance of calls is used up until ${outcome.until.toISOString()}` };
    case "not_ready":
    case "not_sent":
    case "unknown":
      return { done: false, why: outcome.detail };
  }
}

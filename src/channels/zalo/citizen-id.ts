/**
 * How Zalo's people are named in `citizenId`. A Zalo user is the bare OA-scoped user id. Two others exist:
 * an anonymous visitor of the chat widget is only reachable within a conversation, so both ids are kept, and
 * receipts of template messages name a phone number, which must never be taken for a user id.
 */
export type ZaloPerson =
  | { readonly kind: "user"; readonly userId: string }
  | { readonly kind: "anonymous"; readonly conversationId: string; readonly anonymousId: string };

/** `anon:<conversation_id>:<id>`; a colon within an id is percent-encoded. */
export function anonymousCitizenId(conversationId: string, anonymousId: string): string {
  return `anon:${encodeURIComponent(conversationId)}:${encodeURIComponent(anonymousId)}`;
}

/** `phone:<number>`, for receipts only: nothing can be sent to it. */
export function phoneCitizenId(phone: string): string {
  return `phone:${phone}`;
}

/** Whom a message to this citizen goes to; undefined when Zalo cannot reach it by a consultation message. */
export function personOf(citizenId: string): ZaloPerson | undefined {
  if (!citizenId.includes(":")) return citizenId === "" ? undefined : { kind: "user", userId: citizenId };
  const [prefix, conversationId, anonymousId, ...rest] = citizenId.split(":");
  if (prefix !== "anon" || !conversationId || !anonymousId || rest.length > 0) return undefined;
  try {
    return {
      kind: "anonymous",
      conversationId: decodeURIComponent(conversationId),
      anonymousId: decodeURIComponent(anonymousId),
    };
  } catch {
    return undefined;
  }
}

/**
 * How Zalo's people are named in `citizenId`. A Zalo user is the bare OA-scoped user id. An anonymous visitor of
 * the chat widget can be answered only within a conversation, so both ids are kept.
 */
export type ZaloPerson =
  | { readonly kind: "user"; readonly userId: string }
  | { readonly kind: "anonymous"; readonly conversationId: string; readonly anonymousId: string };

/** `anon:<conversation_id>:<id>`; a colon within an id is percent-encoded. */
export function anonymousCitizenId(conversationId: string, anonymousId: string): string {
  return `anon:${encodeURIComponent(conversationId)}:${encodeURIComponent(anonymousId)}`;
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

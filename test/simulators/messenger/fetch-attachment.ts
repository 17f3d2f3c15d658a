/** What was found at an attachment's address, or why not. */
export type Fetched =
  | { readonly kind: "found"; readonly size: number; readonly mime: string }
  | { readonly kind: "unreachable" | "timeout" };

/** Fetches an address within the time; never rejects. */
export type AttachmentFetcher = (url: string, limitMs: number) => Promise<Fetched>;

/** Over HTTP, to the last byte. */
export const fetchOverHttp: AttachmentFetcher = async (url, limitMs) => {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(limitMs) });
    const size = (await answer.arrayBuffer()).byteLength;
    if (!answer.ok) return { kind: "unreachable" };
    return { kind: "found", size, mime: answer.headers.get("content-type") ?? "" };
  } catch (cause) {
    return { kind: cause instanceof Error && cause.name === "TimeoutError" ? "timeout" : "unreachable" };
  }
};

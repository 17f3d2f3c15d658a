import { createContext, useContext } from "react";

/** `opening`: the page has just been opened; `down`: connecting failed, or the connection was lost. */
export type LiveStatus = "opening" | "up" | "down";

/** What the pages may use of the live link. */
export interface Live {
  readonly status: LiveStatus;
  /** Tells colleagues which conversation is open here; null: none. */
  readonly view: (conversationId: string | null) => void;
  /** Tells colleagues at the open conversation that a reply is being written. */
  readonly typing: (on: boolean) => void;
}

const nothing = (): void => undefined;

export const LiveContext = createContext<Live>({ status: "opening", view: nothing, typing: nothing });

export function useLive(): Live {
  return useContext(LiveContext);
}

export function useLiveStatus(): LiveStatus {
  return useContext(LiveContext).status;
}

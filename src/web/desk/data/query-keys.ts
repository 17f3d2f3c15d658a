import type { DeskChannel, QueueQuery } from "../../../contract/desk.ts";

/** Which part of the conversations a list shows. */
export type QueueFilter = Pick<QueueQuery, "queue" | "channel" | "label" | "q">;

/** What a composed text of a procedure depends on. */
export interface ProcedureTextOf {
  readonly code: string;
  readonly facet: string;
  readonly channel: DeskChannel;
}

/** Under which name each answer of the server is kept. Invalidating a shorter key reaches all that begin with it. */
export const keys = {
  me: ["me"],
  setup: ["setup"],
  counts: ["counts"],
  queues: ["queue"],
  queue: (filter: QueueFilter) => ["queue", filter],
  conversation: (id: string) => ["conversation", id],
  thread: (id: string) => ["thread", id],
  cases: (id: string) => ["cases", id],
  allViewers: ["viewers"],
  viewers: (id: string) => ["viewers", id],
  turn: (id: string) => ["turn", id],
  units: ["units"],
  colleagues: ["colleagues"],
  labels: ["labels"],
  canned: ["canned-replies"],
  procedures: (words: string) => ["procedures", words],
  procedureText: (of: ProcedureTextOf) => ["procedure-text", of],
} as const;

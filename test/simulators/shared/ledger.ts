import { randomBytes } from "node:crypto";
import type { Changes } from "./changes.ts";

/** A call the platform did not accept. `code` is the body's error code, or the HTTP status of a 5xx or 404. */
export interface RefusedCall {
  readonly path: string;
  readonly code: number;
  /** Where the platform has such: the finer code beside `code`. */
  readonly subcode?: number;
  readonly message: string;
  readonly userId: string | undefined;
  readonly at: Date;
}

interface Kept {
  readonly userId: string;
}

interface Accepted extends Kept {
  readonly messageId: string;
  readonly text: string;
}

/** What happened on a platform: the chats as both sides' phones keep them, the sends accepted, the calls refused. */
export class Ledger<Message extends Kept, Sent extends Accepted> {
  readonly chats = new Map<string, Message[]>();
  readonly sent: Sent[] = [];
  readonly refused: RefusedCall[] = [];
  readonly changes: Changes;
  readonly #sentTo = new Map<string, Sent[]>();
  readonly #platform: string;
  readonly #settings: { readonly now: () => Date; readonly log: boolean };
  // New for each start, so that a program that kept its database does not take new messages for old ones.
  readonly #run = randomBytes(3).toString("hex");
  #ids = 0;

  /** `platform` names it in the log. */
  constructor(
    platform: string,
    settings: { readonly now: () => Date; readonly log: boolean },
    changes: Changes,
  ) {
    this.#platform = platform;
    this.#settings = settings;
    this.changes = changes;
  }

  /** A fresh id such as `m-3fa9c1-000012`. */
  newId(prefix: string): string {
    this.#ids += 1;
    return `${prefix}-${this.#run}-${String(this.#ids).padStart(6, "0")}`;
  }

  chatOf(userId: string): readonly Message[] {
    return this.chats.get(userId) ?? [];
  }

  keep(message: Message): void {
    const chat = this.chats.get(message.userId);
    if (chat === undefined) this.chats.set(message.userId, [message]);
    else chat.push(message);
    this.changes.changed();
  }

  accept(message: Sent): void {
    this.sent.push(message);
    const before = this.#sentTo.get(message.userId);
    if (before === undefined) this.#sentTo.set(message.userId, [message]);
    else before.push(message);
    this.log(`sent to ${message.userId}: ${message.messageId} ${JSON.stringify(message.text.slice(0, 60))}`);
    this.changes.changed();
  }

  sentTo(userId: string): readonly Sent[] {
    return this.#sentTo.get(userId) ?? [];
  }

  refuse(path: string, code: number, message: string, userId?: string, subcode?: number): void {
    const at = this.#settings.now();
    this.refused.push({ path, code, ...(subcode === undefined ? {} : { subcode }), message, userId, at });
    this.log(`refused ${path}: ${code}${subcode === undefined ? "" : `/${subcode}`} ${message}`);
    this.changes.changed();
  }

  log(line: string): void {
    if (this.#settings.log) console.log(`[${this.#platform}] ${line}`);
  }
}

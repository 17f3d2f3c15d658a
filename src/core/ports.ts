/** Time, ids and chance are handed in, so that a test can decide them. */

/** The present moment. */
export type Clock = () => Date;

/** A fresh identifier (UUID v4 text), never given twice. */
export type NewId = () => string;

/** The least a module needs of a log; text of messages and personal data never go into `facts`. */
export interface Log {
  debug(facts: object, what: string): void;
  info(facts: object, what: string): void;
  warn(facts: object, what: string): void;
  error(facts: object, what: string): void;
}

/**
 * A named secret kept encrypted, changed by one instance at a time (across all processes on one database).
 * Used for Zalo's token pair, whose refresh token works only once.
 */
export interface Vault {
  /** The secret as stored (decrypted) and since when, or undefined when none was stored yet. */
  read(name: string): Promise<{ readonly value: string; readonly changedAt: Date } | undefined>;
  /** Stores the secret outright, replacing what was there. */
  write(name: string, value: string): Promise<void>;
  /**
   * Runs `change` while no other instance may change this secret. `change` gets the value read after the lock
   * was won (another instance may just have changed it) and returns the new one, which is durably stored
   * before this resolves, or undefined to leave it. Resolves to the value now stored.
   */
  rotate(
    name: string,
    change: (current: string | undefined) => Promise<string | undefined>,
  ): Promise<string | undefined>;
}

/** A shared allowance of calls a minute. */
export interface RateGate {
  /**
   * Takes one call from the allowance. `later` says when the next minute starts.
   * Calls of `background` importance are refused once four fifths are used, so that sends come first.
   */
  take(importance: "send" | "background"): Promise<{ readonly granted: true } | { readonly later: Date }>;
}

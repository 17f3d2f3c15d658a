import { randomBytes, randomInt } from "node:crypto";
import { hash, parseOptions, verify } from "@node-rs/argon2";
import { passwordForm } from "./password-rules.ts";

/** What one hash costs: memory in KiB, passes, threads. */
export interface ArgonCost {
  readonly memoryCost: number;
  readonly timeCost: number;
  readonly parallelism: number;
}

/**
 * "Argon2id with a minimum configuration of 19 MiB of memory, an iteration count of 2, and 1 degree of parallelism":
 * OWASP, Password Storage Cheat Sheet. Four at once, as many as Node's threads, take 76 MiB.
 */
export const OWASP_COST: ArgonCost = { memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 };

export interface PasswordHashing {
  /** Argon2id with a fresh salt, in its own text form (`$argon2id$v=19$m=…`). */
  hash(password: string): Promise<string>;
  /**
   * Is this the password of that hash? Without a hash (no such account, or none set) the same work is done for
   * nothing, so that the time tells nothing.
   */
  matches(hashed: string | null, password: string): Promise<boolean>;
  /** Was it made at the cost asked for today? */
  isCurrent(hashed: string): boolean;
}

/** @param cost lower only in tests, which need many. */
export function createHashing(cost: ArgonCost = OWASP_COST): PasswordHashing {
  // The library's default algorithm is Argon2id, version 0x13.
  const hashOf = (password: string) => hash(passwordForm(password), cost);
  const decoy = hashOf(randomBytes(16).toString("hex"));
  return {
    hash: hashOf,
    async matches(hashed, password) {
      const same = await verify(hashed ?? (await decoy), passwordForm(password));
      return same && hashed !== null;
    },
    isCurrent(hashed) {
      const made = parseOptions(hashed);
      return (
        hashed.startsWith("$argon2id$") &&
        made.memoryCost === cost.memoryCost &&
        made.timeCost === cost.timeCost &&
        made.parallelism === cost.parallelism
      );
    },
  };
}

/** Without what is mistaken for another when read aloud or written down: i, l, o, 0, 1. */
const ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789";
const GROUPS = 4;
const GROUP_LENGTH = 4;

/**
 * A password to be changed at the first sign-in, such as `k7mq-x2fd-9tbw-ehr4`: 16 characters of 31, about 79 bits. The chance is the
 * system's own and cannot be handed in: a guessable one would be a way in.
 */
export function oneTimePassword(): string {
  const letter = () => ALPHABET[randomInt(ALPHABET.length)] ?? "";
  const group = () => Array.from({ length: GROUP_LENGTH }, letter).join("");
  return Array.from({ length: GROUPS }, group).join("-");
}

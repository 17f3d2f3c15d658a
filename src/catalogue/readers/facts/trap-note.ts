import type { Trap } from "../../reader.ts";

/** A trap found in a text, before it is known whose record the text belongs to. */
export type TrapNote = Omit<Trap, "code">;

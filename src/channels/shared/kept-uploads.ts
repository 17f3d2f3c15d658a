import { createHash } from "node:crypto";
import type { Clock } from "../../core/ports.ts";

/** Ids of what was uploaded lately: an office sends the same form many times. Kept in this process only. */
export interface KeptUploads {
  /** Undefined when it was not uploaded, or too long ago. */
  get(key: string): string | undefined;
  keep(key: string, id: string): void;
  forget(key: string): void;
}

const MOST = 200;

/** @param keptMs how long an id may be used; less than the platform's own limit, as a message may wait after that. */
export function createKeptUploads(clock: Clock, keptMs: number): KeptUploads {
  const uploads = new Map<string, { readonly id: string; readonly until: Date }>();
  return {
    get(key) {
      const known = uploads.get(key);
      return known !== undefined && clock() < known.until ? known.id : undefined;
    },
    keep(key, id) {
      uploads.delete(key);
      for (const oldest of uploads.keys()) if (uploads.size >= MOST) uploads.delete(oldest);
      uploads.set(key, { id, until: new Date(clock().getTime() + keptMs) });
    },
    forget(key) {
      uploads.delete(key);
    },
  };
}

/** What tells one upload from another: where it went to, and its bytes. */
export function uploadKey(place: string, bytes: Uint8Array): string {
  return `${place} ${createHash("sha256").update(bytes).digest("hex")}`;
}

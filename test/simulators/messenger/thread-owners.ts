import type { Settings } from "./options.ts";

const LAPSE_MS = 24 * 3_600_000;

interface Control {
  readonly appId: string;
  readonly untilMs: number;
}

/** Which application has a thread (2.6). Without routing every application may answer, ours too. */
export class ThreadOwners {
  readonly #settings: Settings;
  readonly #controls = new Map<string, Control>();

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /** The application in charge; after 24 h without activity the default one again. */
  ownerOf(userId: string): string {
    return this.#current(userId)?.appId ?? this.#settings.defaultAppId;
  }

  /** May the program under test answer, and does it get events under `messaging`? */
  isOurs(userId: string): boolean {
    return !this.#settings.routing || this.ownerOf(userId) === this.#settings.appId;
  }

  /** When the control lapses; undefined for the default app's. */
  expiryOf(userId: string): Date | undefined {
    const current = this.#current(userId);
    return current === undefined ? undefined : new Date(current.untilMs);
  }

  give(userId: string, appId: string, forMs = LAPSE_MS): void {
    if (appId === this.#settings.defaultAppId) this.#controls.delete(userId);
    else this.#controls.set(userId, { appId, untilMs: this.#settings.now().getTime() + forMs });
  }

  /** Somebody wrote in the thread: 24 h more, unless it was extended further. */
  active(userId: string): void {
    const current = this.#current(userId);
    if (current === undefined) return;
    const untilMs = Math.max(current.untilMs, this.#settings.now().getTime() + LAPSE_MS);
    this.#controls.set(userId, { ...current, untilMs });
  }

  #current(userId: string): Control | undefined {
    const control = this.#controls.get(userId);
    return control !== undefined && this.#settings.now().getTime() < control.untilMs ? control : undefined;
  }
}

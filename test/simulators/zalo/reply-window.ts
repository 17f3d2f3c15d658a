import type { Settings } from "./options.ts";
import { ApiRefusal } from "./refusals.ts";
import type { Citizen } from "./world.ts";

const HOUR_MS = 3_600_000;
const FREE_MS = 48 * HOUR_MS;
const LONGEST_MS = 7 * 24 * HOUR_MS;

/** What pays for a message now. */
export type Payment =
  | { readonly quotaType: "reply"; readonly remain: number; readonly total: number; readonly until: Date }
  | { readonly quotaType: "sub_quota"; readonly remain: number; readonly total: number; readonly until: Date }
  | { readonly quotaType: "billed" };

/** The windows of section 4: free for 48 h, then from the package's allowance to 7 d, then closed. */
export class ReplyWindows {
  readonly #settings: Settings;
  readonly #usedByMonth = new Map<string, number>();

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /**
   * What a message to this citizen would be paid with.
   * @throws ApiRefusal -232 when they never interacted, -230 when that is more than 7 days ago.
   */
  paymentFor(citizen: Citizen): Payment {
    const last = citizen.lastInteraction;
    if (last === undefined) throw new ApiRefusal(-232);
    const now = this.#settings.now();
    const age = now.getTime() - last.getTime();
    if (age > LONGEST_MS) throw new ApiRefusal(-230);
    // The 8 is what answers still show although it no longer limits anything: nobody may count with it.
    if (age <= FREE_MS)
      return { quotaType: "reply", remain: 8, total: 8, until: new Date(last.getTime() + FREE_MS) };
    const { remain, total } = this.allowance();
    return remain > 0
      ? { quotaType: "sub_quota", remain, total, until: monthEnd(now) }
      : { quotaType: "billed" };
  }

  /** Takes one message from what pays for it. */
  pay(payment: Payment): void {
    if (payment.quotaType !== "sub_quota") return;
    const month = monthOf(this.#settings.now());
    this.#usedByMonth.set(month, (this.#usedByMonth.get(month) ?? 0) + 1);
  }

  /** What is left of the package's messages of this month. */
  allowance(): { readonly remain: number; readonly total: number; readonly until: Date } {
    const now = this.#settings.now();
    const total = this.#settings.monthlyAllowance;
    return {
      remain: Math.max(0, total - (this.#usedByMonth.get(monthOf(now)) ?? 0)),
      total,
      until: monthEnd(now),
    };
  }
}

/** A date as the platform writes it: dd/mm/yyyy in Vietnam's time. */
export function vietnamDate(at: Date): string {
  return new Intl.DateTimeFormat("en-GB", { timeZone: "Asia/Ho_Chi_Minh" }).format(at);
}

function monthOf(at: Date): string {
  return vietnamDate(at).slice(3);
}

function monthEnd(at: Date): Date {
  const [month, year] = monthOf(at).split("/").map(Number);
  // Midnight in Vietnam (UTC+7, no summer time) that ends the month, less a second.
  return new Date(Date.UTC(year ?? 0, month ?? 0, 1) - 7 * HOUR_MS - 1000);
}

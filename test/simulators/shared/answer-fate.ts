/** What becomes of an answer on its way back. */
export type AnswerFate =
  | { readonly kind: "arrives" }
  | { readonly kind: "http_502"; readonly accepted: boolean }
  | { readonly kind: "stalls"; readonly ms: number; readonly ends: "answer" | "cut" | "never" };

/** The ways an answer can go, as the platform carries them out. */
export interface AnswerWays {
  readonly arrive: () => void;
  readonly badGateway: (accepted: boolean) => void;
  readonly cut: () => void;
  readonly sleep: (ms: number) => Promise<void>;
  /** What follows the call: once the answer is out, or once its stall has begun. */
  readonly afterwards: (() => void) | undefined;
}

/** Carries out the fate. Resolves when the answer is out, cut off, or will never come. */
export async function meetFate(fate: AnswerFate, ways: AnswerWays): Promise<void> {
  if (fate.kind === "stalls") {
    ways.afterwards?.();
    if (fate.ends === "never") return;
    await ways.sleep(fate.ms);
    if (fate.ends === "cut") {
      ways.cut();
      return;
    }
  }
  if (fate.kind === "http_502") ways.badGateway(fate.accepted);
  else ways.arrive();
  if (fate.kind !== "stalls") ways.afterwards?.();
}

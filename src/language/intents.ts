import { INTENTS, type Intent, type Lexicon } from "./lexicon.ts";
import type { Words } from "./tokenise.ts";

/** How likely a message is each of the intents; together 1. */
export type IntentProbabilities = Readonly<Record<Intent, number>>;

export interface IntentReader {
  /** What a message is, by the examples of the lexicon. Any text will do. */
  classify(words: Words): IntentProbabilities;
}

const ROUNDS = 10;
const STEP = 0.5;
const PULL = 2e-5;
/** Of the everyday names of procedures every so many stand in as questions. */
const NAMES_TAKEN = 16;

/**
 * A multinomial logistic model over words and pairs of words, with tones and without, learned from the examples when
 * it is made (some hundred milliseconds): keep it. The same lexicon gives the same model. Every example is also learned
 * without tones. Procedures' everyday names are learned as questions about a procedure.
 * @param words splits a text and writes abbreviations out, as for the messages that will be classified.
 */
export function createIntentReader(
  { examples, names }: Pick<Lexicon, "examples" | "names">,
  words: (text: string) => Words,
): IntentReader {
  const terms = new Map<string, number>();
  const number = (term: string): number => {
    let known = terms.get(term);
    if (known === undefined) terms.set(term, (known = terms.size));
    return known;
  };
  const named = [...names.values()].flat().filter((_, at) => at % NAMES_TAKEN === 0);
  const learned = [...examples, ...named.map((name) => ["procedure", name] as const)].flatMap(
    ([intent, text]) => {
      const read = words(text);
      const label = INTENTS.indexOf(intent);
      const numbers = (toneless: boolean) => Uint32Array.from(termsOf(read, toneless), number);
      return [
        { label, terms: numbers(read.toneless) },
        { label, terms: numbers(true) },
      ];
    },
  );
  const classes = INTENTS.length;
  const weights = new Float32Array(terms.size * classes);
  const spread = new Float32Array(terms.size * classes).fill(1e-6);
  const bias = new Float32Array(classes);

  const scoresOf = (numbers: Iterable<number>, count: number): Float64Array => {
    const scores = Float64Array.from(bias);
    const size = 1 / Math.sqrt(Math.max(1, count));
    for (const term of numbers)
      for (let one = 0; one < classes; one++)
        scores[one] = (scores[one] ?? 0) + size * (weights[term * classes + one] ?? 0);
    return softmax(scores);
  };

  // Stochastic gradient with AdaGrad's steps (Duchi et al., 2011), in an order that mixes the intents.
  const stride = coprimeStride(learned.length);
  for (let round = 0; round < ROUNDS; round++)
    for (let turn = 0; turn < learned.length; turn++) {
      const example = learned[(turn * stride + round) % learned.length];
      if (example === undefined) continue;
      const likely = scoresOf(example.terms, example.terms.length);
      const size = 1 / Math.sqrt(Math.max(1, example.terms.length));
      for (let one = 0; one < classes; one++) {
        const push = (likely[one] ?? 0) - (one === example.label ? 1 : 0);
        if (Math.abs(push) < 1e-3) continue;
        bias[one] = (bias[one] ?? 0) - 0.01 * push;
        for (const term of example.terms) {
          const at = term * classes + one;
          const slope = push * size + PULL * (weights[at] ?? 0);
          spread[at] = (spread[at] ?? 0) + slope * slope;
          weights[at] = (weights[at] ?? 0) - (STEP * slope) / Math.sqrt(spread[at] ?? 1);
        }
      }
    }

  return {
    classify(read) {
      const all = termsOf(read, read.toneless);
      const likely = scoresOf(
        all.flatMap((term) => terms.get(term) ?? []),
        all.length,
      );
      return Object.fromEntries(INTENTS.map((intent, at) => [intent, likely[at] ?? 0])) as Record<
        Intent,
        number
      >;
    },
  };
}

/** Words and pairs without tones; with tones too, unless the text is written without. */
function termsOf({ tokens }: Words, toneless: boolean): readonly string[] {
  const terms = new Set<string>();
  let before = "^";
  for (const token of tokens) {
    const folded = /^\d+$/.test(token.folded) ? "#" : token.folded;
    terms.add(folded);
    terms.add(`${before} ${folded}`);
    if (!toneless && token.toned !== token.folded) terms.add(`t${token.heard}`);
    before = folded;
  }
  terms.add(`${before} $`);
  terms.add(tokens.length <= 3 ? "=short" : tokens.length <= 8 ? "=middle" : "=long");
  return [...terms];
}

function softmax(scores: Float64Array): Float64Array {
  const top = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - top));
  const total = powers.reduce((sum, one) => sum + one, 0);
  return powers.map((power) => power / total);
}

/** A step through `count` places that meets each once and not in their order. */
function coprimeStride(count: number): number {
  const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));
  let stride = Math.max(1, Math.floor(count * 0.618));
  while (divisor(stride, count) !== 1) stride++;
  return stride;
}

import type { Phrasing, WordRole } from "../language/reader.ts";
import type { Token } from "../language/tokenise.ts";

/** How much of a word's worth lies in its tones; the rest is had by the bare letters alone. */
const TONED_SHARE = 0.6;

/** What a word counts for, by its role. Chatter gets this far only as part of a name. */
const WEIGHTS = { matter: 1, unsure: 0.4, chatter: 0.5, asking: 0.08 } as const satisfies Record<
  WordRole,
  number
>;

/** One word of a question as the rankers weigh it. */
export interface QueryWord {
  readonly token: Token;
  /** 1 for a word of the matter, less for words by which a facet is asked. */
  readonly weight: number;
  /** The part of the worth that needs the right tones: 0 for a bare word in a text written without tones. */
  readonly tonedShare: number;
}

/**
 * The words of a phrasing that are looked for, in order; `undefined` stands where a word is passed over, so that
 * pairs are only made of neighbours. Words of a facet ("lệ phí", "bao lâu") weigh little: they ask about a
 * procedure and seldom name it. Chatter weighs nothing, unless `isPair` says that together with its neighbour it
 * belongs to a name ("bản sao", where "sao" alone is chatter).
 */
export function queryWords(
  phrasing: Phrasing,
  isPair: (first: Token, second: Token) => boolean,
): readonly (QueryWord | undefined)[] {
  const { tokens, toneless } = phrasing.words;
  const pairs = (at: number): boolean => {
    const [first, second] = [tokens[at], tokens[at + 1]];
    return first !== undefined && second !== undefined && isPair(first, second);
  };
  return tokens.map((token, at) => {
    const role = phrasing.roles[at];
    if (role === "chatter") {
      const besideMatter = phrasing.roles[at - 1] === "matter" || phrasing.roles[at + 1] === "matter";
      if (!besideMatter || !(pairs(at) || pairs(at - 1))) return undefined;
    }
    const weight = role === undefined ? 0 : WEIGHTS[role] * (phrasing.shares[at] ?? 1);
    return { token, weight, tonedShare: toneless && token.toned === token.folded ? 0 : TONED_SHARE };
  });
}

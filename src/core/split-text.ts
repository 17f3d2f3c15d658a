const graphemes = new Intl.Segmenter("vi", { granularity: "grapheme" });

/** Spaces at which a line may end; not the no-break spaces, which keep "10 000 đồng" together. */
const SPACES = /[^\S\u00a0\u202f]+/y;

/** Full stop and its kind after at least three characters, so that neither "1." nor "TP." ends a sentence. */
const SENTENCE_END = /\S{3}[.!?…]["”’»)\]]*$/;

/** How good a place to end a part is; a higher one is preferred. */
const WORD = 1;
const SENTENCE = 2;
const LINE = 3;
const PARAGRAPH = 4;

/**
 * Splits a text into parts of at most `limit` UTF-16 units each, to be sent as messages of their own, in order.
 * The text is brought into NFC first, the form in which channels count. Parts end after a paragraph (when that
 * fills at least half of a part), else after a line, so that the items of a list stay whole, else after a
 * sentence, else after a word. What a reader sees as one character is never cut, unless it alone is longer than
 * the limit. Nothing but the white space between two parts is left out; a blank text gives no part.
 * @throws RangeError when `limit` is no integer of at least 2 (a surrogate pair must fit).
 */
export function splitText(text: string, limit: number): string[] {
  if (!Number.isInteger(limit) || limit < 2) throw new RangeError("limit must be an integer of at least 2");
  const whole = text.normalize("NFC");
  const parts: string[] = [];
  let start = 0;
  while (start < whole.length) {
    const window = charactersFrom(whole, start, limit);
    const first = window.findIndex((character) => !character.blank);
    if (first === 0) {
      const end = endOfPart(whole, window, start + limit / 2);
      const last = window.findLast((character) => !character.blank && character.end <= end);
      parts.push(whole.slice(start, last?.end));
      start = end;
    } else {
      start = window[first]?.start ?? endOf(window);
    }
  }
  return parts;
}

interface Character {
  readonly start: number;
  readonly end: number;
  readonly blank: boolean;
}

/**
 * The characters, as a reader sees them, of the next `limit` units; one longer than that as its code points.
 * Only as much as needed is segmented, since the segmenter's time grows with the square of the length.
 */
function charactersFrom(text: string, from: number, limit: number): readonly Character[] {
  const characters: Character[] = [];
  // One code point more than the limit shows whether a character ends there.
  for (const { segment, index } of graphemes.segment(text.slice(from, from + limit + 2))) {
    let start = from + index;
    for (const piece of segment.length > limit ? segment : [segment]) {
      const end = start + piece.length;
      if (end > from + limit) return characters;
      characters.push({ start, end, blank: piece.trim() === "" });
      start = end;
    }
  }
  return characters;
}

function endOf(window: readonly Character[]): number {
  return window.at(-1)?.end ?? 0;
}

/** The best place within the window to end a part. A paragraph counts as one only if it ends after `half`. */
function endOfPart(text: string, window: readonly Character[], half: number): number {
  const furthest = endOf(window);
  if (furthest === text.length) return furthest;
  let best = { rank: 0, end: furthest };
  for (const { end, blank } of window.toReversed()) {
    if (blank) continue;
    const found = rankOf(text, end);
    const rank = found === PARAGRAPH && end < half ? LINE : found;
    if (rank > best.rank) best = { rank, end };
    if (rank === PARAGRAPH) break;
  }
  return best.end;
}

function rankOf(text: string, at: number): number {
  SPACES.lastIndex = at;
  const spaces = SPACES.exec(text)?.[0];
  if (spaces === undefined) return 0;
  const lines = spaces.split("\n").length - 1;
  if (lines >= 2) return PARAGRAPH;
  if (lines === 1) return LINE;
  return SENTENCE_END.test(text.slice(Math.max(0, at - 16), at)) ? SENTENCE : WORD;
}

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
  const characters = charactersOf(whole, limit);
  const parts: string[] = [];
  let first = 0;
  for (;;) {
    while (first < characters.length && characters[first]?.blank === true) first += 1;
    const start = characters[first]?.start;
    if (start === undefined) return parts;
    const next = nextStart(whole, characters, first, limit);
    let last = next;
    while (characters[last - 1]?.blank === true) last -= 1;
    parts.push(whole.slice(start, characters[last]?.start));
    first = next;
  }
}

interface Character {
  readonly start: number;
  readonly end: number;
  readonly blank: boolean;
}

/** The characters as a reader sees them; one longer than `limit` is given as its code points. */
function charactersOf(text: string, limit: number): readonly Character[] {
  const characters: Character[] = [];
  for (const { segment, index } of graphemes.segment(text)) {
    let start = index;
    for (const piece of segment.length > limit ? segment : [segment]) {
      characters.push({ start, end: start + piece.length, blank: piece.trim() === "" });
      start += piece.length;
    }
  }
  return characters;
}

/** Index of the character before which the part that starts at `first` ends. */
function nextStart(text: string, characters: readonly Character[], first: number, limit: number): number {
  const start = characters[first]?.start ?? 0;
  let end = first;
  while (end < characters.length && (characters[end]?.end ?? 0) <= start + limit) end += 1;
  if (end === characters.length) return end;

  let best = { rank: 0, index: end };
  for (let index = end; index > first && best.rank < PARAGRAPH; index -= 1) {
    const at = characters[index]?.start ?? text.length;
    if (characters[index - 1]?.blank === true) continue;
    const found = rankOf(text, at);
    const rank = found === PARAGRAPH && at - start < limit / 2 ? LINE : found;
    if (rank > best.rank) best = { rank, index };
  }
  return best.index;
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

/** Onsets that some dialects or hurried fingers do not keep apart, in their folded spelling, longest first. */
const ONSETS: readonly (readonly [RegExp, string])[] = [
  [/^ngh/, "ng"],
  [/^gh/, "g"],
  // The i of "giết" belongs to the rhyme too, that of "giẻ" does not.
  [/^gi(?=e[cmnpt])/, "zi"],
  [/^gi(?=[aeiouy])/, "z"],
  [/^gi$/, "zi"],
  [/^tr/, "ch"],
  [/^s/, "x"],
  [/^qu/, "kw"],
  [/^ph/, "f"],
  [/^[drvj]/, "z"],
  [/^l/, "n"],
  [/^[cq](?!h)/, "k"],
];
/** Codas that are one sound in the south. */
const CODAS: readonly (readonly [RegExp, string])[] = [
  [/ng$/, "n"],
  [/nh$/, "n"],
  [/(?:ch|c)$/, "t"],
];

/**
 * A key that words share when they sound alike somewhere in the country, or are confused in writing: s/x, tr/ch,
 * d/đ/gi/r/v, l/n, c/k/q, i/y, n/ng/nh, t/c/ch. "sây" and "xây", "rấy" and "giấy", "giây dán" and "dây dáng" share one.
 * @param folded lower case, without tones and marks.
 */
export function soundKey(folded: string): string {
  let key = folded.replace(/y/g, "i");
  for (const [pattern, sound] of ONSETS) {
    const changed = key.replace(pattern, sound);
    if (changed === key) continue;
    key = changed;
    break;
  }
  for (const [pattern, sound] of CODAS) {
    const changed = key.replace(pattern, sound);
    if (changed !== key) return changed;
  }
  return key;
}

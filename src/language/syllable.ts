const TONE = /[\u0300\u0301\u0303\u0309\u0323]/g;

/** A Vietnamese syllable without its tone, as onset, vowels and coda. */
const SYLLABLE =
  /^(ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnprstvx])?([aăâeêioôơuưy]+)(ch|ng|nh|[cmnpt])?$/;

/**
 * One spelling for one syllable (lower case in, lower case NFC out): the tone mark stands where the older school
 * puts it ("hoà" and "hòa" give "hòa", "qúy" and "quý" give one form) and a lone vowel y after h, k, l, m, s, t
 * or qu is written i ("kỹ" and "kĩ"). Made for comparing, not for showing. A word that is no Vietnamese syllable
 * comes back unchanged.
 */
export function oneSpelling(word: string): string {
  const apart = word.normalize("NFD");
  const tones = apart.match(TONE) ?? [];
  if (tones.length > 1) return word;
  const parts = SYLLABLE.exec(apart.replace(TONE, "").normalize("NFC"));
  const vowels = parts?.[2];
  if (parts === null || vowels === undefined) return word;
  const onset = parts[1] ?? "";
  const coda = parts[3] ?? "";
  const written = vowels === "y" && coda === "" && /^(?:[hklmst]|qu)$/.test(onset) ? "i" : vowels;
  const at = tonePlace(written, coda !== "");
  return (onset + written.slice(0, at + 1) + (tones[0] ?? "") + written.slice(at + 1) + coda).normalize(
    "NFC",
  );
}

/** Which vowel carries the tone: the last with a mark of its own (ê, ơ ...), else as the syllable closes. */
function tonePlace(vowels: string, closed: boolean): number {
  for (let at = vowels.length - 1; at >= 0; at--) if (/[ăâêôơư]/.test(vowels.charAt(at))) return at;
  if (closed) return vowels.length - 1;
  return vowels.length > 2 ? 1 : 0;
}

import { fold } from "./clean.ts";

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
  return spelt(word, (onset, vowels, coda) =>
    vowels === "y" && coda === "" && /^(?:[hklmst]|qu)$/.test(onset) ? "i" : vowels,
  );
}

/** The same word (lower case in, lower case NFC out) with its tone mark where the older school puts it: "giâý" is "giấy". */
export function toneInPlace(word: string): string {
  return spelt(word, (_, vowels) => vowels);
}

function spelt(word: string, vowelsOf: (onset: string, vowels: string, coda: string) => string): string {
  const apart = word.normalize("NFD");
  const tones = apart.match(TONE) ?? [];
  if (tones.length > 1) return word;
  const parts = SYLLABLE.exec(apart.replace(TONE, "").normalize("NFC"));
  const vowels = parts?.[2];
  if (parts === null || vowels === undefined) return word;
  const onset = parts[1] ?? "";
  const coda = parts[3] ?? "";
  const written = vowelsOf(onset, vowels, coda);
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

/** The rhymes of the language without tones and marks. */
const RHYMES = new Set(
  (
    "a ac ach ai am an ang anh ao ap at au ay e ec ech em en eng enh eo ep et eu i ia ich iec iem ien ieng iep " +
    "iet ieu im in inh ip it iu o oa oac oach oai oam oan oang oanh oao oap oat oay oc oe oen oeo oet oi om on " +
    "ong op ot u ua uac uach uai uan uang uanh uao uat uau uay uc ue uech uen uenh uet ueu ui um un ung " +
    "uo uoc uoi uom uon uong uop uot uou up ut uu uy uya uych uyen uyet uynh uyp uyt uyu y yem yen yeng yet yeu ych ynh"
  ).split(" "),
);
const ONSET = /^(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdghklmnprstvx])?/;

/** Could this be a Vietnamese syllable, with tones or without? Lower case, NFC; "lamf" and "ks" are none. */
export function isSyllable(word: string): boolean {
  const apart = word.normalize("NFD");
  const tones = apart.match(TONE) ?? [];
  if (tones.length > 1) return false;
  const bare = fold(word);
  const onset = ONSET.exec(bare)?.[0] ?? "";
  // Of "gi" and "qu" the vowel may belong to the rhyme ("gì", "quốc" is qu + oc).
  const rhymes = [bare.slice(onset.length), ...(onset.length > 1 ? [bare.slice(onset.length - 1)] : [])];
  const rhyme = rhymes.find((one) => RHYMES.has(one));
  if (rhyme === undefined) return false;
  // Before a stop only two tones are spoken.
  return !(/[ptc]h?$/.test(rhyme) && /[\u0300\u0303\u0309]/.test(apart));
}

import type { Wording } from "../../src/language/lexicon.ts";
import { createReader } from "../../src/language/reader.ts";
import { shippedLexicon } from "./read-lexicon-files.ts";

const lexicon = shippedLexicon();
const reader = createReader(lexicon);

const wordsOf = (text: string): string =>
  reader
    .words(text)
    .tokens.map((token) => token.toned)
    .join(" ");
const officially = (text: string): string => {
  const phrasing = reader.read(text).phrasings.at(-1);
  return (phrasing?.words.tokens ?? []).map((token) => token.toned).join(" ");
};
const rows = (entries: readonly Wording[]): [string, string, string | undefined][] =>
  entries.map((entry) => {
    const [written = "", read = ""] = entry.test.split(" => ");
    return [written, read, entry.not];
  });

describe("abbreviations and teencode", () => {
  it.each(rows(lexicon.replace))("%s reads %s", (written, read) => {
    expect(wordsOf(written)).toBe(wordsOf(read));
    expect(wordsOf(written)).not.toBe(written);
  });

  it.each(lexicon.replace.flatMap((entry) => (entry.not === undefined ? [] : [[entry.not, entry.means]])))(
    "%s is not read as %s",
    (text, means) => {
      expect(` ${wordsOf(text)} `).not.toContain(` ${wordsOf(means)} `);
    },
  );
});

describe("everyday names", () => {
  it.each(rows(lexicon.add))("%s is also looked for as %s", (written, read) => {
    expect(officially(written)).toBe(wordsOf(read));
  });

  it.each(lexicon.add.flatMap((entry) => (entry.not === undefined ? [] : [[entry.not]])))(
    "%s has no other name",
    (text) => {
      expect(reader.read(text).phrasings).toHaveLength(1);
    },
  );
});

describe("qualifiers", () => {
  it.each(lexicon.qualifiers.map((entry) => [entry.test, entry.id]))("%s names %s", (text, id) => {
    expect([...reader.read(text).qualifiers]).toContain(id);
  });

  it.each(lexicon.qualifiers.flatMap((entry) => (entry.not === undefined ? [] : [[entry.not, entry.id]])))(
    "%s does not name %s",
    (text, id) => {
      expect([...reader.read(text).qualifiers]).not.toContain(id);
    },
  );
});

describe("chatter", () => {
  it.each(lexicon.chatter.map((entry) => [entry.test]))("%s says nothing of the matter", (text) => {
    // In a text with tones, where a bare word is what it seems.
    const { roles } = reader.read(`được không ạ, được không ạ, ${text}`).phrasings[0];
    expect(new Set(roles)).toEqual(new Set(["chatter"]));
  });

  it("is in doubt where it could be another word without its tones", () => {
    const { roles } = reader.read("xin phep xay nha o").phrasings[0];
    expect(roles).toEqual(["chatter", "matter", "matter", "unsure", "unsure"]);
  });
});

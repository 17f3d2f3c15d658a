import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { readFiles } from "../../src/catalogue/read-files.ts";
import { readRecords } from "../../src/catalogue/read-records.ts";
import { READERS } from "../../src/catalogue/readers/all-readers.ts";
import { readQuestions, type EvaluationQuestion } from "../../src/evaluation/question-set.ts";
import { fold } from "../../src/language/clean.ts";
import { rawWords } from "../../src/language/tokenise.ts";
import { shippedLexicon } from "../language/read-lexicon-files.ts";

const root = join(import.meta.dirname, "../..");
/** Texts of real sources, which are no part of the repository. */
const SAMPLES = join(root, "../shared/samples");
const MATTERS = ["develop.jsonl", "report.jsonl"] as const;
const OUTCOMES = ["outcomes-develop.jsonl", "outcomes-develop-2.jsonl", "outcomes-report.jsonl"] as const;

const read = (file: string): readonly EvaluationQuestion[] =>
  readQuestions(readFileSync(join(import.meta.dirname, file), "utf8"), file);
const codesOf = (file: string): ReadonlySet<string> => new Set(read(file).flatMap((one) => one.accept));

/** The same for texts that differ only in case, tones, marks and punctuation. */
const bare = (text: string): string => rawWords(fold(text.toLowerCase())).join(" ");

/** All that is meant by a phrase with `a/b`; one with a gap or a number equals no question. */
function wordings(phrase: string): readonly string[] {
  if (/(?:^| )[_#](?: |$)/.test(phrase)) return [];
  return phrase
    .split(" ")
    .reduce<readonly string[]>(
      (begun, part) => part.split("/").flatMap((word) => begun.map((one) => `${one} ${word}`)),
      [""],
    );
}

/** Ids of the questions that stand among these texts; a held-out question itself is not shown. */
function equalTo(files: readonly string[], texts: Iterable<string>): readonly string[] {
  const known = new Set([...texts].map(bare));
  return files.flatMap((file) =>
    read(file)
      .filter((one) => known.has(bare(one.question)))
      .map((one) => `${file}: ${one.id}`),
  );
}

describe("the question files", () => {
  it("are the five that are read here, and each is valid", () => {
    const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith(".jsonl"));
    expect(files.sort()).toEqual([...MATTERS, ...OUTCOMES].sort());
    for (const file of files) expect(read(file).length).toBeGreaterThan(0);
  });

  it("have no id twice, and no question twice in the same way", () => {
    const all = [...MATTERS, ...OUTCOMES].flatMap(read);
    expect(new Set(all.map((one) => one.id)).size).toBe(all.length);
    const said = all.map((one) =>
      [...one.history, one.question].map((text) => text.trim().toLowerCase()).join("\n"),
    );
    expect(all.filter((_, at) => said.indexOf(said[at] ?? "") !== at).map((one) => one.id)).toEqual([]);
  });

  it("ask at least 600 questions over 250 codes in 7 styles, of procedures that every question names", () => {
    const all = MATTERS.flatMap(read);
    expect(all.length).toBeGreaterThanOrEqual(600);
    expect(new Set(all.flatMap((one) => one.accept)).size).toBeGreaterThanOrEqual(250);
    for (const file of MATTERS) expect(new Set(read(file).map((one) => one.style)).size).toBe(7);
    expect(all.filter((one) => one.accept.length === 0).map((one) => one.id)).toEqual([]);
  });

  it("hold at least 200 messages by outcome, each with what it must end in", () => {
    const all = OUTCOMES.flatMap(read);
    expect(all.length).toBeGreaterThanOrEqual(200);
    expect(all.filter((one) => one.expect === undefined).map((one) => one.id)).toEqual([]);
  });

  it("no code stands in both halves", () => {
    const [develop, report] = MATTERS.map(codesOf);
    expect([...(develop ?? [])].filter((code) => report?.has(code) === true)).toEqual([]);
  });
});

describe("no question is what the answerer was taught", () => {
  const lexicon = shippedLexicon();

  it("as an alias of a shipped procedure", async () => {
    const records = await readRecords(join(root, "knowledge/procedures"));
    const called = records.flatMap(({ aliases, legacyNames = [] }) => [...aliases, ...legacyNames]);
    expect(called.length).toBeGreaterThan(records.length);
    expect(equalTo(MATTERS, called)).toEqual([]);
  });

  it("as an everyday name in the lexicon", () => {
    expect(equalTo([...MATTERS, ...OUTCOMES], [...lexicon.names.values()].flat())).toEqual([]);
  });

  it("as an example of what a message is", () => {
    expect(
      equalTo(
        [...MATTERS, ...OUTCOMES],
        lexicon.examples.map(([, text]) => text),
      ),
    ).toEqual([]);
  });

  it("as another phrase of the lexicon", () => {
    const phrases = [
      ...[...lexicon.replace, ...lexicon.add, ...lexicon.chatter].flatMap((entry) => entry.say),
      ...lexicon.qualifiers.flatMap((one) => [...one.inName, ...one.inQuestion]),
    ];
    expect(equalTo(MATTERS, phrases.flatMap(wordings))).toEqual([]);
  });

  it("as a saying of a life event", () => {
    const folder = join(root, "knowledge/journeys");
    const sayings = readdirSync(folder)
      .filter((name) => name.endsWith(".yaml"))
      .flatMap((name) => (parse(readFileSync(join(folder, name), "utf8")) as { sayings: string[] }).sayings);
    expect(sayings.length).toBeGreaterThan(50);
    expect(equalTo([...MATTERS, ...OUTCOMES], sayings.flatMap(wordings))).toEqual([]);
  });

  const itOverSamples = existsSync(SAMPLES) ? it : it.skip;
  itOverSamples("as the title of a real source", async () => {
    const files = readdirSync(SAMPLES, { recursive: true, encoding: "utf8" })
      .filter((name) => /\.(?:json|docx)$/.test(name) && statSync(join(SAMPLES, name)).isFile())
      .map((name) => ({ name, bytes: readFileSync(join(SAMPLES, name)) }));
    const titles: string[] = [];
    for await (const item of readFiles(files, READERS, "2026-07-01"))
      if (item.kind === "record") titles.push(item.record.name);
    expect(titles.length).toBeGreaterThan(40);
    expect(equalTo([...MATTERS, ...OUTCOMES], titles)).toEqual([]);
  });
});

it("what differs only in case, tones and punctuation is equal, and a phrase stands for all its wordings", () => {
  expect(bare("Đăng ký KẾT HÔN, ở đâu?")).toBe("dang ky ket hon o dau");
  expect(bare("đăng ký kết hôn")).not.toBe(bare("đăng ký khai sinh"));
  expect(wordings("xây/cất nhà").map(bare)).toEqual(["xay nha", "cat nha"]);
  expect(wordings("mất _ bao lâu")).toEqual([]);
});

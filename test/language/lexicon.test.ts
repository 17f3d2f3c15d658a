import { MotcuaError } from "../../src/core/errors.ts";
import { readLexicon } from "../../src/language/lexicon.ts";

const file = (text: string, name = "one.yaml"): { name: string; text: string } => ({ name, text });
const good = `
kind: teencode
entries:
  - { say: [ko], means: không, test: "ko => không" }
`;

function fault(...files: { name: string; text: string }[]): string {
  try {
    readLexicon(files);
  } catch (error) {
    if (error instanceof MotcuaError && error.code === "knowledge_invalid") return error.message;
    throw error;
  }
  return "accepted";
}

describe("reading a lexicon", () => {
  it("takes every kind of file into its place", () => {
    const lexicon = readLexicon([
      file(good),
      file(
        'kind: everyday\nentries:\n  - { say: [sổ đỏ], means: giấy chứng nhận, test: "sổ đỏ => giấy chứng nhận" }',
      ),
      file(
        "kind: qualifier\nentries:\n  - { id: again, inName: [cấp lại], inQuestion: [làm lại], test: làm lại }",
      ),
      file("kind: chatter\nentries:\n  - { say: [ko], test: ko }"),
    ]);
    expect(lexicon.replace.map((one) => one.means)).toEqual(["không"]);
    expect(lexicon.add.map((one) => one.means)).toEqual(["giấy chứng nhận"]);
    expect(lexicon.qualifiers.map((one) => one.id)).toEqual(["again"]);
    expect(lexicon.chatter.map((one) => one.say)).toEqual([["ko"]]);
  });

  it("names file and place of what it refuses", () => {
    expect(fault(file("kind: [", "broken.yaml"))).toMatch(/^broken\.yaml: /);
    expect(fault(file("kind: poem\nentries: []"))).toMatch(/one\.yaml: kind/);
    expect(fault(file('kind: teencode\nentries:\n  - { say: [], means: a, test: "b => a" }'))).toContain(
      "entries.0.say",
    );
    expect(fault(file("kind: teencode\nentries:\n  - { say: [ko], means: không, test: ko }"))).toContain(
      "entries.0.test",
    );
    expect(fault(file(good))).toBe("accepted");
  });

  it("refuses a phrase that is said twice, in one file or in two", () => {
    expect(fault(file(good), file(good, "two.yaml"))).toBe('two.yaml: "ko" is already said in one.yaml');
  });

  it("takes everyday names of procedures by their code, from several files", () => {
    const { names } = readLexicon([
      file('kind: procedure\nentries:\n  - { code: "1.004194", say: [tạm trú, ở trọ] }'),
      file('kind: procedure\nentries:\n  - { code: "1.004222", say: [nhập khẩu] }', "two.yaml"),
    ]);
    expect([...names]).toEqual([
      ["1.004194", ["tạm trú", "ở trọ"]],
      ["1.004222", ["nhập khẩu"]],
    ]);
  });

  it("refuses a code that stands twice, in one file or in two", () => {
    const names = (code: string) => `kind: procedure\nentries:\n  - { code: "${code}", say: [tạm trú] }`;
    expect(fault(file(names("1.004194")), file(names("1.004222"), "two.yaml"))).toBe("accepted");
    expect(fault(file(names("1.004194")), file(names("1.004194"), "two.yaml"))).toBe(
      "two.yaml: 1.004194 stands twice",
    );
    expect(fault(file(`${names("1.004194")}\n  - { code: "1.004194", say: [ở trọ] }`))).toBe(
      "one.yaml: 1.004194 stands twice",
    );
  });

  it("takes examples of what a message is", () => {
    expect(
      readLexicon([file("kind: intent\nintent: thanks\nexamples: [cảm ơn, thanks ad]")]).examples,
    ).toEqual([
      ["thanks", "cảm ơn"],
      ["thanks", "thanks ad"],
    ]);
  });

  it.each([
    ["no code", 'kind: procedure\nentries:\n  - { code: "1.4194", say: [tạm trú] }', "entries.0.code"],
    ["nothing said", 'kind: procedure\nentries:\n  - { code: "1.004194", say: [] }', "entries.0.say"],
    ["an empty name", 'kind: procedure\nentries:\n  - { code: "1.004194", say: [" "] }', "entries.0.say.0"],
    ["more", 'kind: procedure\nentries:\n  - { code: "1.004194", say: [a], test: a }', "entries.0"],
    ["an unknown intent", "kind: intent\nintent: joke\nexamples: [haha]", "intent"],
    ["no intent", "kind: intent\nexamples: [haha]", "intent"],
    ["no examples", "kind: intent\nintent: thanks\nexamples: []", "examples"],
    ["an example that is no text", "kind: intent\nintent: thanks\nexamples: [cảm ơn, 3]", "examples.1"],
    ["entries in the place of examples", "kind: intent\nintent: thanks\nentries: [cảm ơn]", "examples"],
  ])("refuses %s, and names the file", (_, text, place) => {
    expect(fault(file(text, "wrong.yaml"))).toMatch(
      new RegExp(`^wrong\\.yaml: (.*; )?${place.replaceAll(".", "\\.")}: `),
    );
  });
});

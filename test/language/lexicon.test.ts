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
});

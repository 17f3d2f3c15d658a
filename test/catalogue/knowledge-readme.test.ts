import { readFileSync } from "node:fs";
import { knowledgeReadme } from "../../src/catalogue/knowledge-readme.ts";
import { Procedure } from "../../src/core/procedure.ts";

describe("knowledge/README.md", () => {
  it("is what the schema says (npm run knowledge:readme writes it anew)", () => {
    expect(readFileSync("knowledge/README.md", "utf8")).toBe(knowledgeReadme());
  });

  it("names every field of a record with its meaning", () => {
    const text = knowledgeReadme();
    for (const field of Object.keys(Procedure.shape))
      expect(text).toMatch(new RegExp(`\\| \`${field}\` \\| (yes|no) \\| [^|]+ \\| [^|]+ \\|`));
  });
});

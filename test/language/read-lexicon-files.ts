import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readLexicon, type Lexicon } from "../../src/language/lexicon.ts";

const folder = join(import.meta.dirname, "../../knowledge/lexicon");

/** The lexicon the product ships with. */
export function shippedLexicon(): Lexicon {
  return readLexicon(
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".yaml"))
      .sort()
      .map((name) => ({ name, text: readFileSync(join(folder, name), "utf8") })),
  );
}

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { readLexicon, type Lexicon } from "../language/lexicon.ts";

/** The lexicon of a folder of YAML files and its subfolders. Rejects with `knowledge_invalid` when one of them is wrong. */
export async function lexiconFrom(folder: string): Promise<Lexicon> {
  const names = (await readdir(folder, { recursive: true })).filter((name) => /\.ya?ml$/.test(name)).sort();
  return readLexicon(
    await Promise.all(
      names.map(async (name) => ({ name, text: await readFile(join(folder, name), "utf8") })),
    ),
  );
}

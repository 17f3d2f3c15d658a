import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { readTopics, type Topic } from "../answer/topics.ts";

/**
 * The always-human topics of a YAML file; none when there is no such file, which is a centre's right. Rejects with
 * `knowledge_invalid` when it is wrong.
 */
export async function topicsFrom(file: string): Promise<readonly Topic[]> {
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  });
  return text === undefined ? [] : readTopics(basename(file), text);
}

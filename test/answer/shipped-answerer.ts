import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { Answerer, Centre, CitizenInput, Memory, Thought } from "../../src/core/answering.ts";
import type { ChannelLimits } from "../../src/core/channel.ts";
import { readJourneys } from "../../src/catalogue/journeys/read-journeys.ts";
import type { ReadJourney } from "../../src/core/journey.ts";
import { bookOfRecords } from "../../src/catalogue/book-of.ts";
import { Procedure } from "../../src/core/procedure.ts";
import { createAnswerer } from "../../src/answer/answerer.ts";
import { readTopics, type Topic } from "../../src/answer/topics.ts";
import { createEmbeddedRetriever } from "../../src/retrieval/embedded-retriever.ts";
import { shippedLexicon } from "../language/read-lexicon-files.ts";

const folder = join(import.meta.dirname, "../../knowledge/procedures");

/** The records the product ships with. */
export function shippedProcedures(): readonly Procedure[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".yaml"))
    .sort()
    .map((name) => Procedure.parse(parse(readFileSync(join(folder, name), "utf8"))));
}

/** The life events the product ships with. */
export const shippedJourneys: readonly ReadJourney[] = await readJourneys(
  join(import.meta.dirname, "../../knowledge/journeys"),
  () => true,
);

/** What a machine never answers, as the product ships it. */
export const shippedTopics: readonly Topic[] = readTopics(
  "always-human.yaml",
  readFileSync(join(import.meta.dirname, "../../knowledge/always-human.yaml"), "utf8"),
);

/** What is known of a list that may be unknown as a whole. */
export const knownOf = <Item>(list: readonly Item[] | { readonly unknown: string }): readonly Item[] =>
  "unknown" in list ? [] : list;

export const bookOf = bookOfRecords;

export const zaloLimits: ChannelLimits = { textLength: 2000, buttons: 5, buttonTitleLength: 100 };

export const centre: Centre = {
  name: "Trung tâm Phục vụ hành chính công",
  hotline: "1900 0000",
  portalUrl: "https://dichvucong.example",
};

/** The real answerer over the real records, lexicon and retriever; time stands still. */
export function answererOver(
  procedures: readonly Procedure[],
  of: Centre = centre,
  topics: readonly Topic[] = shippedTopics,
  keepsIdentityPictures = false,
): Answerer {
  const lexicon = shippedLexicon();
  const now = (): number => 0;
  return createAnswerer({
    retriever: createEmbeddedRetriever(procedures, lexicon, now),
    book: bookOf(procedures),
    centre: of,
    lexicon,
    journeys: shippedJourneys,
    topics,
    keepsIdentityPictures,
    now,
  });
}

export const said = (text: string): CitizenInput => ({ text, attachments: [] });

/** One question in one message. */
export function ask(answerer: Answerer, text: string, memory: Memory = {}): Promise<Thought> {
  return answerer.think({ messages: [said(text)], memory, limits: zaloLimits });
}

/** A talk, message by message, each with the memory of the one before. */
export async function talk(answerer: Answerer, ...texts: readonly string[]): Promise<readonly Thought[]> {
  const thoughts: Thought[] = [];
  for (const text of texts) thoughts.push(await ask(answerer, text, thoughts.at(-1)?.memory));
  return thoughts;
}

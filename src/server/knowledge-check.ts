import { join } from "node:path";
import { createJourneys } from "../answer/recognise-journey.ts";
import { facetBlocks } from "../answer/facet-blocks.ts";
import { createTopics, type Topic } from "../answer/topics.ts";
import { readJourneys } from "../catalogue/journeys/read-journeys.ts";
import { readRecords } from "../catalogue/read-records.ts";
import { districtBody } from "../catalogue/readers/facts/agencies.ts";
import { MotcuaError } from "../core/errors.ts";
import type { ReadJourney } from "../core/journey.ts";
import { FACETS, type Procedure } from "../core/procedure.ts";
import type { Lexicon } from "../language/lexicon.ts";
import { createReader } from "../language/reader.ts";
import { configFromProcess } from "../platform/config.ts";
import { calendarFrom } from "./calendar-from.ts";
import { lexiconFrom } from "./lexicon-from.ts";
import { topicsFrom } from "./topics-from.ts";

/**
 * `npm run knowledge:check`: everything in `knowledge/` is readable and fits together. Records and journeys have no
 * dangling code, every saying of a journey is understood as that journey and every phrase of an always-human topic as
 * that topic, no answer names a body of the abolished district tier, no two records share an alias; fees have a unit
 * and sources a date by the schema itself. Ends with 1 and names every fault.
 */
async function main(): Promise<number> {
  const { knowledgeDir, centre } = configFromProcess();
  const faults: string[] = [];
  const counts: string[] = [];
  const collect = async (what: string, check: () => Promise<number>): Promise<void> => {
    try {
      counts.push(`${what}: ${await check()}`);
    } catch (error) {
      faults.push(error instanceof MotcuaError ? error.message : `${what}: ${String(error)}`);
    }
  };

  let records: readonly Procedure[] = [];
  await collect("thủ tục", async () => {
    records = await readRecords(join(knowledgeDir, "procedures"));
    faults.push(...sharedAliases(records));
    for (const record of records) {
      for (const facet of FACETS) {
        // What the law is called is quoted as it is; everything else is said in our own name.
        if (facet === "legal_basis") continue;
        const said = facetBlocks(record, facet, centre).flatMap((block) => [
          block.heading ?? "",
          ...block.items,
        ]);
        const body = said.map((text) => districtBody(text)).find((found) => found !== undefined);
        if (body !== undefined) faults.push(`${record.code}: ${facet}: cơ quan cấp huyện đã bãi bỏ: ${body}`);
      }
    }
    return records.length;
  });
  const codes = new Set(records.map((record) => record.code));
  let journeys: readonly ReadJourney[] = [];
  await collect("chuỗi sự kiện", async () => {
    journeys = await readJourneys(join(knowledgeDir, "journeys"), (code) => codes.has(code));
    return journeys.length;
  });
  await collect("lịch: ngày nghỉ", async () => {
    const { closed } = await calendarFrom(join(knowledgeDir, "calendar.yaml"));
    return closed.length;
  });
  let topics: readonly Topic[] = [];
  await collect("việc luôn do cán bộ trả lời", async () => {
    topics = await topicsFrom(join(knowledgeDir, "always-human.yaml"));
    return topics.length;
  });
  let names = 0;
  let examples = 0;
  await collect("từ điển", async () => {
    const lexicon = await lexiconFrom(join(knowledgeDir, "lexicon"));
    faults.push(...deafSayings(journeys, lexicon), ...deafPhrases(topics, lexicon));
    names = [...lexicon.names.values()].flat().length;
    examples = lexicon.examples.length;
    return lexicon.replace.length + lexicon.add.length + lexicon.chatter.length + lexicon.qualifiers.length;
  });
  counts.push(`tên gọi thường ngày của thủ tục: ${names}`, `ví dụ tin nhắn: ${examples}`);

  process.stdout.write(`${counts.join("\n")}\n`);
  for (const fault of faults) process.stdout.write(`! ${fault}\n`);
  process.stdout.write(faults.length === 0 ? "knowledge/ hợp lệ.\n" : `${faults.length} lỗi.\n`);
  return faults.length === 0 ? 0 : 1;
}

function sharedAliases(records: readonly Procedure[]): readonly string[] {
  const owners = new Map<string, string>();
  const faults: string[] = [];
  for (const { code, aliases } of records) {
    for (const alias of aliases.map((one) => one.toLocaleLowerCase("vi"))) {
      const owner = owners.get(alias);
      if (owner !== undefined) faults.push(`${code}: cách gọi "${alias}" cũng là của ${owner}`);
      owners.set(alias, code);
    }
  }
  return faults;
}

/** Sayings that, said as they stand, would not be taken for their journey: for another, or for none. */
function deafSayings(journeys: readonly ReadJourney[], lexicon: Lexicon): readonly string[] {
  const reader = createReader(lexicon);
  const finder = createJourneys(journeys, reader.known);
  return journeys.flatMap(({ id, sayings }) =>
    sayings.flatMap((saying) =>
      wordings(saying).flatMap((text) => {
        const meant = finder.recognise(reader.read(text))?.id;
        return meant === id ? [] : [`${id}: "${text}" (${saying}) được hiểu là ${meant ?? "không việc nào"}`];
      }),
    ),
  );
}

/** The same of the phrases of topics. */
function deafPhrases(topics: readonly Topic[], lexicon: Lexicon): readonly string[] {
  const reader = createReader(lexicon);
  const finder = createTopics(topics, reader.known);
  return topics.flatMap(({ id, phrases }) =>
    phrases.flatMap((phrase) =>
      wordings(phrase).flatMap((text) => {
        const meant = finder.recognise(reader.words(text))?.id;
        return meant === id ? [] : [`${id}: "${text}" (${phrase}) được hiểu là ${meant ?? "không việc nào"}`];
      }),
    ),
  );
}

/** What a phrase stands for, with nothing in its gaps. */
function wordings(phrase: string): readonly string[] {
  return phrase.split(" ").reduce<readonly string[]>(
    (texts, part) => {
      const words = part === "_" ? [] : part === "#" ? ["2"] : part.split("/");
      return words.length === 0
        ? texts
        : texts.flatMap((text) => words.map((word) => `${text} ${word}`.trim()));
    },
    [""],
  );
}

process.exitCode = await main();

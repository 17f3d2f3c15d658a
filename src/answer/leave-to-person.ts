import { decide } from "./decide.ts";
import { toOperator } from "./endings.ts";
import { isSurelyAQuestion, isTerse } from "./said.ts";
import { inForceOnly, searched } from "./search.ts";
import type { FoundTopic } from "./topics.ts";
import type { Ending, Parts, Turn } from "./turn.ts";

/**
 * A topic on the always-human list goes to a person, in whichever message it is told.
 *
 * "Tôi tố cáo ông A" and "đơn tố cáo nộp ở đâu" share their words: one is the person's own case, the other asks of a
 * procedure like any other. It is a question of a procedure only when all of three things hold: it asks (for a facet
 * outright, surely by the examples, or by the procedure's own name), something is found for it, and what is found is
 * the very procedure by which such a matter is brought in. A question beside the case ("cán bộ đòi 5 triệu, làm sổ đỏ
 * mất bao lâu") finds another procedure, and goes to a person. A person called without need is the smaller harm: a
 * machine that answers a report of bribery with a fee has not heard it.
 */
export async function leaveToPerson(turn: Turn, parts: Parts): Promise<Ending | undefined> {
  const topic = topicOf(turn, parts);
  if (topic === undefined || (await asksOfProcedure(topic, turn, parts))) return undefined;
  const because = `Việc luôn do cán bộ trả lời: ${topic.name}`;
  return toOperator("always_human_topic", turn, parts.centre, because, "topic");
}

function topicOf({ heard }: Turn, { topics }: Parts): FoundTopic | undefined {
  for (const words of [...heard.messages, heard.reading.phrasings[0].words]) {
    const topic = topics.recognise(words);
    if (topic !== undefined) return topic;
  }
  return undefined;
}

async function asksOfProcedure(topic: FoundTopic, turn: Turn, parts: Parts): Promise<boolean> {
  const { reading } = turn.heard;
  const asks =
    reading.asksOutright || isSurelyAQuestion(turn) || topic.isBroughtInBy(reading.phrasings[0].words);
  if (!asks) return false;
  const retrieved = await searched(reading.text, reading, reading.facets[0], parts);
  const decision = inForceOnly(decide(retrieved, isTerse(turn)), parts);
  if (decision.kind === "none") return false;
  const code = decision.kind === "answer" ? decision.procedure : decision.choices[0];
  const found = code === undefined ? undefined : parts.book.inForce(code);
  return found !== undefined && topic.isBroughtInBy(parts.reader.words(found.name));
}

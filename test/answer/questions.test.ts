import type { Outcome } from "../../src/core/answering.ts";
import { HELD_OUT, TOLD_AT_LENGTH, TUNED_ON, type Expected } from "./questions.ts";
import { answererOver, ask, shippedProcedures } from "./shipped-answerer.ts";

const answerer = answererOver(shippedProcedures());

type Verdict = "right" | "asked back" | "wrong procedure" | "wrong facet" | "not found" | "offered something";

function judge(expected: Expected, outcome: Outcome): Verdict {
  if (expected.none === true)
    return outcome.kind === "answered" || outcome.kind === "asks_back" ? "offered something" : "right";
  const right = [expected.code ?? []].flat();
  if (outcome.kind === "answered") {
    if (!right.includes(outcome.procedure)) return "wrong procedure";
    return expected.facet === undefined || outcome.facet === expected.facet ? "right" : "wrong facet";
  }
  if (outcome.kind === "asks_back" && right.some((code) => outcome.choices.includes(code)))
    return expected.orAsks === true ? "right" : "asked back";
  return "not found";
}

async function verdicts(
  questions: readonly Expected[],
): Promise<readonly { question: string; verdict: Verdict }[]> {
  return Promise.all(
    questions.map(async (expected) => ({
      question: expected.question,
      verdict: judge(expected, (await ask(answerer, expected.question)).outcome),
    })),
  );
}

const share = (list: readonly { verdict: Verdict }[]): number =>
  list.filter((one) => one.verdict === "right").length / list.length;

describe("questions as people write them", () => {
  it.each([
    ["tuned on", TUNED_ON, 0.88],
    ["told at length, and what is not in the records", TOLD_AT_LENGTH, 0.75],
    ["held out", HELD_OUT, 0.9],
  ] as const)(
    "%s: enough are answered as wanted, and none with another procedure",
    async (_, questions, least) => {
      const all = await verdicts(questions);
      expect(all.filter((one) => one.verdict === "wrong procedure" || one.verdict === "wrong facet")).toEqual(
        [],
      );
      expect(share(all)).toBeGreaterThanOrEqual(least);
    },
  );

  it("what is not in the records is never answered, at most asked back", async () => {
    for (const { question } of [...TUNED_ON, ...TOLD_AT_LENGTH, ...HELD_OUT].filter(
      (one) => one.none === true,
    ))
      expect([question, (await ask(answerer, question)).outcome.kind]).not.toEqual([question, "answered"]);
  });

  it("the same question gets the same thought", async () => {
    const question = "cần những giấy tờ gì để đăng ký khai sinh";
    expect(await ask(answerer, question)).toEqual(await ask(answerer, question));
  });

  it("none of the questions is an alias", () => {
    const aliases = new Set(
      shippedProcedures().flatMap((procedure) => procedure.aliases.map((one) => one.toLowerCase())),
    );
    const asked = [...TUNED_ON, ...TOLD_AT_LENGTH, ...HELD_OUT].filter((one) =>
      aliases.has(one.question.toLowerCase()),
    );
    expect(asked).toEqual([]);
  });
});

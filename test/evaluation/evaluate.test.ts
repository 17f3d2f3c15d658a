import { evaluate, type Result } from "../../src/evaluation/evaluate.ts";
import { answererOver, shippedProcedures } from "../answer/shipped-answerer.ts";
import { answered, asksBack, limits, question, resultOf } from "./thoughts.ts";

const A = "1.000001";
const B = "1.000002";
const C = "1.000003";

describe("a verdict", () => {
  it.each<[string, Parameters<typeof resultOf>, Result["verdict"], Result["rank"], boolean]>([
    ["answered", [{ accept: [A] }, answered(A), [A, B]], "answered", 1, true],
    ["answered with another", [{ accept: [A] }, answered(B), [B, A]], "answered_wrong", 2, false],
    ["offered", [{ accept: [A] }, asksBack(B, A), [B, A]], "offered", 2, true],
    ["only others offered", [{ accept: [A] }, asksBack(B, C), [B, C]], "offered_wrong", undefined, false],
    ["nothing found", [{ accept: [A] }, { kind: "no_procedure_found" }, []], "not_found", undefined, false],
    ["any of those accepted", [{ accept: [C, A] }, answered(A), [B, A, C]], "answered", 2, true],
    [
      "no procedure meant",
      [
        { accept: [], expect: "small_talk" },
        { kind: "small_talk", about: "x" },
      ],
      undefined,
      undefined,
      true,
    ],
    [
      "another outcome than expected",
      [{ accept: [], expect: "small_talk" }, answered(A), [A]],
      undefined,
      undefined,
      false,
    ],
    [
      "one of several outcomes",
      [{ accept: [A], expect: ["answered", "asks_back"] }, asksBack(A, B), [A, B]],
      "offered",
      1,
      true,
    ],
    [
      "the right outcome with the wrong procedure",
      [{ accept: [A], expect: "answered" }, answered(B), [B]],
      "answered_wrong",
      undefined,
      false,
    ],
    [
      "an answer where choices were wanted",
      [{ accept: [A], expect: "asks_back" }, answered(A), [A]],
      "answered",
      1,
      false,
    ],
    [
      "nothing found, as expected",
      [{ accept: [A], expect: "no_procedure_found" }, { kind: "no_procedure_found" }],
      "not_found",
      undefined,
      true,
    ],
  ])("%s", async (_, args, verdict, rank, outcomeRight) => {
    const result = await resultOf(...args);
    expect([result.verdict, result.rank, result.outcomeRight]).toEqual([verdict, rank, outcomeRight]);
  });

  it("a follow-up was found first, whatever a search found", async () => {
    const result = await resultOf({ accept: [A] }, answered(A), [B, A], true);
    expect(result.ranking).toEqual([A, B]);
    expect(result.rank).toBe(1);
    expect((await resultOf({ accept: [A] }, answered(A), [B, A])).ranking).toEqual([B, A]);
    expect((await resultOf({ accept: [A] }, answered(A))).rank).toBe(1);
  });

  it("looks at the first ten", async () => {
    const found = Array.from({ length: 12 }, (_, at) => `1.0001${String(at).padStart(2, "0")}`);
    expect((await resultOf({ accept: [found[9]] }, asksBack(...found.slice(0, 4)), found)).rank).toBe(10);
    expect(
      (await resultOf({ accept: [found[10]] }, asksBack(...found.slice(0, 4)), found)).rank,
    ).toBeUndefined();
  });
});

describe("over the shipped answerer", () => {
  const answerer = answererOver(shippedProcedures());
  const ask = (line: Readonly<Record<string, unknown>>) => evaluate(question(line), answerer, limits);
  const MARRIAGE = "1.000894";

  it("puts what was written before first", async () => {
    const line = { question: "thế lệ phí bao nhiêu", accept: [MARRIAGE] };
    const following = await ask({ ...line, history: ["đăng ký kết hôn cần giấy tờ gì"] });
    expect([following.verdict, following.rank]).toEqual(["answered", 1]);
    expect(following.thought.outcome).toMatchObject({ kind: "answered", facet: "fee" });
    const alone = await ask(line);
    expect(alone.verdict).toBe("not_found");
    expect(alone.outcomeRight).toBe(false);
  });

  it("judges a question, small talk and danger", async () => {
    expect(await ask({ question: "dang ky ket hon can giay to gi", accept: [MARRIAGE] })).toMatchObject({
      verdict: "answered",
      rank: 1,
      outcomeRight: true,
    });
    expect(await ask({ question: "chào ad", expect: "small_talk" })).toMatchObject({ outcomeRight: true });
    expect(await ask({ question: "cháy nhà rồi cứu với", expect: "crisis_signpost" })).toMatchObject({
      outcomeRight: true,
      ranking: [],
    });
  });
});

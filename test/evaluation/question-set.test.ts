import { MotcuaError } from "../../src/core/errors.ts";
import { readQuestions } from "../../src/evaluation/question-set.ts";

const read = (...lines: readonly unknown[]) =>
  readQuestions(
    lines.map((one) => (typeof one === "string" ? one : JSON.stringify(one))).join("\n"),
    "q.jsonl",
  );

function fault(...lines: readonly unknown[]): string {
  try {
    read(...lines);
  } catch (error) {
    if (error instanceof MotcuaError && error.code === "questions_invalid") return error.message;
    throw error;
  }
  return "accepted";
}
const good = { id: "a", question: "đăng ký kết hôn", accept: ["1.000894"], style: "formal" };

describe("a set of questions", () => {
  it("is read line by line, with what is left out made up for", () => {
    expect(read(good, "", { id: 7, question: "chào" })).toEqual([
      { ...good, history: [] },
      { id: "7", question: "chào", accept: [], style: "other", history: [] },
    ]);
    expect(read("")).toEqual([]);
    expect(readQuestions(`${JSON.stringify(good)}\r\n`, "q.jsonl")).toHaveLength(1);
  });

  it("takes one outcome or several, and of what was written before only the citizen's", () => {
    const [one] = read({
      ...good,
      expect: "answered",
      history: [
        "chào",
        { text: "em hỏi", speaker: "citizen" },
        { text: "dạ", speaker: "bot" },
        { text: "ơi", role: "user" },
        { text: "nhé" },
      ],
    });
    expect(one?.expect).toEqual(["answered"]);
    expect(one?.history).toEqual(["chào", "em hỏi", "ơi", "nhé"]);
    expect(read({ ...good, expect: ["answered", "asks_back"] })[0]?.expect).toEqual([
      "answered",
      "asks_back",
    ]);
  });

  it.each([
    ["no JSON", "{", "q.jsonl, line 2: no JSON"],
    ["no question", { id: "b" }, "q.jsonl, line 2: question:"],
    ["an empty id", { ...good, id: "" }, "q.jsonl, line 2: id:"],
    ["a code that is none", { ...good, id: "b", accept: ["1.894"] }, "q.jsonl, line 2: accept.0:"],
    ["an outcome that is none", { ...good, id: "b", expect: "guessed" }, "q.jsonl, line 2: expect:"],
    ["no outcomes", { ...good, id: "b", expect: [] }, "q.jsonl, line 2: expect:"],
    ["a list", [], "q.jsonl, line 2: "],
    ["an id met before", { ...good }, "q.jsonl, line 2: id a stands in line 1 already"],
  ])("refuses %s, naming the line", (_, line, place) => {
    expect(fault(good, line)).toContain(place);
    expect(fault(good, { ...good, id: "b" })).toBe("accepted");
  });

  it("names all wrong lines together, counting empty ones", () => {
    const message = fault("{", "", good, { id: "b" }, good);
    for (const place of ["line 1: no JSON", "line 4: question", "line 5: id a stands in line 3 already"])
      expect(message).toContain(place);
    expect(message).not.toContain("line 3:");
  });
});

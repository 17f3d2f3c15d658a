import { MotcuaError } from "../../src/core/errors.ts";
import { figuresOf } from "../../src/evaluation/figures.ts";
import { belowFloor, readFloor } from "../../src/evaluation/floor.ts";
import { answered, resultOf } from "./thoughts.ts";

const A = "1.000001";
const B = "1.000002";
const half = figuresOf([
  await resultOf({ accept: [A] }, answered(A), [A]),
  await resultOf({ accept: [A] }, answered(B), [B]),
]);
const floor = (atLeast: Readonly<Record<string, unknown>>, atMost: Readonly<Record<string, unknown>> = {}) =>
  readFloor(JSON.stringify({ atLeast, atMost }), "floor.json");

describe("a floor", () => {
  it("is passed by figures that reach it exactly, or are not spoken of", () => {
    expect(belowFloor(half, floor({ recallAt1: 0.5, outcomeAccuracy: 0.5 }, { answeredWrong: 0.5 }))).toEqual(
      [],
    );
    expect(belowFloor(half, floor({}))).toEqual([]);
  });

  it("names every figure that is not reached", () => {
    expect(
      belowFloor(half, floor({ recallAt1: 0.6, recallAt5: 0.5 }, { answeredWrong: 0.1, offeredWrong: 0 })),
    ).toEqual(["recallAt1 50.0 % < 60.0 %", "answeredWrong 50.0 % > 10.0 %"]);
  });

  it("is not reached by a figure that could not be taken", () => {
    expect(belowFloor(figuresOf([]), floor({ recallAt1: 0 }, { offeredWrong: 1 }))).toEqual([
      "recallAt1 - < 0.0 %",
      "offeredWrong - > 100.0 %",
    ]);
  });

  it.each([
    ["no JSON", "{"],
    ["no object", "[]"],
    ["nothing to reach", "{}"],
    ["a percent", '{"atLeast": {"recallAt1": 90}, "atMost": {}}'],
    ["a figure it does not know", '{"atLeast": {"recall": 0.9}, "atMost": {}}'],
  ])("refuses %s, naming the file", (_, text) => {
    const read = () => readFloor(text, "floor.json");
    expect(read).toThrow(MotcuaError);
    expect(read).toThrow(/^floor\.json: /);
    expect(readFloor('{"atLeast": {"recallAt1": 0.9}, "atMost": {}}', "floor.json").atLeast.recallAt1).toBe(
      0.9,
    );
  });
});

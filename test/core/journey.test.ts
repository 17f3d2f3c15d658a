import { Journey } from "../../src/core/journey.ts";

const JOURNEY = {
  id: "sinh-con",
  title: "Sinh con",
  sayings: ["nhà mới có em bé"],
  summary: "Khai sinh trước.",
  steps: [{ id: "khai-sinh", procedure: "1.001193", why: "Có Giấy khai sinh." }],
};

const faultsOf = (data: unknown): readonly string[] =>
  Journey.safeParse(data).error?.issues.map(({ path }) => path.join(".")) ?? [];

describe("journey", () => {
  it("needs no more than an event, how people say it, and a step with its reason", () => {
    const parsed = Journey.parse(JOURNEY);
    expect(parsed.steps).toEqual([{ ...JOURNEY.steps[0], after: [] }]);
  });

  it("names each field that is missing, unknown or misshaped", () => {
    const step = JOURNEY.steps[0];
    expect(faultsOf({ ...JOURNEY, steps: [] })).toEqual(["steps"]);
    expect(faultsOf({ ...JOURNEY, sayings: [] })).toEqual(["sayings"]);
    expect(faultsOf({ ...JOURNEY, id: "Sinh con" })).toEqual(["id"]);
    expect(faultsOf({ ...JOURNEY, steps: [{ ...step, procedure: "1001193", why: " " }] })).toEqual([
      "steps.0.procedure",
      "steps.0.why",
    ]);
    expect(faultsOf({ ...JOURNEY, steps: [{ ...step, fee: 5000 }] })).toEqual(["steps.0"]);
    expect(faultsOf(null)).toEqual([""]);
  });
});

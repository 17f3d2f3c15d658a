import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { parse, stringify } from "yaml";
import { orderSteps } from "../../src/catalogue/journeys/order-steps.ts";
import { readJourneys } from "../../src/catalogue/journeys/read-journeys.ts";
import { readRecords } from "../../src/catalogue/read-records.ts";
import { Journey, type OrderedJourney } from "../../src/core/journey.ts";

type Step = Partial<Journey["steps"][number]> & { readonly id: string };

const journey = (...steps: readonly Step[]): Journey =>
  Journey.parse({
    id: "viec",
    title: "Việc",
    sayings: ["có việc"],
    summary: "Làm lần lượt.",
    steps: steps.map((step) => ({ procedure: "1.000001", why: "Vì cần.", ...step })),
  });

const ordered = (of: Journey): OrderedJourney => {
  const result = orderSteps(of);
  if ("faults" in result) throw new Error(result.faults.join("; "));
  return result.ordered;
};
const stages = (of: Journey): readonly string[] =>
  ordered(of).stages.map((stage) => stage.map(({ steps }) => steps.map(({ id }) => id).join("+")).join(" "));
const faults = (of: Journey): readonly string[] => {
  const result = orderSteps(of);
  return "faults" in result ? result.faults : [];
};

describe("order of steps", () => {
  it("puts each after what it waits for; what waits for nothing stands together, in the order of the file", () => {
    const of = journey({ id: "d", after: ["b", "c"] }, { id: "b", after: ["a"] }, { id: "a" }, { id: "c" });
    expect(stages(of)).toEqual(["a c", "b", "d"]);
    expect(ordered(of).needs.get("d")).toEqual(["b", "a", "c"]);
    expect(ordered(of).leadsTo.get("a")).toEqual(["b"]);
    expect(ordered(of).needs.get("a")).toEqual([]);
  });

  it("files one dossier at once, when all its steps can be", () => {
    const of = journey(
      { id: "a", together: "chung" },
      { id: "b" },
      { id: "c", together: "chung", after: ["b"] },
      { id: "d", after: ["a"] },
    );
    expect(stages(of)).toEqual(["b", "a+c", "d"]);
    expect(ordered(of).stages[1]?.[0]?.together).toBe("chung");
  });

  it("is refused, by name, for circles, unknown steps, doubled ids and dossiers that cannot be one", () => {
    expect(faults(journey({ id: "a", after: ["x"] }, { id: "a" }))).toEqual([
      "step a comes after x, which is no step",
      "step a stands there twice",
    ]);
    expect(faults(journey({ id: "a", after: ["a"] }))).toEqual(["step a comes after itself"]);
    expect(
      faults(
        journey(
          { id: "start" },
          { id: "a", after: ["start", "c"] },
          { id: "b", after: ["a"] },
          { id: "c", after: ["b"] },
        ),
      ),
    ).toEqual(["steps wait for each other: a after c after b after a"]);
    expect(faults(journey({ id: "a", together: "chung" }))).toEqual(["step a is alone in the dossier chung"]);
    expect(
      faults(journey({ id: "a", together: "chung" }, { id: "b", together: "chung", after: ["a"] })),
    ).toEqual(["steps of the dossier chung come after each other: a, b"]);
    // Neither step waits for the other, but their dossiers do.
    expect(
      faults(
        journey(
          { id: "a", together: "x" },
          { id: "b", together: "x", after: ["c"] },
          { id: "c", together: "y" },
          { id: "d", together: "y", after: ["a"] },
        ),
      ),
    ).toEqual(["steps wait for each other: a+b after c+d after a+b"]);
  });

  it("holds for any steps without a circle: all are there once, each after what it waits for, always the same", () => {
    const steps = fc
      .array(fc.array(fc.nat({ max: 30 }), { maxLength: 4 }), { minLength: 1, maxLength: 15 })
      .chain((links) => {
        const made = links.map((link, index) => ({
          id: `s${index}`,
          after: [...new Set(link.filter((to) => to < index))].map((to) => `s${to}`),
        }));
        return fc.shuffledSubarray(made, { minLength: made.length });
      });
    fc.assert(
      fc.property(steps, (made) => {
        const of = journey(...made);
        const stageOf = new Map(
          ordered(of).stages.flatMap((stage, index) =>
            stage.flatMap((filing) => filing.steps.map(({ id }) => [id, index] as const)),
          ),
        );
        expect(stageOf.size).toBe(made.length);
        for (const { id, after } of made) {
          const latest = Math.max(-1, ...after.map((one) => stageOf.get(one) ?? Number.NaN));
          expect(stageOf.get(id)).toBe(latest + 1);
        }
        expect(stages(journey(...made))).toEqual(stages(of));
      }),
    );
  });
});

describe("folder of journeys", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "motcua-journeys-"));
  });
  afterEach(() => rm(folder, { recursive: true }));
  const write = (name: string, data: unknown): Promise<void> =>
    writeFile(join(folder, name), typeof data === "string" ? data : stringify(data));

  it("is read in the order of the file names, each journey with its steps in order", async () => {
    await write("viec.yaml", journey({ id: "b", after: ["a"] }, { id: "a" }));
    await write("viec-hai.yaml", { ...journey({ id: "a" }), id: "viec-hai", sayings: ["có việc khác"] });
    await write("GHI-CHU.md", "không phải tệp trình tự");
    const read = await readJourneys(folder, () => true);
    expect(read.map(({ id }) => id)).toEqual(["viec-hai", "viec"]);
    expect(read[1]?.stages.map((stage) => stage.map(({ steps }) => steps[0].id))).toEqual([["a"], ["b"]]);
  });

  it("with faults names all of them together", async () => {
    await write("a.yaml", "id: [");
    await write("b.yaml", { ...journey({ id: "x" }), id: "b", title: "" });
    await write("c.yaml", {
      ...journey({ id: "x", after: ["y"] }, { id: "z", procedure: "9.999999" }),
      id: "d",
    });
    await write("e.yaml", { ...journey({ id: "x" }), id: "e", sayings: ["Có việc"] });
    await expect(readJourneys(folder, (code) => code === "1.000001")).rejects.toMatchObject({
      code: "knowledge_invalid",
      message: expect.stringMatching(
        /a\.yaml: no readable YAML[^]*b\.yaml: title[^]*c\.yaml: the id is d[^]*c\.yaml: step z: no record has the code 9\.999999[^]*c\.yaml: step x comes after y[^]*e\.yaml: "Có việc" is said in c\.yaml/,
      ) as unknown,
    });
  });
});

describe("shipped journeys", () => {
  const FOLDER = join("knowledge", "journeys");

  it("are the eleven life events, and every step has its record", async () => {
    const codes = new Set((await readRecords(join("knowledge", "procedures"))).map(({ code }) => code));
    const journeys = await readJourneys(FOLDER, (code) => codes.has(code));
    expect(journeys.map(({ id }) => id)).toEqual([
      "chuyen-nha",
      "du-14-tuoi",
      "du-18-tuoi",
      "ket-hon",
      "mat-giay-to",
      "mo-quan",
      "mua-nha-dat",
      "nghi-huu",
      "nguoi-than-mat",
      "sinh-con",
      "xay-nha",
    ]);
  });

  it("start with what the rest rests on", async () => {
    const journeys = await readJourneys(FOLDER, () => true);
    const needs = (id: string, step: string): readonly string[] | undefined =>
      journeys.find((one) => one.id === id)?.needs.get(step);
    expect(needs("sinh-con", "bao-hiem-y-te")).toEqual(["khai-sinh"]);
    expect(needs("nguoi-than-mat", "sang-ten-nha-dat")).toContain("khai-tu");
    expect(needs("mo-quan", "an-toan-thuc-pham")).toEqual(["ho-kinh-doanh"]);
    expect(needs("mua-nha-dat", "thuong-tru")).toContain("hop-dong");
  });

  it("say no amount, day or number of papers: these stand in the records only", async () => {
    for (const name of await readdir(FOLDER)) {
      const { title, summary, steps } = Journey.parse(parse(await readFile(join(FOLDER, name), "utf8")));
      for (const text of [title, summary, ...steps.flatMap(({ why, optional }) => [why, optional ?? ""])]) {
        // Ages name the event, "mức độ 2" the account.
        const bare = text.replace(/\d+ tuổi|mức độ \d/g, "");
        expect({ name, text, number: /\d/.exec(bare)?.[0] }).toEqual({ name, text, number: undefined });
      }
    }
  });

  it("are said in words that are no procedure's alias", async () => {
    const aliases = new Set(
      (await readRecords(join("knowledge", "procedures"))).flatMap((one) =>
        one.aliases.map((alias) => alias.toLowerCase()),
      ),
    );
    for (const { sayings } of await readJourneys(FOLDER, () => true)) {
      expect(sayings.filter((saying) => aliases.has(saying.toLowerCase()))).toEqual([]);
    }
  });
});

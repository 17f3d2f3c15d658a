import { openDeskBench, type DeskBench } from "../support/desk-bench.ts";
import { pglite, postgres } from "../support/engines.ts";
import { createRaces, type Race, type Outcome, type Scenario } from "./race-of-one-turn.ts";

const yesOrNo = [false, true] as const;
const TURNS = [1, 2, 3].flatMap((burst) =>
  Array.from({ length: burst }, (_, index) => index + 1).flatMap((questions) =>
    yesOrNo.flatMap((callsPerson) =>
      yesOrNo.map((refusedOnce) => ({ burst, questions, callsPerson, refusedOnce })),
    ),
  ),
);
const ONE: Pick<Scenario, "twoServers" | "by"> = { twoServers: false, by: "claim" };
/** Every turn, taken over by a claim; and the shorter ones otherwise, and with a second server at work. */
const SCENARIOS: readonly Scenario[] = [
  ...TURNS.map((turn) => ({ ...turn, ...ONE })),
  ...TURNS.filter(({ burst }) => burst === 1).map((turn) => ({ ...turn, ...ONE, by: "assign" as const })),
  ...TURNS.filter(({ burst }) => burst <= 2).map((turn) => ({ ...turn, ...ONE, by: "platform" as const })),
  ...TURNS.filter(({ burst }) => burst <= 2).map((turn) => ({ ...turn, ...ONE, twoServers: true })),
];

interface Sum {
  interleavings: number;
  before: number;
  leaving: number;
  after: number;
  lost: number;
}
const nothing = (): Sum => ({ interleavings: 0, before: 0, leaving: 0, after: 0, lost: 0 });
function add(sum: Sum, outcome: Outcome): void {
  sum.interleavings += 1;
  for (const key of ["before", "leaving", "after", "lost"] as const) sum[key] += outcome[key];
}
const report = (where: string, { interleavings, before, leaving, after, lost }: Sum): void => {
  console.log(
    `${where}: a person took over at ${interleavings} moments of a turn. Automatic messages after it: ${after}. ` +
      `Given to the platform before it: ${before}; marked as leaving before it, given after: ${leaving}. ` +
      `Questions lost: ${lost}.`,
  );
};

/** Races on a bench with an operator and a supervisor. */
async function racesOn(bench: DeskBench): Promise<(scenario: Scenario) => Promise<Race>> {
  await bench.reset();
  const operator = await bench.operator("Nguyễn Thử An");
  const supervisor = await bench.operator("Trần Thử", { role: "supervisor" });
  return createRaces({ bench, operator, supervisor });
}

describe("a person takes over at every point of a turn (pglite)", () => {
  let bench: DeskBench;
  let start: (scenario: Scenario) => Promise<Race>;
  beforeAll(async () => {
    bench = await openDeskBench(pglite, true);
    start = await racesOn(bench);
  }, 60_000);
  afterAll(() => bench.close());

  /** Runs the turn, the person coming at the `at`th point of it, if it has as many. */
  const interleave = async (scenario: Scenario, at: number): Promise<Outcome> => {
    const race = await start(scenario);
    bench.pass(bench.zalo.burst.quietMs);
    let point = 0;
    await race.run(async () => {
      if (point++ === at) await race.takeOver();
    });
    return race.settle();
  };

  it("and no automatic message leaves after them, nor is a question lost", async () => {
    const sum = nothing();
    for (const scenario of SCENARIOS)
      for (let at = 0; ; at++) {
        const outcome = await interleave(scenario, at);
        // The turn has no more points: it ended before the person came.
        if (!outcome.taken) break;
        add(sum, outcome);
        if (outcome.after > 0 || outcome.lost > 0)
          throw new Error(`${JSON.stringify(scenario)} at point ${at}: ${JSON.stringify(outcome)}`);
      }
    report("pglite", sum);
    expect(sum.interleavings).toBeGreaterThanOrEqual(1000);
    // Some must have left before, or nothing was raced.
    expect(sum.before).toBeGreaterThan(100);
  }, 240_000);
});

const AT_ONCE = 5;
const ROUNDS = 80;

(postgres.missing === undefined ? describe : describe.skip)(
  `a person takes over while a turn really runs (postgres)${postgres.missing === undefined ? "" : ` [skipped: ${postgres.missing}]`}`,
  () => {
    let bench: DeskBench;
    let start: (scenario: Scenario) => Promise<Race>;
    beforeAll(async () => {
      bench = await openDeskBench(postgres);
      start = await racesOn(bench);
    }, 60_000);
    afterAll(() => bench.close());

    it("and no automatic message leaves after them, nor is a question lost", async () => {
      const sum = nothing();
      let seed = 20_261_125;
      /** 0 up to `below`, always the same row of numbers. */
      const chance = (below: number): number => {
        seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
        return Math.floor((seed / 2_147_483_648) * below);
      };
      const breathe = async (breaths: number): Promise<void> => {
        for (let times = 0; times < breaths; times++) await new Promise((resolve) => setImmediate(resolve));
      };
      for (let round = 0; round < ROUNDS; round++) {
        const races: Race[] = [];
        while (races.length < AT_ONCE) {
          const turn = TURNS[chance(TURNS.length)];
          const by = (["claim", "assign", "platform"] as const)[chance(3)];
          if (turn === undefined || by === undefined) throw new Error("chance is out of its bounds");
          races.push(await start({ ...turn, by, twoServers: chance(2) === 1 }));
        }
        bench.pass(bench.zalo.burst.quietMs);
        await Promise.all(
          races.map(async (race) => {
            const at = chance(18);
            let [point, takenOver] = [0, Promise.resolve()];
            await race.run(async () => {
              // The turn does not wait for the person.
              if (point++ === at) takenOver = breathe(chance(30)).then(() => race.takeOver());
              await breathe(chance(30));
            });
            await (point > at ? takenOver : race.takeOver());
          }),
        );
        for (const race of races) add(sum, await race.settle());
      }
      report("postgres", sum);
      expect(sum).toMatchObject({ interleavings: ROUNDS * AT_ONCE, after: 0, lost: 0 });
      expect(sum.before).toBeGreaterThan(50);
    }, 240_000);
  },
);

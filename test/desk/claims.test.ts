import { MotcuaError } from "../../src/core/errors.ts";
import type { Operator } from "../../src/core/people.ts";
import { openDeskBench, type DeskBench } from "../support/desk-bench.ts";
import { onBothEngines } from "../support/engines.ts";
import { addConversation } from "./desk-fixtures.ts";

onBothEngines("many claim at once", (engine) => {
  const [operatorCount, caseCount] = engine.name === "postgres" ? [50, 200] : [10, 30];
  let bench: DeskBench;
  let operators: Operator[];
  let cases: string[];

  beforeAll(async () => {
    bench = await openDeskBench(engine);
    await bench.reset();
    operators = [];
    for (let index = 0; index < operatorCount; index++)
      operators.push(await bench.operator(`Người Thử ${index}`));
    cases = await Promise.all(Array.from({ length: caseCount }, () => addConversation(bench.store)));
    await Promise.all(
      cases.map((id) =>
        bench.inConversation(id, (step) =>
          step.apply({ kind: "person_called", reason: "person_wanted" }, "bot"),
        ),
      ),
    );
  }, 120_000);
  afterAll(() => bench.close());

  /** Every operator's own order, always the same. */
  const shuffled = (of: readonly string[], seed: number): string[] => {
    const list = [...of];
    let state = seed * 7919 + 1;
    for (let index = list.length - 1; index > 0; index--) {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      const other = state % (index + 1);
      [list[index], list[other]] = [list[other] ?? "", list[index] ?? ""];
    }
    return list;
  };

  it("cases opened at once have numbers in a row, each its own", async () => {
    const { rows } = await bench.store.run<{ number: string }>(
      "select number from handled_case order by number",
    );
    expect(rows.map((row) => row.number)).toEqual(
      cases.map((_, index) => `2026-${String(index + 1).padStart(6, "0")}`),
    );
  });

  it(`${operatorCount} operators, ${caseCount} cases: each case has one holder, and every loser is told who`, async () => {
    const won = new Map<string, Operator[]>();
    const lost: { id: string; fault: unknown }[] = [];
    const begun = performance.now();
    await Promise.all(
      operators.map(async (who, seed) => {
        for (const id of shuffled(cases, seed)) {
          try {
            await bench.claim(who, id);
            won.set(id, [...(won.get(id) ?? []), who]);
          } catch (fault) {
            lost.push({ id, fault });
          }
        }
      }),
    );
    const tookMs = Math.round(performance.now() - begun);
    console.log(
      `${engine.name}: ${operatorCount} operators tried ${caseCount} cases each in ${tookMs} ms: ` +
        `${won.size} cases taken, ${lost.length} attempts refused.`,
    );

    expect([...won.values()].map((winners) => winners.length)).toEqual(cases.map(() => 1));
    expect(lost).toHaveLength(operatorCount * caseCount - caseCount);
    for (const { id, fault } of lost) {
      expect(fault).toBeInstanceOf(MotcuaError);
      expect(fault).toMatchObject({
        code: "held_by_other",
        message: `${won.get(id)?.[0]?.name} đã nhận hội thoại này.`,
      });
    }
    // Nobody took everything: it was a race.
    expect(new Set([...won.values()].map(([winner]) => winner?.id)).size).toBeGreaterThan(operatorCount / 3);

    const { rows } = await bench.store.run<{ id: string; holder: string; officer: string; claims: number }>(
      `select c.id, c.holder, h.officer,
              (select count(*) from handover_event e where e.conversation_id = c.id and e.event = 'claimed')::int as claims
       from conversation c join handled_case h on h.id = c.case_id where c.state = 'held'`,
    );
    expect(rows).toHaveLength(caseCount);
    for (const { id, holder, officer, claims } of rows) {
      expect(holder).toBe(`operator:${won.get(id)?.[0]?.id}`);
      expect(officer).toBe(holder);
      expect(claims).toBe(1);
    }
    // Each citizen hears of one person who came.
    expect(await bench.count("outbox where state = 'queued'")).toBe(caseCount);
  }, 120_000);
});

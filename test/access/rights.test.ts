import fc from "fast-check";
import {
  can,
  mayAssign,
  mayExport,
  mayForward,
  mayHandBack,
  mayManageAccounts,
  mayManageCanned,
  mayNote,
  mayReadAudit,
  mayReply,
  maySee,
  maySeeFigures,
  mayTake,
} from "../../src/access/rights.ts";
import { transition, UNTOUCHED, type Handling, type HandoverEvent } from "../../src/core/handover.ts";
import { ROLES, type Operator } from "../../src/core/people.ts";

const NOW = new Date("2026-11-24T02:00:00Z");
const units = fc.constantFrom(null, "tu-phap", "dat-dai");
const people = fc.constantFrom("an", "binh", "chi");
const operators: fc.Arbitrary<Operator> = fc.record({
  id: people,
  name: fc.constant("Người Thử"),
  role: fc.constantFrom(...ROLES),
  unit: units,
});
const events: fc.Arbitrary<HandoverEvent> = fc.oneof(
  fc.constant<HandoverEvent>({ kind: "person_called", reason: "person_wanted" }),
  people.map((operator): HandoverEvent => ({ kind: "claimed", operator })),
  people.map((operator): HandoverEvent => ({ kind: "assigned", operator })),
  fc.constant<HandoverEvent>({ kind: "answered_in_platform", name: "OA Manager", wrote: true }),
  fc.constantFrom("tu-phap", "dat-dai").map((unit): HandoverEvent => ({ kind: "forwarded", unit })),
  fc.boolean().map((on): HandoverEvent => ({ kind: "drafting_set", on })),
  fc.constant<HandoverEvent>({ kind: "replied" }),
  fc.constant<HandoverEvent>({ kind: "closed" }),
  fc.constant<HandoverEvent>({ kind: "handed_back" }),
);
/** Every state a conversation really comes into. */
const handlings: fc.Arbitrary<Handling> = fc
  .array(events, { maxLength: 8 })
  .map((course) =>
    course.reduce<Handling>((now, event) => transition(now, event, NOW).next ?? now, UNTOUCHED),
  );

const isHolder = (who: Operator, { holder }: Handling) => holder?.kind === "operator" && holder.id === who.id;
const foreign = (who: Operator, { unit }: Handling) =>
  unit !== null && who.unit !== null && unit !== who.unit;
const held = ({ state }: Handling) => state === "held" || state === "drafting";

const always = (check: (who: Operator, handling: Handling) => boolean): void => {
  fc.assert(fc.property(operators, handlings, check), { numRuns: 2000 });
};

describe("rights", () => {
  it("let only the holder, supervisors and administrators write into a held conversation, and nobody into another", () => {
    always((who, handling) =>
      mayReply(who, handling)
        ? held(handling) && (isHolder(who, handling) || who.role !== "operator")
        : !held(handling) ||
          (who.role === "operator" && (!isHolder(who, handling) || foreign(who, handling))),
    );
  });

  it("hide the cases of another unit from everybody below supervisor, whatever is asked", () => {
    always((who, handling) => {
      const hidden = who.role === "operator" && foreign(who, handling);
      if (maySee(who, handling) === hidden) return false;
      const acts = [mayTake, mayReply, mayHandBack, mayForward, mayNote];
      return !hidden || acts.every((may) => !may(who, handling));
    });
  });

  it("let somebody take what no colleague holds, and nobody what one holds", () => {
    always((who, handling) => {
      const byColleague = held(handling) && handling.holder?.kind === "operator";
      return mayTake(who, handling) === (maySee(who, handling) && !byColleague);
    });
  });

  it("give a conversation only to somebody who may see it, and only by those above", () => {
    fc.assert(
      fc.property(operators, operators, handlings, (who, to, handling) => {
        expect(mayAssign(who, handling, to)).toBe(who.role !== "operator" && maySee(to, handling));
      }),
      { numRuns: 2000 },
    );
  });

  it("let whoever may reply also hand back and forward, and nobody end what has ended", () => {
    always((who, handling) => {
      if (mayReply(who, handling) && !(mayHandBack(who, handling) && mayForward(who, handling))) return false;
      const ended = handling.state === "bot" || handling.state === "closed";
      return !ended || !(mayHandBack(who, handling) || mayForward(who, handling));
    });
  });

  it("let an operator send on, but not end, what waits", () => {
    const waiting =
      transition(UNTOUCHED, { kind: "person_called", reason: "complaint" }, NOW).next ?? UNTOUCHED;
    const an: Operator = { id: "an", name: "An", role: "operator", unit: "tu-phap" };
    expect([mayForward(an, waiting), mayHandBack(an, waiting)]).toEqual([true, false]);
    expect(mayHandBack({ ...an, role: "supervisor" }, waiting)).toBe(true);
  });

  it("grow with the role", () => {
    const of = (role: Operator["role"]): Operator => ({ id: "x", name: "X", role, unit: null });
    const table = ROLES.map((role) =>
      [mayExport, maySeeFigures, mayManageCanned, mayManageAccounts, mayReadAudit].map((may) =>
        may(of(role)),
      ),
    );
    expect(table).toEqual([
      [false, false, false, false, false],
      [true, true, true, false, false],
      [true, true, true, true, true],
    ]);
    expect(ROLES.map((role) => can(role, "handle_cases"))).toEqual([true, true, true]);
  });
});

import fc from "fast-check";
import { CaseOutcome, CaseReason, DeskChannel, type CaseView } from "../../../src/contract/desk.ts";
import { type CaseQuery } from "../../../src/contract/records.ts";
import {
  caseProgress,
  casesAddress,
  countSet,
  exportAddress,
  fieldsOf,
  monthSpan,
  overdueWords,
  readCaseFilter,
  vietnamDay,
  writeCaseFilter,
} from "../../../src/web/desk/office/case-filter.ts";

const CONDITIONS = {
  from: "2026-11-01",
  to: "2026-11-30",
  state: "overdue",
  field: "Hộ tịch",
  q: "khai sinh & hộ tịch",
} as const;
const FILTER: CaseQuery = { ...CONDITIONS, page: 3 };

const anyFilter = fc.record(
  {
    from: fc.constantFrom("2026-01-01", "2024-02-29"),
    to: fc.constantFrom("2026-01-31", "2026-12-31"),
    state: fc.constantFrom("open" as const, "closed" as const, "overdue" as const),
    outcome: fc.constantFrom(...CaseOutcome.options),
    reason: fc.constantFrom(...CaseReason.options),
    channel: fc.constantFrom(...DeskChannel.options),
    officer: fc.uuid(),
    unit: fc.constantFrom("so-tu-phap", "x-001"),
    field: fc.constantFrom("Đất đai", "Hội, quỹ & tôn giáo"),
    q: fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 }),
    page: fc.integer({ min: 1, max: 400 }),
  },
  { requiredKeys: ["page"] },
);

describe("the filter of the record in the address", () => {
  it("is read back as it was written", () => {
    fc.assert(
      fc.property(anyFilter, (filter) => {
        expect(readCaseFilter(writeCaseFilter(filter))).toEqual(filter);
      }),
    );
  });

  it("leaves the address bare when nothing is set", () => {
    expect(writeCaseFilter({ page: 1 })).toBe("");
    expect(readCaseFilter("")).toEqual({ page: 1 });
  });

  it("keeps what it knows of an address that also holds what it does not", () => {
    const search = "?state=lost&channel=zalo&from=2026-13-01&page=0&colour=red&q=";
    expect(readCaseFilter(search)).toEqual({ channel: "zalo", page: 1 });
  });

  it("counts the conditions that are set", () => {
    expect(countSet(FILTER, ["state", "field", "unit"])).toBe(2);
    expect(countSet({ page: 1 }, ["state", "field", "unit"])).toBe(0);
  });
});

describe("the addresses of the record", () => {
  const queryOf = (address: string) => Object.fromEntries(new URL(address, "http://x").searchParams);

  it("asks for the page of the filter", () => {
    expect(casesAddress(FILTER)).toMatch(/^\/api\/desk\/cases\?/);
    expect(queryOf(casesAddress(FILTER))).toEqual({ ...FILTER, page: "3" });
  });

  it("exports all pages with the same conditions", () => {
    expect(exportAddress(FILTER, "xlsx")).toMatch(/^\/api\/desk\/cases\/export\?/);
    expect(queryOf(exportAddress(FILTER, "xlsx"))).toEqual({ ...CONDITIONS, format: "xlsx" });
    expect(queryOf(exportAddress({ page: 1 }, "csv"))).toEqual({ format: "csv" });
  });
});

describe("days", () => {
  it("takes the day from Vietnam's clock", () => {
    expect(vietnamDay(new Date("2026-11-30T16:59:59Z"))).toBe("2026-11-30");
    expect(vietnamDay(new Date("2026-11-30T17:00:00Z"))).toBe("2026-12-01");
  });

  it.each([
    ["2026-11-24", 0, "2026-11-01", "2026-11-30"],
    ["2026-11-24", 1, "2026-10-01", "2026-10-31"],
    ["2027-01-31", 1, "2026-12-01", "2026-12-31"],
    ["2024-03-31", 1, "2024-02-01", "2024-02-29"],
  ])("from %s, %i months back: %s to %s", (day, back, from, to) => {
    expect(monthSpan(day, back)).toEqual({ from, to });
  });
});

describe("a case in words", () => {
  const at = "2026-11-24T03:00:00.000Z";
  const view: CaseView = {
    id: "1",
    number: "MC-2026-00001",
    conversationId: "c",
    channel: "zalo",
    openedAt: at,
    reason: "complaint",
    procedure: null,
    field: null,
    unit: null,
    claimedAt: null,
    officer: null,
    firstReplyAt: null,
    dueDate: "2026-11-25",
    overdue: false,
    closedAt: null,
    outcome: null,
    settled: null,
  };

  it("tells how far it is", () => {
    expect(caseProgress(view)).toBe("Chờ tiếp nhận");
    expect(caseProgress({ ...view, claimedAt: at })).toBe("Đã tiếp nhận, chưa trả lời");
    expect(caseProgress({ ...view, claimedAt: at, firstReplyAt: at })).toBe("Đang xử lý");
    // Answered in the platform's own tool: nobody claimed it.
    expect(caseProgress({ ...view, firstReplyAt: at })).toBe("Đang xử lý");
    expect(caseProgress({ ...view, closedAt: at, outcome: "settled" })).toBe("Đã giải đáp");
    expect(caseProgress({ ...view, closedAt: at })).toBe("Đã kết thúc");
  });

  it("says of one that missed its day whether it is still open", () => {
    expect(overdueWords(view)).toBeUndefined();
    expect(overdueWords({ ...view, overdue: true })).toBe("Quá hạn");
    expect(overdueWords({ ...view, overdue: true, closedAt: at })).toBe("Trễ hạn");
  });

  it("lists each field once, in the order of the Vietnamese alphabet", () => {
    const fields = ["Hộ tịch", null, "Đất đai", "Chứng thực", "Hộ tịch", "Du lịch"];
    expect(fieldsOf(fields.map((field) => ({ field })))).toEqual([
      "Chứng thực",
      "Du lịch",
      "Đất đai",
      "Hộ tịch",
    ]);
  });
});

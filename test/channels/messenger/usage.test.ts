import { createUsageWatch, readUsage } from "../../../src/channels/messenger/usage.ts";
import { memoryLog, NOW, settableClock } from "../zalo/small-zalo.ts";

const app = (percent: number) => ({ "x-app-usage": JSON.stringify({ call_count: percent, total_time: 3 }) });
const business = (percent: number, minutes: number) => ({
  "x-business-use-case-usage": JSON.stringify({
    "218471": [
      { type: "messenger", call_count: 2, total_cputime: percent, estimated_time_to_regain_access: minutes },
    ],
  }),
});
const after = (ms: number) => new Date(NOW.getTime() + ms);

function open() {
  const clock = settableClock();
  const log = memoryLog();
  return { clock, log, usage: createUsageWatch(clock, log) };
}

describe("readUsage", () => {
  it("takes the highest share of either header, and the minutes of the second", () => {
    expect(readUsage(app(28))).toEqual({ percent: 28, regainMinutes: 0 });
    expect(readUsage({ ...app(28), ...business(81, 0) })).toEqual({ percent: 81, regainMinutes: 0 });
    expect(readUsage(business(100, 7))).toEqual({ percent: 100, regainMinutes: 7 });
  });

  it.each([
    ["nothing", {}],
    ["an empty object", { "x-app-usage": "{}" }],
    ["no JSON", { "x-app-usage": "28%" }],
    ["another shape", { "x-business-use-case-usage": '{"218471":{"call_count":99}}' }],
  ])("says nothing of %s", (_what, headers) => {
    expect(readUsage(headers)).toBeUndefined();
  });
});

describe("the usage watch", () => {
  it("holds nothing up below 80 %", () => {
    const { usage, log } = open();
    usage.note(app(79));
    expect([usage.take("send"), usage.take("send"), usage.take("background")]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(log.lines).toEqual([]);
  });

  it("spaces sends out and holds the rest back from 80 % on, until a lower usage is told", () => {
    const { usage, clock, log } = open();
    usage.note(app(80));
    usage.note(app(85));
    expect(usage.take("send")).toBeUndefined();
    expect(usage.take("send")).toEqual(after(1000));
    expect(usage.take("background")).toEqual(after(5 * 60_000));
    clock.later(1000);
    expect(usage.take("send")).toBeUndefined();
    expect(log.lines).toHaveLength(1);
    usage.note(app(50));
    expect([usage.take("send"), usage.take("background")]).toEqual([undefined, undefined]);
  });

  it("does not believe an old usage for ever", () => {
    const { usage, clock } = open();
    usage.note(app(95));
    clock.later(5 * 60_000);
    expect([usage.take("send"), usage.take("send"), usage.take("background")]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it("stops at 100 % for a minute, or as long as Meta says", () => {
    const one = open();
    one.usage.note(app(100));
    expect(one.usage.take("send")).toEqual(after(60_000));
    const other = open();
    other.usage.note(business(100, 7));
    expect(other.usage.take("send")).toEqual(after(7 * 60_000));
    expect(other.usage.heldUntil()).toEqual(after(7 * 60_000));
    other.clock.later(7 * 60_000);
    expect(other.usage.heldUntil()).toBeUndefined();
    expect(other.usage.take("send")).toBeUndefined();
  });
});

import { ERROR_TABLE as MESSENGER } from "../../src/channels/messenger/error-table.ts";
import { ERROR_TABLE as ZALO } from "../../src/channels/zalo/error-table.ts";
import { whyUnsent } from "../../src/desk/say-why-unsent.ts";

const rows = [...ZALO, ...MESSENGER].map(([code, { remedy }]) => ({ code: String(code), remedy }));
const of = (...remedies: string[]) => rows.filter(({ remedy }) => remedies.includes(remedy));

describe("why a message was not sent", () => {
  it("sends the operator to an administrator for exactly what an administrator must mend", () => {
    const named = rows.filter(({ code }) => whyUnsent(code).includes("quản trị viên"));
    const mended = of("mend", "stop", "refresh");
    expect(mended.length).toBeGreaterThan(30);
    expect(named).toEqual(expect.arrayContaining(mended));
    expect(mended).toEqual(expect.arrayContaining(named));
  });

  it("promises another attempt only where there is one", () => {
    const ended = of("give_up", "bug", "mend", "stop", "window", "other_app");
    expect(ended.filter(({ code }) => whyUnsent(code).includes("sẽ gửi lại"))).toEqual([]);
    for (const { code } of of("next_minute", "minutes", "hour", "at_six"))
      expect([code, whyUnsent(code)]).toEqual([code, expect.stringContaining("sẽ gửi lại")]);
  });

  it("names the code of what has no words of its own", () => {
    expect(whyUnsent("-99999")).toBe("Nền tảng không nhận tin này (mã -99999).");
    expect(whyUnsent("190/999")).toBe(whyUnsent("190"));
    expect(whyUnsent("toString")).toContain("toString");
  });
});

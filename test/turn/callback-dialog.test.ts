import type { Operator } from "../../src/core/people.ts";
import { closeCase } from "../../src/desk/end-part.ts";
import { newCitizen, openDeskBench, type DeskBench } from "../support/desk-bench.ts";
import { onBothEngines } from "../support/engines.ts";
import { asks, CENTRE, KEEP_DAYS } from "../support/workbench.ts";

onBothEngines("a citizen leaves a number", (engine) => {
  let bench: DeskBench;
  let an: Operator;
  beforeAll(async () => {
    bench = await openDeskBench(engine);
  }, 60_000);
  beforeEach(async () => {
    await bench.reset();
    bench.now = new Date("2026-11-25T18:00:00+07:00");
    an = await bench.operator("Nguyễn Thử An");
  });
  afterAll(() => bench.close());

  /** What the citizen is told in answer to this text or tap. */
  const writes = async (id: string, text: string): Promise<string[]> => {
    const before = bench.zalo.sent.length;
    const { citizenId } = await bench.row(id);
    await bench.writes(citizenId, text, text.startsWith("#mc:") ? { payload: text } : {});
    await bench.work(id);
    return bench.zalo.sent.slice(before).map((one) => one.text);
  };
  const rows = async () =>
    (
      await bench.store.run(
        "select state, phone, consent_at, left_at, ended_by from callback order by asked_at",
      )
    ).rows;
  const ASK = "#mc:callback";
  const YES = "#mc:callback_yes";
  const NO = "#mc:callback_no";

  it("by a tap, with consent, and is told when the call comes", async () => {
    const id = await bench.waiting();
    expect(await writes(id, ASK)).toEqual([
      expect.stringMatching(new RegExp(`^${CENTRE} sẽ chỉ dùng .* xóa sau ${KEEP_DAYS} ngày`)),
    ]);
    expect(await rows()).toMatchObject([{ state: "asked_consent", phone: null, consent_at: null }]);
    expect(await writes(id, YES)).toEqual([expect.stringContaining("Anh/chị nhắn số điện thoại")]);
    const consentAt = bench.now;
    expect(await rows()).toMatchObject([{ state: "asked_number", consent_at: consentAt }]);
    expect(await writes(id, "số em là 0912 345 678 ạ")).toEqual([
      expect.stringMatching(/^Đã ghi số 0912 \*\*\* 678\. Cán bộ gọi lại từ 7 giờ 30 thứ Năm 26\/11/),
    ]);
    expect(await rows()).toMatchObject([
      { state: "open", phone: "0912345678", consent_at: consentAt, left_at: bench.now },
    ]);
    // The question stays where it was.
    expect(await bench.row(id)).toMatchObject({ state: "waiting" });
    expect(await writes(id, "cảm ơn 0912345679")).toEqual([]);
  });

  it("but not without consent, which may be refused, also when the number is asked for", async () => {
    const id = await bench.waiting();
    await writes(id, ASK);
    // Before it is given, no number is taken.
    expect(await writes(id, "0912345678")).toEqual([]);
    expect(await writes(id, NO)).toEqual([expect.stringContaining("số điện thoại không được lưu")]);
    expect(await rows()).toMatchObject([{ state: "given_up", phone: null, ended_by: "citizen" }]);
    expect(await writes(id, YES)).toEqual([]);
    await writes(id, ASK);
    await writes(id, YES);
    expect(await writes(id, NO)).toEqual([expect.stringContaining("số điện thoại không được lưu")]);
    expect(await writes(id, "0912345678")).toEqual([]);
    expect(await bench.count("callback where phone is not null")).toBe(0);
  });

  it("and is asked again for a slip, not for words, nor is a card's number taken for a phone's", async () => {
    const id = await bench.waiting();
    await writes(id, ASK);
    await writes(id, YES);
    for (const slip of ["091234567", "001199012345", "034 199 012 345"])
      expect(await writes(id, slip)).toEqual([expect.stringContaining("Chưa đọc được số điện thoại")]);
    expect(await writes(id, "chờ em tìm số đã")).toEqual([]);
    expect(await rows()).toMatchObject([{ state: "asked_number", phone: null }]);
    await writes(id, "+84912345678");
    expect(await rows()).toMatchObject([{ state: "open", phone: "0912345678" }]);
  });

  it("in one burst as well as message by message", async () => {
    const id = await bench.waiting();
    const { citizenId } = await bench.row(id);
    await writes(id, ASK);
    bench.zalo.sent.length = 0;
    await bench.receive(
      asks(citizenId, YES, bench.now, { payload: YES }),
      asks(citizenId, "0912345678", new Date(bench.now.getTime() + 1)),
    );
    bench.pass(bench.zalo.burst.quietMs);
    await bench.work(id);
    expect(bench.zalo.sent).toHaveLength(2);
    expect(await rows()).toMatchObject([{ state: "open", phone: "0912345678" }]);
  });

  it("once: a second tap on the button asks for nothing new", async () => {
    const id = await bench.waiting();
    await writes(id, ASK);
    expect(await writes(id, ASK)).toHaveLength(1);
    await writes(id, YES);
    expect(await writes(id, ASK)).toEqual([]);
    await writes(id, "0912345678");
    expect(await writes(id, ASK)).toEqual([]);
    expect(await bench.count("callback")).toBe(1);
  });

  it("only while a person is waited for: to one who has come the number is told like anything else", async () => {
    const id = await bench.waiting();
    await writes(id, ASK);
    await writes(id, YES);
    await bench.claim(an, id);
    await bench.work(id);
    expect(await writes(id, "0912345678")).toEqual([]);
    expect(await rows()).toMatchObject([{ state: "asked_number", phone: null }]);
    const bots = await bench.writes(newCitizen(), "hỏi");
    await bench.work(bots);
    expect(await writes(bots, ASK)).toEqual(["about: #mc:callback"]);
    expect(await bench.count("callback")).toBe(1);
  });

  it("not in a later case for what was asked in an earlier one", async () => {
    const id = await bench.waiting();
    await writes(id, ASK);
    await writes(id, YES);
    await bench.claim(an, id);
    await closeCase(bench.inConversation, an, id, { outcome: "settled", settled: "" });
    expect(await rows()).toMatchObject([{ state: "given_up", phone: null, ended_by: `operator:${an.id}` }]);
    await bench.inConversation(id, (step) =>
      step.apply({ kind: "person_called", reason: "complaint" }, "bot"),
    );
    await bench.work(id);
    expect(await writes(id, "hồ sơ của tôi, đt 0912345678")).toEqual([]);
    expect(await bench.count("callback where phone is not null")).toBe(0);
  });

  it("nothing of it leaves after a person has come", async () => {
    const id = await bench.waiting();
    const { citizenId } = await bench.row(id);
    bench.zalo.sent.length = 0;
    await bench.writes(citizenId, ASK, { payload: ASK });
    await bench.claim(an, id);
    await bench.work(id);
    expect(bench.zalo.sent.map((one) => one.text)).toEqual([expect.stringContaining("đã nhận câu hỏi")]);
  });
});

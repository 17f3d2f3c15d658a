import { randomUUID } from "node:crypto";
import type { SetCallback } from "../../src/contract/desk.ts";
import type { Operator } from "../../src/core/people.ts";
import { setCallback, setProcedure } from "../../src/desk/call-back.ts";
import { closeCase } from "../../src/desk/end-part.ts";
import { newCitizen, openDeskBench, type DeskBench } from "../support/desk-bench.ts";
import { onBothEngines } from "../support/engines.ts";
import { holderOf, KHAI_SINH } from "./desk-fixtures.ts";

onBothEngines("an operator and a call-back", (engine) => {
  let bench: DeskBench;
  let an: Operator;
  let binh: Operator;
  beforeAll(async () => {
    bench = await openDeskBench(engine);
  }, 60_000);
  beforeEach(async () => {
    await bench.reset();
    an = await bench.operator("Nguyễn Thử An");
    binh = await bench.operator("Trần Thử Bình");
  });
  afterAll(() => bench.close());

  const set = (who: Operator, id: string, body: SetCallback) =>
    setCallback(bench.inConversation, who, id, body, randomUUID);
  const wanted = (phone: string, note = ""): SetCallback => ({ kind: "wanted", phone, note });
  const ended = (done: boolean, note = ""): SetCallback => ({ kind: "ended", done, note });
  const rows = async () =>
    (
      await bench.store.run(
        "select state, phone, note, consent_at, left_at, ended_at, ended_by from callback",
      )
    ).rows;

  it("notes the number a citizen gave otherwise, with the consent they gave, in one form", async () => {
    const id = await bench.held(an);
    await set(an, id, wanted("+84 912 345 678", "sau 14 giờ\u0000"));
    expect(await rows()).toEqual([
      {
        state: "open",
        phone: "0912345678",
        note: "sau 14 giờ",
        consent_at: bench.now,
        left_at: bench.now,
        ended_at: null,
        ended_by: null,
      },
    ]);
  });

  it("sets the number right instead of noting a second", async () => {
    const id = await bench.held(an);
    await set(an, id, wanted("0912345678"));
    await set(an, id, wanted("0987654321"));
    expect(await rows()).toMatchObject([{ state: "open", phone: "0987654321" }]);
  });

  it("refuses what is no Vietnamese number, and stores nothing", async () => {
    const id = await bench.held(an);
    for (const phone of ["001199012345", "12345678", "không có số"])
      await expect(set(an, id, wanted(phone))).rejects.toMatchObject({ code: "input_invalid" });
    expect(await rows()).toEqual([]);
  });

  it("ends it as called, which answers what was asked, with a note", async () => {
    const id = await bench.held(an);
    await set(an, id, wanted("0912345678"));
    await set(an, id, ended(true, "Đã nói rõ"));
    expect(await rows()).toMatchObject([
      { state: "done", note: "Đã nói rõ", ended_at: bench.now, ended_by: holderOf(an) },
    ]);
    expect(await bench.row(id)).toMatchObject({ unansweredSince: null, personLastAt: bench.now });
    expect(await bench.caseOf(id)).toMatchObject({ firstReplyAt: bench.now });
  });

  it("not reached, it is ended and the question still unanswered", async () => {
    const id = await bench.held(an);
    await set(an, id, wanted("0912345678"));
    await set(an, id, ended(false));
    expect(await rows()).toMatchObject([{ state: "given_up" }]);
    expect((await bench.row(id)).unansweredSince).not.toBeNull();
    // There is nothing left to end.
    await expect(set(an, id, ended(true))).rejects.toMatchObject({ code: "hand_over_refused" });
  });

  it("is for the holder, and of what waits for whoever may take it", async () => {
    const waiting = await bench.waiting();
    await set(binh, waiting, wanted("0912345678"));
    await set(binh, waiting, ended(true));
    expect(await bench.row(waiting)).toMatchObject({ state: "waiting" });
    const held = await bench.held(an);
    await expect(set(binh, held, wanted("0912345678"))).rejects.toMatchObject({ code: "not_allowed" });
    const stranger = await bench.operator("Phạm Thử", { unit: "thu-mot" });
    await bench.store.run("update conversation set unit = 'tu-phap' where id = $1", [held]);
    await expect(set(stranger, held, wanted("0912345678"))).rejects.toMatchObject({ code: "not_found" });
    expect(await bench.count("callback")).toBe(1);
  });

  it("outlasts the case it was left for, until the call is made", async () => {
    const id = await bench.held(an);
    await set(an, id, wanted("0912345678"));
    await closeCase(bench.inConversation, an, id, { outcome: "settled", settled: "" });
    expect(await rows()).toMatchObject([{ state: "open", phone: "0912345678" }]);
    await set(an, id, ended(true));
    expect(await rows()).toMatchObject([{ state: "done" }]);
  });

  it("which procedure the case is about is set by who has it, while there is a case", async () => {
    const id = await bench.held(an);
    const procedure = (who: Operator, code: string | null) =>
      setProcedure(bench.inConversation, who, id, code);
    await procedure(an, KHAI_SINH);
    expect(await bench.caseOf(id)).toMatchObject({ procedure: KHAI_SINH });
    await expect(procedure(binh, null)).rejects.toMatchObject({ code: "not_allowed" });
    await procedure(an, null);
    expect(await bench.caseOf(id)).toMatchObject({ procedure: null });
    const bots = await bench.writes(newCitizen(), "hỏi");
    await expect(setProcedure(bench.inConversation, an, bots, KHAI_SINH)).rejects.toMatchObject({
      code: "hand_over_refused",
    });
  });
});

import { randomUUID } from "node:crypto";
import { parse } from "node-html-parser";
import type { Operator } from "../../src/core/people.ts";
import { caseRecordPage } from "../../src/desk/case-record-page.ts";
import type { Store } from "../../src/store/open-store.ts";
import { onBothEngines } from "../support/engines.ts";
import { openSuiteStore } from "../support/suite-store.ts";
import {
  addAnswer,
  addCallback,
  addCase,
  addConversation,
  addEvent,
  addMessage,
  addNoteRow,
  addOperator,
  addOutbox,
  ago,
  clear,
  holderOf,
  KHAI_SINH,
  NOW,
  VIEW,
} from "./desk-fixtures.ts";

onBothEngines("the printed record of a case", (engine) => {
  let store: Store;
  let me: Operator;
  openSuiteStore(engine, (opened) => (store = opened));
  beforeEach(async () => {
    await clear(store);
    me = await addOperator(store, "Nguyễn Thử");
  });
  const page = (caseId: string, who = me) =>
    caseRecordPage(store, who, caseId, { view: VIEW, centre: "Trung tâm Thử", now: NOW });

  it("holds the record, what led to it, its course and what the bot's answers rested on, and nothing of other cases", async () => {
    const id = await addConversation(store, { citizenName: "Chị Thử", citizenId: "8814821" });
    await addMessage(store, id, { text: "câu của vụ trước", at: ago(500) });
    await addCase(store, id, { openedAt: ago(490), closedAt: ago(400), outcome: "settled" });
    await addMessage(store, id, { text: "khai sinh cần gì", at: ago(60) });
    await addAnswer(store, id, {
      at: ago(59),
      outcome: {
        kind: "answered",
        procedure: KHAI_SINH,
        facet: "documents",
        sources: ["https://nguon.example"],
      },
      evidence: {
        question: "khai sinh cần gì",
        masked: [],
        facet: "documents",
        recognised: undefined,
        followUp: false,
        retrieved: {
          kept: [{ code: KHAI_SINH, score: 0.93, scores: {}, passages: [] }],
          rejected: [],
          tookMs: {},
        },
        because: "Xác suất đủ để trả lời",
        tookMs: {},
      },
    });
    const caseId = await addCase(store, id, {
      number: "2026-600001",
      openedAt: ago(50),
      openedSeq: 3,
      closedAt: ago(20),
      outcome: "settled",
      settled: "Đã hướng dẫn",
      procedure: KHAI_SINH,
      officer: holderOf(me),
    });
    await addEvent(store, id, { caseId, at: ago(50), reason: "person_wanted" });
    await addMessage(store, id, {
      text: "xem giúp",
      at: ago(45),
      attachments: [{ kind: "image", name: "anh.jpg", url: "https://anh.example/1" }],
    });
    await addNoteRow(store, id, me, { caseId, at: ago(40), text: "Đã hỏi phường" });
    const failed = await addMessage(store, id, {
      seq: null,
      speaker: "operator",
      origin: holderOf(me),
      text: "tin chưa tới",
      at: ago(30),
    });
    await addOutbox(store, id, failed, { state: "failed", errorCode: "-217" });
    await addMessage(store, id, { text: "câu của vụ sau", at: ago(10) });
    await addCallback(store, id, { phone: "0900000000" });

    const html = await page(caseId);
    const root = parse(html);
    expect(root.querySelector("h1")?.text).toBe("Hồ sơ vụ việc 2026-600001");
    expect(root.querySelectorAll("h2").map((one) => one.text)).toEqual([
      "Trao đổi trước khi chuyển cán bộ",
      "Diễn biến",
      "Căn cứ trả lời của trợ lý",
    ]);
    const facts = new Map(
      root
        .querySelectorAll("tr")
        .map((row) => [row.querySelector("th")?.text ?? "", row.querySelector("td")?.text]),
    );
    expect(Object.fromEntries(facts)).toMatchObject({
      "Người dân": "Chị Thử (…4821)",
      "Tiếp nhận lúc": "24/11/2026 09:10",
      "Thủ tục": `${KHAI_SINH} Đăng ký khai sinh`,
      "Đơn vị": "Trung tâm",
      "Hạn xử lý": "26/11/2026",
      "Kết quả": "Đã giải đáp",
      "Nội dung giải quyết": "Đã hướng dẫn",
    });
    const [before, course, evidence] = root
      .querySelectorAll("section")
      .map((one) => one.querySelectorAll("li").map((line) => line.text.replace(/\s+/g, " ").trim()));
    expect(before).toEqual([
      "24/11/2026 09:00 Người dân khai sinh cần gì",
      "24/11/2026 09:01 Trợ lý Tôi muốn hỏi thủ tục",
    ]);
    expect(course).toEqual([
      "24/11/2026 09:10 Trợ lý: Chuyển cán bộ. Xin gặp cán bộ",
      "24/11/2026 09:15 Người dân xem giúp Đính kèm: anh.jpg https://anh.example/1",
      "24/11/2026 09:20 Ghi chú của Nguyễn Thử Đã hỏi phường",
      "24/11/2026 09:30 Nguyễn Thử tin chưa tới Chưa tới người dân. Người dân đã chặn hoặc giới hạn tin nhắn của trung tâm.",
    ]);
    expect(evidence).toEqual([
      `24/11/2026 09:01 Đã trả lời: Xác suất đủ để trả lời Câu hỏi: khai sinh cần gì ${KHAI_SINH} Đăng ký khai sinh (93%)`,
    ]);
    expect(html).not.toMatch(/vụ trước|vụ sau|0900000000/);
  });

  it("lets nothing of what people wrote become markup, and runs no script", async () => {
    const evil = `</p><script>alert("x")</script><img src=x onerror='alert(1)'>&amp;`;
    const id = await addConversation(store, { citizenName: evil });
    const caseId = await addCase(store, id, { settled: evil });
    await addMessage(store, id, { text: evil, at: ago(5), attachments: [{ kind: "file", name: evil }] });
    await addNoteRow(store, id, me, { caseId, text: evil });
    const html = await page(caseId);
    const root = parse(html);
    expect(root.querySelectorAll("script, img, [onerror]")).toEqual([]);
    expect(root.querySelectorAll("li p").filter((one) => one.text === evil)).toHaveLength(2);
    expect(html).not.toContain("<script");
  });

  it("is refused to another unit, also after its end, and when there is none", async () => {
    const id = await addConversation(store);
    const caseId = await addCase(store, id, { unit: "tu-phap", closedAt: ago(1), outcome: "settled" });
    const stranger = await addOperator(store, "Trần Mẫu", { unit: "thu-mot" });
    const colleague = await addOperator(store, "Lê Mẫu", { unit: "tu-phap" });
    await expect(page(caseId, stranger)).rejects.toMatchObject({ code: "not_allowed" });
    await expect(page(randomUUID())).rejects.toMatchObject({ code: "not_found" });
    await expect(page(caseId, colleague)).resolves.toContain("Quầy Tư pháp");
  });
});

import { randomUUID } from "node:crypto";
import { TurnEvidence } from "../../src/contract/desk.ts";
import type { Evidence, ScoredProcedure } from "../../src/core/answering.ts";
import type { Operator } from "../../src/core/people.ts";
import { readEvidence } from "../../src/desk/read-evidence.ts";
import type { Store } from "../../src/store/open-store.ts";
import { onBothEngines } from "../support/engines.ts";
import { openSuiteStore } from "../support/suite-store.ts";
import {
  addConversation,
  addOperator,
  addTurn,
  ago,
  CHUYEN_NHUONG,
  clear,
  KHAI_SINH,
  VIEW,
} from "./desk-fixtures.ts";

const scored = (code: string, score: number): ScoredProcedure => ({
  code,
  score,
  scores: { lexical: 1 },
  passages: ["documents"],
});
const EVIDENCE: Evidence = {
  question: "lệ phí khai sinh [điện thoại]",
  masked: ["phone"],
  facet: "fee",
  recognised: undefined,
  followUp: true,
  retrieved: {
    kept: [scored(KHAI_SINH, 0.91)],
    rejected: [
      { item: scored(CHUYEN_NHUONG, 0.02), because: "below_floor" },
      { item: scored("9.999999", 0.01), because: "over_limit" },
    ],
    tookMs: { total: 3 },
  },
  because: "Xác suất 91, đủ để trả lời",
  tookMs: { retrieve: 3.5 },
};

onBothEngines("evidence of a turn", (engine) => {
  let store: Store;
  let me: Operator;
  openSuiteStore(engine, (opened) => (store = opened));
  beforeEach(async () => {
    await clear(store);
    me = await addOperator(store, "Nguyễn Thử");
  });
  const read = async (id: string, who = me) =>
    TurnEvidence.parse(await readEvidence(store, who, id, VIEW.book));

  it("names what was considered and why it was left out", async () => {
    const id = await addTurn(store, await addConversation(store), {
      outcome: { kind: "answered", procedure: KHAI_SINH, facet: "fee", sources: ["https://nguon.example"] },
      evidence: EVIDENCE,
    });
    expect(await read(id)).toEqual({
      id,
      at: ago(20).toISOString(),
      outcome: "answered",
      question: EVIDENCE.question,
      masked: ["phone"],
      facet: "fee",
      recognised: null,
      followUp: true,
      because: EVIDENCE.because,
      candidates: [
        { code: KHAI_SINH, name: "Đăng ký khai sinh", score: 0.91, passages: ["documents"], rejected: null },
        {
          code: CHUYEN_NHUONG,
          name: "Đăng ký biến động do chuyển nhượng",
          score: 0.02,
          passages: ["documents"],
          rejected: "Xác suất quá thấp",
        },
        {
          code: "9.999999",
          name: "9.999999",
          score: 0.01,
          passages: ["documents"],
          rejected: "Ngoài số thủ tục được xét",
        },
      ],
      tookMs: { retrieve: 3.5 },
    });
  });

  it("of a turn that failed is empty and says so; a long list of candidates is cut", async () => {
    const conversation = await addConversation(store);
    const failed = await addTurn(store, conversation, {
      outcome: { kind: "to_operator", reason: "pipeline_error" },
    });
    expect(await read(failed)).toMatchObject({
      question: "",
      candidates: [],
      because: expect.stringContaining("gặp lỗi") as string,
    });
    const long = await addTurn(store, conversation, {
      evidence: {
        ...EVIDENCE,
        retrieved: {
          kept: [],
          rejected: Array.from({ length: 60 }, (_, index) => ({
            item: scored(KHAI_SINH, 0.5 - index / 1000),
            because: "over_limit" as const,
          })),
          tookMs: {},
        },
      },
    });
    const { candidates } = await read(long);
    expect([candidates.length, candidates[0]?.score]).toEqual([20, 0.5]);
  });

  it("is refused for a conversation of another unit, and when there is none", async () => {
    const id = await addTurn(store, await addConversation(store, { unit: "tu-phap" }));
    const stranger = await addOperator(store, "Trần Mẫu", { unit: "thu-mot" });
    await expect(read(id, stranger)).rejects.toMatchObject({ code: "not_allowed" });
    await expect(read(randomUUID())).rejects.toMatchObject({ code: "not_found" });
    expect(await read(id)).toMatchObject({ id });
  });
});

import { RunnableLambda } from "@langchain/core/runnables";
import type { DocumentInterface } from "@langchain/core/documents";
import type { Retriever } from "../../src/core/answering.ts";
import type { Procedure } from "../../src/core/procedure.ts";
import { createLangChainRetriever } from "../../src/retrieval/langchain-retriever.ts";
import { record } from "./records.ts";

const BIRTH = record("1.000001", "Thủ tục đăng ký khai sinh", {
  shortName: "Đăng ký khai sinh",
  aliases: ["làm giấy khai sinh"],
  documents: [{ name: "Giấy chứng sinh" }, { name: "Tờ khai", case: "Nộp trực tiếp" }],
  result: ["Giấy khai sinh"],
});
const DEATH = record("1.000002", "Đăng ký khai tử");
const DECIDED: Procedure = { ...DEATH, code: "1.000003", source: { decision: "Số 1", date: "2026-07-01" } };
const WITHDRAWN = record("1.000004", "Đăng ký cũ");
const BOOK = [BIRTH, DEATH, DECIDED];

/** Finds these, in this order, whatever is asked. */
function finding(...found: [procedure: Procedure, ...passages: string[]][]): Retriever {
  return {
    search: (_question, limit) =>
      Promise.resolve({
        kept: found.slice(0, limit).map(([{ code }, ...passages], at) => ({
          code,
          score: 0.9 - at / 10,
          scores: {},
          passages,
        })),
        rejected: [],
        tookMs: {},
      }),
  };
}
const opened = (retriever: Retriever, k = 5) =>
  createLangChainRetriever(
    retriever,
    { inForce: (code) => BOOK.find((procedure) => procedure.code === code) },
    { k },
  );

describe("LangChain retriever", () => {
  it("quotes names and matched sections of the record, and says where they come from", async () => {
    const retriever = opened(finding([BIRTH, "documents", "result", "aliases"], [DEATH]));
    const [birth, death] = await retriever.invoke("khai sinh");
    expect(birth?.pageContent.split("\n").sort()).toEqual(
      [
        "Thủ tục đăng ký khai sinh",
        "Đăng ký khai sinh",
        "Giấy khai sinh",
        "Giấy chứng sinh",
        "Nộp trực tiếp Tờ khai",
      ].sort(),
    );
    expect(birth?.metadata).toEqual({
      code: "1.000001",
      name: "Thủ tục đăng ký khai sinh",
      score: 0.9,
      levels: ["commune"],
      source: "https://nguon.example",
    });
    expect(death?.pageContent).toBe("Đăng ký khai tử");
  });

  it("gives at most k, best first, and none that is out of force", async () => {
    const found = finding([WITHDRAWN], [DECIDED], [DEATH], [BIRTH]);
    const codes = async (k: number) =>
      (await opened(found, k).invoke("?")).map(({ metadata }) => metadata.code);
    expect(await codes(4)).toEqual(["1.000003", "1.000002", "1.000001"]);
    expect(await codes(2)).toEqual(["1.000003"]);
  });

  it("names no source page where the record has none", async () => {
    const [document] = await opened(finding([DECIDED])).invoke("?");
    expect(document?.metadata).not.toHaveProperty("source");
  });

  it("stands in a chain, and lets a failed search fail it", async () => {
    const join = RunnableLambda.from((documents: DocumentInterface[]) =>
      documents.map(({ pageContent }) => pageContent).join("; "),
    );
    await expect(
      opened(finding([DEATH]))
        .pipe(join)
        .invoke("khai tử"),
    ).resolves.toBe("Đăng ký khai tử");
    const broken: Retriever = { search: () => Promise.reject(new Error("no index")) };
    await expect(opened(broken).pipe(join).invoke("khai tử")).rejects.toThrow("no index");
  });
});

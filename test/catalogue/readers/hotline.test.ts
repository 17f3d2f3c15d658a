import fc from "fast-check";
import { askWith, matchQuestionLog } from "../../../src/catalogue/readers/hotline/match-question-log.ts";
import { readQuestionLog } from "../../../src/catalogue/readers/hotline/read-question-log.ts";
import type { Answerer, Outcome } from "../../../src/core/answering.ts";
import type { ChannelLimits } from "../../../src/core/channel.ts";
import { csv, workbook } from "./workbook.ts";

const HEADER = ["STT", "Ngày hỏi", "Nội dung câu hỏi", "Nội dung trả lời", "Cán bộ trả lời", "Lĩnh vực"];

describe("question log", () => {
  it("is read whatever its columns are called, with where each question stands", async () => {
    const file = await workbook(
      {
        "Tháng 3": {
          rows: [
            ["SỔ THEO DÕI CÂU HỎI"],
            HEADER,
            [
              1,
              new Date(Date.UTC(2026, 2, 5)),
              "Khai sinh cần giấy gì?",
              "Cần tờ khai.",
              "Trần Văn Mẫu",
              "Hộ tịch",
            ],
          ],
          merge: ["A1:F1"],
        },
        "Tháng 4": {
          rows: [
            ["Thời gian", "Người hỏi", "Câu hỏi", "Phản hồi"],
            ["7/4/2026 08:30", "Nguyễn Thị Ví Dụ", "Đổi bằng lái ở đâu", "Công an tỉnh"],
            ["hôm qua", "", "Làm sổ đỏ mất bao lâu", ""],
          ],
        },
      },
      "so-cau-hoi.xlsx",
    );
    const { questions, refused } = await readQuestionLog(file);
    expect(refused).toEqual([]);
    expect(questions).toEqual([
      {
        question: "Khai sinh cần giấy gì?",
        answer: "Cần tờ khai.",
        field: "Hộ tịch",
        date: "2026-03-05",
        places: ["trang tính Tháng 3, dòng 3"],
        masked: [],
      },
      {
        question: "Đổi bằng lái ở đâu",
        answer: "Công an tỉnh",
        field: undefined,
        date: "2026-04-07",
        places: ["trang tính Tháng 4, dòng 2"],
        masked: [],
      },
      {
        question: "Làm sổ đỏ mất bao lâu",
        answer: undefined,
        field: undefined,
        date: undefined,
        places: ["trang tính Tháng 4, dòng 3"],
        masked: [],
      },
    ]);
  });

  it("keeps a question asked again once, with every place, the first day and the first answer", async () => {
    const { questions } = await readQuestionLog(
      csv(
        [
          "Ngày,Câu hỏi,Trả lời",
          "09/03/2026,Khai sinh cần giấy gì?,",
          "05/03/2026,KHAI SINH CAN GIAY GI,Cần tờ khai",
          "10/03/2026,Khai tử cần giấy gì,",
        ].join("\n"),
      ),
    );
    expect(questions).toMatchObject([
      {
        question: "Khai sinh cần giấy gì?",
        answer: "Cần tờ khai",
        date: "2026-03-05",
        places: ["dòng 2", "dòng 3"],
      },
      { question: "Khai tử cần giấy gì", places: ["dòng 4"] },
    ]);
  });

  it("gives no number and no name of a person", async () => {
    const log = await readQuestionLog(
      csv(
        [
          "Câu hỏi,Trả lời,Cán bộ,Họ tên công dân",
          '"Em là Nguyễn Thị Ví Dụ, cccd 001099000001, đt 0901234567, hỏi khai sinh","Chị TRẦN  VĂN MẪU hướng dẫn",đ/c Trần Văn Mẫu,Nguyễn Thị Ví Dụ',
          "Hoà hỏi thủ tục hoà giải,,Hoà,",
        ].join("\n"),
      ),
    );
    expect(log.questions).toMatchObject([
      {
        question: "Em là [•••], cccd [•••], đt [•••], hỏi khai sinh",
        answer: "Chị [•••] hướng dẫn",
        masked: ["id_card", "phone"],
      },
      // A given name alone is an ordinary word as well; the column itself is not given.
      { question: "Hoà hỏi thủ tục hoà giải" },
    ]);
    expect(JSON.stringify(log)).not.toMatch(/Mẫu|Ví Dụ|0901234567|001099000001/i);
  });

  it("refuses rows without a question and files without the column, and reads the rest", async () => {
    const { questions, refused } = await readQuestionLog(
      csv("Ngày,Câu hỏi\n1/3/2026,---\n2/3/2026,Làm hộ chiếu ở đâu"),
    );
    expect(questions.map(({ question }) => question)).toEqual(["Làm hộ chiếu ở đâu"]);
    expect(refused).toEqual([
      { file: "danh-muc.csv", place: "dòng 2", code: undefined, reason: "Dòng không có câu hỏi." },
    ]);
    for (const file of [csv("a,b\n1,2"), csv(""), { name: "a.xlsx", bytes: new Uint8Array([1, 2]) }]) {
      expect(await readQuestionLog(file)).toMatchObject({ questions: [], refused: [{ place: "cả tệp" }] });
    }
  });

  it("of any text never makes it throw, and never counts a row twice", async () => {
    const cell = fc.oneof(fc.string(), fc.constantFrom("Câu hỏi", "Cán bộ", "Khai sinh ở đâu", "An (B"));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { maxLength: 8 }),
        async (rows) => {
          const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`;
          const file = csv(["Câu hỏi,Cán bộ", ...rows.map((row) => row.map(quote).join(","))].join("\n"));
          const { questions, refused } = await readQuestionLog(file);
          const places = [...questions.flatMap((one) => one.places), ...refused.map((one) => one.place)];
          expect(new Set(places).size).toBe(places.length);
        },
      ),
    );
  });
});

describe("report on a question log", () => {
  const log = async (): Promise<Awaited<ReturnType<typeof readQuestionLog>>["questions"]> =>
    (
      await readQuestionLog(
        csv(
          [
            "Câu hỏi",
            "Khai sinh cần gì;",
            "khai sinh cần gì;",
            "Giấy phép nuôi hổ;",
            "Xin bay flycam;",
            "xin bay FLYCAM;",
            "Đất đai;",
            "Làm hỏng máy;",
          ]
            .map((line, index) => (index === 0 ? "Câu hỏi;Cán bộ" : line))
            .join("\n"),
        ),
      )
    ).questions;
  const ask = (question: string): Promise<Outcome> => {
    if (question.startsWith("Khai sinh")) {
      return Promise.resolve({
        kind: "answered",
        procedure: "1.001193",
        facet: "documents",
        sources: ["nguồn"],
      });
    }
    if (question === "Đất đai")
      return Promise.resolve({ kind: "asks_back", choices: ["1.012783", "1.013831"] });
    if (question === "Làm hỏng máy") return Promise.reject(new Error("máy hỏng"));
    return Promise.resolve({ kind: "no_procedure_found" });
  };

  it("says which share would be answered, asked back and not found, every asking counted", async () => {
    const report = await matchQuestionLog(await log(), ask);
    expect(report).toMatchObject({
      times: 7,
      questions: 5,
      outcomes: {
        answered: { times: 2, questions: 1, share: 2 / 7 },
        asks_back: { times: 1, questions: 1, share: 1 / 7 },
        no_procedure_found: { times: 3, questions: 2, share: 3 / 7 },
      },
      failed: [{ place: "dòng 8", why: "máy hỏng" }],
    });
  });

  it("names the missing ones, the most frequent first, as many as wanted", async () => {
    const missing = [
      { question: "Xin bay flycam", times: 2, places: ["dòng 5", "dòng 6"] },
      { question: "Giấy phép nuôi hổ", times: 1, places: ["dòng 4"] },
    ];
    expect((await matchQuestionLog(await log(), ask)).missing).toEqual(missing);
    expect((await matchQuestionLog(await log(), ask, 1)).missing).toEqual(missing.slice(0, 1));
    expect(await matchQuestionLog([], ask)).toEqual({
      times: 0,
      questions: 0,
      outcomes: {},
      missing: [],
      failed: [],
    });
  });

  it("asks the answer pipeline each question alone, in a fresh conversation", async () => {
    const asked: unknown[] = [];
    const limits = { marker: "limits" } as unknown as ChannelLimits;
    const answerer: Answerer = {
      group: () => Promise.reject(new Error("one question needs no grouping")),
      isCourtesy: () => false,
      think: (question) => {
        asked.push(question);
        return Promise.resolve({
          outcome: { kind: "small_talk", about: "chào" },
          reply: undefined,
          memory: {},
          evidence: {
            question: "",
            masked: [],
            facet: undefined,
            recognised: undefined,
            followUp: false,
            retrieved: undefined,
            because: "",
            tookMs: {},
          },
        });
      },
    };
    expect(await askWith(answerer, limits)("Chào")).toEqual({ kind: "small_talk", about: "chào" });
    expect(asked).toEqual([{ messages: [{ text: "Chào", attachments: [] }], memory: {}, limits }]);
  });
});

import type { Outcome, Thought } from "../../src/core/answering.ts";
import { answererOver, said, shippedProcedures, talk, zaloLimits } from "./shipped-answerer.ts";

const answerer = answererOver(shippedProcedures());
const short = (outcome: Outcome | undefined): string =>
  outcome?.kind === "answered" ? `${outcome.procedure} ${outcome.facet}` : (outcome?.kind ?? "none");
const outcomes = async (...texts: readonly string[]): Promise<readonly string[]> =>
  (await talk(answerer, ...texts)).map((thought: Thought) => short(thought.outcome));

describe("follow-ups", () => {
  it("ask for another facet of the same procedure, with tones, without, and in teencode", async () => {
    expect(
      await outcomes(
        "đăng ký kết hôn cần giấy tờ gì",
        "thế lệ phí bao nhiêu",
        "the mat bao lau",
        "nop onl dc ko",
        "nộp ở đâu ạ",
      ),
    ).toEqual(["1.000894 documents", "1.000894 fee", "1.000894 time", "1.000894 how", "1.000894 where"]);
  });

  it("carry the facet to another procedure", async () => {
    expect(await outcomes("đăng ký kết hôn lệ phí bao nhiêu", "còn đăng ký khai sinh thì sao")).toEqual([
      "1.000894 fee",
      "1.001193 fee",
    ]);
  });

  it("may name only what makes a variant special", async () => {
    expect(await outcomes("đăng ký tạm trú cần giấy tờ gì", "còn gia hạn thì sao")).toEqual([
      "1.004194 documents",
      "1.002755 documents",
    ]);
    expect(await outcomes("đăng ký kết hôn nộp ở đâu", "nếu với người nước ngoài thì sao")).toEqual([
      "1.000894 where",
      "2.000806 where",
    ]);
  });

  it("may ask in the record's own words, or of people", async () => {
    expect(await outcomes("gia hạn tạm trú mất bao lâu", "vợ tôi đi nộp thay được không")).toEqual([
      "1.002755 time",
      "1.002755 how",
    ]);
  });

  it("are not made of another topic", async () => {
    const [first, ...others] = await outcomes(
      "đăng ký tạm trú cần gì",
      "karaoke cần giấy gì",
      "phòng cháy chữa cháy cần giấy gì",
      "hộ chiếu cần gì",
    );
    expect(first).toBe("1.004194 documents");
    expect(others.at(-1)).toBe("1.001456 documents");
    for (const other of others) expect(other).not.toContain("1.004194");
  });

  it("without a procedure ask which, and remember what was asked", async () => {
    expect(await outcomes("lệ phí bao nhiêu", "đăng ký tạm trú")).toEqual(["small_talk", "1.004194 fee"]);
  });

  it("outlast small talk", async () => {
    expect(await outcomes("đăng ký tạm trú", "ok cảm ơn nha", "lệ phí bao nhiêu")).toEqual([
      "1.004194 overview",
      "small_talk",
      "1.004194 fee",
    ]);
  });
});

describe("what a person settled", () => {
  const settled = "Đã hướng dẫn gia hạn tạm trú, hẹn nộp thứ Hai";

  it("stays in memory whatever the turn ends in, and is never said by the bot", async () => {
    const texts = [
      "chào ad",
      "đăng ký kết hôn cần giấy tờ gì",
      "làm căn cước ở đâu",
      "số 1",
      "vợ em mới sinh",
      "lệ phí bao nhiêu",
      "xin phép nổ mìn phá đá",
      "mai trời có mưa không vậy",
      "hồ sơ của tôi làm đến đâu rồi",
      "nhà em đang cháy",
      "#mc:ask:1.004194:fee:0",
      "#mc:ask:9.999999:fee:0",
      "#mc:bot",
      "👍",
      "001099012345",
      "cho gặp cán bộ",
    ];
    const ended = new Set<string>();
    let memory: Thought["memory"] = { settled };
    for (const text of texts) {
      const thought = await answerer.think({ messages: [said(text)], memory, limits: zaloLimits });
      memory = thought.memory;
      ended.add(thought.outcome.kind);
      expect([text, memory.settled]).toEqual([text, settled]);
      expect(thought.reply?.text ?? "").not.toContain(settled);
    }
    expect(ended.size).toBe(8);
  });

  it("is not made up where nothing was", async () => {
    for (const { memory } of await talk(answerer, "đăng ký tạm trú", "lệ phí bao nhiêu"))
      expect(memory).not.toHaveProperty("settled");
  });

  it("may leave the procedure it was about, which questions then go on from", async () => {
    const memory = { settled, procedure: "1.002755" };
    for (const [text, facet] of [
      ["thế lệ phí bao nhiêu", "fee"],
      ["the mat bao lau", "time"],
      ["nộp ở đâu ạ", "where"],
    ] as const) {
      const thought = await answerer.think({ messages: [said(text)], memory, limits: zaloLimits });
      expect(thought.outcome).toMatchObject({ kind: "answered", procedure: "1.002755", facet });
      expect(thought.memory).toEqual({ settled, procedure: "1.002755", facet });
      expect(thought.evidence.followUp).toBe(true);
    }
  });
});

describe("choices", () => {
  const offer = async (): Promise<Thought> => {
    const [thought] = await talk(answerer, "làm căn cước ở đâu");
    if (thought === undefined) throw new Error("no thought");
    return thought;
  };
  const reply = async (memory: Thought["memory"], text: string): Promise<string> =>
    short((await answerer.think({ messages: [said(text)], memory, limits: zaloLimits })).outcome);

  it("are offered as numbered lines and as buttons, with a person", async () => {
    const { outcome, reply: offered, memory } = await offer();
    if (outcome.kind !== "asks_back") throw new Error(outcome.kind);
    expect(outcome.choices.length).toBeGreaterThanOrEqual(2);
    expect(outcome.choices.length).toBeLessThanOrEqual(4);
    expect(memory.offered).toEqual(outcome.choices);
    expect(offered?.text).toMatch(/\n1\. .+\n2\. /);
    expect(offered?.buttons).toHaveLength(outcome.choices.length + 1);
    expect(offered?.buttons.at(-1)?.title).toBe("Gặp cán bộ");
  });

  it("are taken by number, by place and by words, with the facet asked before", async () => {
    const { memory } = await offer();
    const [first, second] = memory.offered ?? [];
    const last = memory.offered?.at(-1);
    for (const text of ["1", "số 1", "cái đầu tiên", "so 1 nha", "thứ nhất"])
      expect(await reply(memory, text)).toBe(`${first} where`);
    expect(await reply(memory, "cái thứ 2")).toBe(`${second} where`);
    expect(await reply(memory, "cái cuối cùng")).toBe(`${last} where`);
    expect(await reply(memory, "loại cho trẻ dưới 14 tuổi")).toBe("1.014062 where");
    expect(await reply(memory, "số 1 ở công an tỉnh")).toMatch(/where$/);
    expect(await reply(memory, "loại cho trẻ dưới 14 tuổi, ở cấp tỉnh")).toBe("1.012549 where");
    expect(await reply(memory, "số 2, lệ phí bao nhiêu")).toBe(`${second} fee`);
  });

  it("are not taken by a number that is not there or by a new question", async () => {
    const { memory } = await offer();
    expect(await reply(memory, "số 9")).not.toMatch(/where$/);
    expect(await reply(memory, "đăng ký kết hôn cần gì")).toBe("1.000894 documents");
  });

  it("stay open when only another facet is asked", async () => {
    const { memory } = await offer();
    const thought = await answerer.think({
      messages: [said("lệ phí bao nhiêu")],
      memory,
      limits: zaloLimits,
    });
    expect(thought.outcome).toEqual({ kind: "asks_back", choices: memory.offered });
    expect(thought.memory.facet).toBe("fee");
  });

  it("may be denied", async () => {
    const memory = { offered: ["1.000894", "2.000806"] };
    expect(await reply(memory, "có yếu tố nước ngoài")).toBe("2.000806 overview");
    expect(await reply(memory, "không có yếu tố nước ngoài")).toBe("1.000894 overview");
  });
});

describe("more than one facet", () => {
  it("is answered together when it fits", async () => {
    const [thought] = await talk(answerer, "cấp lại căn cước mất bao lâu, lệ phí bao nhiêu");
    expect(thought?.outcome).toMatchObject({ kind: "answered", procedure: "1.014064", facet: "time" });
    expect(thought?.reply?.text).toContain("07 ngày làm việc");
    expect(thought?.reply?.text).toContain("70.000 đồng/thẻ");
  });

  it("is one question and a button for the rest when it does not", async () => {
    const limits = { textLength: 640, buttons: 3, buttonTitleLength: 20 };
    const thought = await answerer.think({
      messages: [said("đăng ký thường trú cần giấy tờ gì, lệ phí bao nhiêu")],
      memory: {},
      limits,
    });
    expect(thought.outcome).toMatchObject({ kind: "answered", facet: "documents" });
    expect(thought.reply?.buttons.map((button) => button.title)).toEqual([
      "Xem thêm",
      "Lệ phí",
      "Gặp cán bộ",
    ]);
  });
});

describe("grouping a burst", () => {
  const groups = async (...texts: readonly string[]): Promise<readonly string[]> =>
    (await answerer.group(texts.map(said))).map((group) => group.map((one) => one.text).join(" | "));

  it.each<[string, string[]]>([
    [
      "chào ad | cho mình hỏi | đăng ký kết hôn cần giấy gì",
      ["chào ad | cho mình hỏi | đăng ký kết hôn cần giấy gì"],
    ],
    ["đăng ký kết hôn | cần giấy gì", ["đăng ký kết hôn | cần giấy gì"]],
    ["đăng ký kết hôn | với người nước ngoài", ["đăng ký kết hôn | với người nước ngoài"]],
    ["đổi tên | trong giấy khai sinh | cần gì", ["đổi tên | trong giấy khai sinh | cần gì"]],
    ["đăng ký kết hôn cần gì | lệ phí bao nhiêu", ["đăng ký kết hôn cần gì | lệ phí bao nhiêu"]],
    ["đăng ký kết hôn cần gì | đăng ký tạm trú ở đâu", ["đăng ký kết hôn cần gì", "đăng ký tạm trú ở đâu"]],
    [
      "đăng ký kết hôn cần giấy gì | đăng ký kết hôn mất bao lâu",
      ["đăng ký kết hôn cần giấy gì", "đăng ký kết hôn mất bao lâu"],
    ],
    [
      "đăng ký kết hôn | cần giấy gì | lệ phí bao nhiêu | đăng ký tạm trú mất bao lâu | cảm ơn",
      ["đăng ký kết hôn | cần giấy gì | lệ phí bao nhiêu", "đăng ký tạm trú mất bao lâu | cảm ơn"],
    ],
    [
      "đăng ký khai sinh ở đâu | chào ad | gia hạn tạm trú cần gì",
      ["đăng ký khai sinh ở đâu", "chào ad | gia hạn tạm trú cần gì"],
    ],
    ["alo | ad ơi", ["alo | ad ơi"]],
    ["#mc:ask:1.004194:fee:0 | đăng ký kết hôn cần gì", ["#mc:ask:1.004194:fee:0", "đăng ký kết hôn cần gì"]],
    ["chào ad | #mc:person | #mc:bot", ["chào ad", "#mc:person", "#mc:bot"]],
  ])("%s", async (burst, expected) => {
    expect(await groups(...burst.split(" | "))).toEqual(expected);
  });

  it("keeps every message once and in order", async () => {
    const pool = [
      "chào ad",
      "cần giấy gì",
      "đăng ký kết hôn",
      "đăng ký tạm trú ở đâu",
      "#mc:person",
      "cảm ơn",
      "với người nước ngoài",
      "",
    ];
    for (let shift = 0; shift < pool.length; shift++) {
      const burst = [...pool.slice(shift), ...pool.slice(0, shift)].map(said);
      expect((await answerer.group(burst)).flat()).toEqual(burst);
    }
    expect(await answerer.group([])).toEqual([]);
  });
});

it("a greeting before a question in the same burst does not end it", async () => {
  const messages = ["chào ad", "cho mình hỏi", "làm giấy khai sinh cần gì"].map(said);
  const { outcome } = await answerer.think({ messages, memory: {}, limits: zaloLimits });
  expect(short(outcome)).toBe("1.001193 documents");
});

import type { CitizenInput, Outcome } from "../../src/core/answering.ts";
import { PROTECTION_NOTICE } from "../../src/answer/hear.ts";
import { answererOver, ask, knownOf, said, shippedProcedures, talk, zaloLimits } from "./shipped-answerer.ts";

const procedures = shippedProcedures();
const answerer = answererOver(procedures);
const outcome = async (text: string): Promise<Outcome> => (await ask(answerer, text)).outcome;
const think = (...messages: readonly CitizenInput[]) =>
  answerer.think({ messages, memory: {}, limits: zaloLimits });

describe("danger", () => {
  it.each([
    ["cháy nhà rồi cứu với", "114"],
    ["chay nha roi cuu voi", "114"],
    ["nhà hàng xóm đang cháy, giấy tờ mất hết", "114"],
    ["có trộm vào nhà em", "113"],
    ["em đang bị đánh", "113"],
    ["bố em bất tỉnh rồi", "115"],
    ["em không muốn sống nữa", "115"],
    ["bé nhà bên bị đánh đập suốt", "111"],
    ["gọi cứu hỏa số mấy", "114"],
  ])("%s points to %s", async (text, line) => {
    const thought = await ask(answerer, text);
    expect(thought.outcome).toEqual({ kind: "crisis_signpost", line });
    expect(thought.reply?.text).toContain(line);
    expect(thought.reply?.buttons[0]).toEqual({ kind: "phone", title: `Gọi ${line}`, phone: line });
  });

  it.each([
    "nhà cháy năm ngoái mất giấy khai sinh, giờ xin cấp lại",
    "xin thẩm duyệt phòng cháy chữa cháy cần giấy tờ gì",
    "giấy phép kinh doanh bị cháy mất",
    "bị cướp mất căn cước, làm lại ở đâu",
    "người thân tự tử, giờ làm khai tử thế nào",
    "khai sinh cho trẻ em bị bỏ rơi",
    "hưởng chế độ tai nạn lao động",
    "đất có bị đánh thuế không",
  ])("%s is no danger now", async (text) => {
    expect((await outcome(text)).kind).not.toBe("crisis_signpost");
  });

  it("is seen in one message of several, and with a picture", async () => {
    const thought = await think(said("cho em hỏi đăng ký kết hôn cần giấy tờ gì"), {
      text: "nhà em đang cháy",
      attachments: ["image"],
    });
    expect(thought.outcome).toEqual({ kind: "crisis_signpost", line: "114" });
  });
});

describe("to a person", () => {
  it.each([
    "cho gặp cán bộ",
    "cho em gap can bo",
    "mình muốn nói chuyện với người thật",
    "gọi lại cho tôi nhé",
  ])("%s asks for one", async (text) => {
    expect(await outcome(text)).toEqual({ kind: "to_operator", reason: "person_wanted" });
  });

  it.each([
    "đăng ký kết hôn thì gặp cán bộ nào",
    "nhân viên y tế có cần chứng chỉ không",
    "gặp ai để nộp hồ sơ tạm trú",
  ])("%s does not", async (text) => {
    expect((await outcome(text)).kind).not.toBe("to_operator");
  });

  it.each([
    "tôi muốn phản ánh thái độ cán bộ một cửa",
    "hồ sơ trễ hẹn 2 tuần rồi",
    "can bo hach dich qua",
    "em muốn khiếu nại việc thu tiền sai",
  ])("%s complains", async (text) => {
    expect(await outcome(text)).toEqual({ kind: "to_operator", reason: "complaint" });
  });

  it.each([
    "thủ tục khiếu nại lần đầu cần gì",
    "đơn khiếu nại nộp ở đâu",
    "khai sinh cho con trễ hạn có sao không",
  ])("%s asks, and complains of nothing", async (text) => {
    expect((await outcome(text)).kind).not.toBe("to_operator");
  });

  it("what was sent with a message needs eyes, a sticker does not", async () => {
    const seen = await think({ text: "giấy này nộp ở đâu", attachments: ["image"] });
    expect(seen.outcome).toEqual({ kind: "to_operator", reason: "attachment_needs_eyes" });
    const played = await think({ text: "đăng ký kết hôn cần giấy tờ gì", attachments: ["sticker"] });
    expect(played.outcome.kind).toBe("answered");
  });
});

describe("nothing to answer", () => {
  it("a sticker alone, an emoji alone and an empty text are passed over", async () => {
    expect((await think({ text: "", attachments: ["sticker"] })).outcome).toEqual({
      kind: "ignored",
      why: "sticker",
    });
    expect((await think(said("👍"))).outcome).toEqual({ kind: "ignored", why: "no_words" });
    expect((await think(said("\u200B "))).outcome).toEqual({ kind: "ignored", why: "empty" });
    expect((await think(said("👍"))).reply).toBeUndefined();
  });

  it.each([
    ["chào ad", "greeting"],
    ["alo", "greeting"],
    ["Dạ em chào anh chị ạ", "greeting"],
    ["cho mình hỏi với ạ", "opening"],
    ["???", "opening"],
    ["tks ad nhiều nha", "thanks"],
    ["cam on ban nhieu", "thanks"],
    ["ok", "acknowledged"],
    ["tạm biệt", "bye"],
    ["bạn là ai vậy", "who"],
  ])("%s is small talk", async (text, about) => {
    const thought = await ask(answerer, text);
    expect(thought.outcome).toEqual({ kind: "small_talk", about });
    expect(thought.reply?.text).not.toBe("");
  });

  it("a greeting before a question is none", async () => {
    expect((await outcome("chào ad, đăng ký tạm trú cần giấy tờ gì, cảm ơn")).kind).toBe("answered");
  });
});

describe("dossiers", () => {
  it("their state is not read, and where to look is said", async () => {
    const thought = await ask(answerer, "hồ sơ H44.12.34-240101-0001 của em xong chưa");
    expect(thought.outcome).toEqual({ kind: "status_of_dossier", dossier: "H44.12.34-240101-0001" });
    expect(thought.reply?.text).toContain("không xem được tình trạng hồ sơ");
    expect(thought.reply?.text).toContain("https://dichvucong.example");
    expect((await outcome("hồ sơ của tôi làm đến đâu rồi")).kind).toBe("status_of_dossier");
  });

  it("a question about papers is no question about a dossier", async () => {
    expect((await outcome("hồ sơ đăng ký kết hôn gồm những gì")).kind).toBe("answered");
  });
});

describe("personal numbers", () => {
  it("are masked before anything is stored, and the citizen is told", async () => {
    const thought = await ask(
      answerer,
      "em tên A, cccd 001099012345, sđt 0912345678, đăng ký tạm trú cần gì",
    );
    expect(thought.outcome).toMatchObject({ kind: "answered", procedure: "1.004194", facet: "documents" });
    expect(JSON.stringify(thought)).not.toMatch(/001099012345|0912345678/);
    expect(thought.evidence.masked).toEqual(["id_card", "phone"]);
    expect(thought.reply?.text.startsWith(PROTECTION_NOTICE)).toBe(true);
    expect(thought.reply?.text.length).toBeLessThanOrEqual(zaloLimits.textLength);
  });

  it("alone are answered with the notice and a question", async () => {
    const thought = await ask(answerer, "001099012345");
    expect(thought.outcome).toEqual({ kind: "small_talk", about: "personal_data" });
    expect(thought.reply?.text.startsWith(PROTECTION_NOTICE)).toBe(true);
  });

  it("are not seen in codes, and then no notice is given", async () => {
    const thought = await ask(answerer, "thủ tục 1.004194 mất bao lâu");
    expect(thought.outcome).toMatchObject({ kind: "answered", procedure: "1.004194", facet: "time" });
    expect(thought.reply?.text).not.toContain(PROTECTION_NOTICE);
  });
});

describe("buttons that come back", () => {
  it("answer what they say, as payload and, as on Zalo, as text", async () => {
    for (const message of [
      { text: "Lệ phí", payload: "#mc:ask:1.004194:fee:0", attachments: [] },
      said("#mc:ask:1.004194:fee:0"),
    ])
      expect((await think(message)).outcome).toMatchObject({
        kind: "answered",
        procedure: "1.004194",
        facet: "fee",
      });
  });

  it("of a procedure no longer in force find nothing", async () => {
    const thought = await think(said("#mc:ask:9.999999:fee:0"));
    expect(thought.outcome).toEqual({ kind: "no_procedure_found" });
    expect(thought.reply?.buttons.map((button) => button.title)).toContain("Gặp cán bộ");
  });

  it("call a person, and the bot back", async () => {
    expect((await think(said("#mc:person"))).outcome).toEqual({
      kind: "to_operator",
      reason: "person_wanted",
    });
    expect((await think(said("#mc:bot"))).outcome).toEqual({ kind: "small_talk", about: "back_to_bot" });
    expect((await think(said("#mc:nonsense"))).outcome.kind).not.toBe("to_operator");
  });
});

describe("what is not found", () => {
  it("is said, and the second time in a row a person is offered more strongly", async () => {
    const [first, second, third] = await talk(
      answerer,
      "vé máy bay đi Huế bao nhiêu",
      "mai trời có mưa không vậy",
      "đăng ký kết hôn",
    );
    expect(first?.outcome.kind).toBe("no_procedure_found");
    expect(second?.memory.misses).toBe(2);
    expect(second?.reply?.text).not.toBe(first?.reply?.text);
    expect(second?.reply?.buttons.map((button) => button.kind)).toContain("phone");
    expect(third?.outcome.kind).toBe("answered");
    expect(third?.memory.misses).toBeUndefined();
  });
});

describe("what is found", () => {
  it("names the procedure, its code, level, office, source and date, and what can be asked next", async () => {
    const thought = await ask(answerer, "đăng ký tạm trú lệ phí bao nhiêu");
    const procedure = procedures.find((one) => one.code === "1.004194");
    expect(thought.outcome).toEqual({
      kind: "answered",
      procedure: "1.004194",
      facet: "fee",
      sources: [procedure?.source.decision, procedure?.source.url],
    });
    for (const fact of [
      "Đăng ký tạm trú",
      "1.004194",
      "Cấp xã",
      knownOf(procedure?.agencies ?? [])[0]?.reception,
      procedure?.source.url,
      procedure?.source.date.split("-").reverse().join("/"),
    ])
      expect(thought.reply?.text).toContain(fact);
    expect(thought.reply?.buttons.at(-1)?.title).toBe("Gặp cán bộ");
    expect(thought.reply?.buttons).toHaveLength(5);
  });

  it("is explained: scores, what was rejected, why, and how long each step took", async () => {
    const { evidence } = await ask(answerer, "đăng ký tạm trú lệ phí bao nhiêu");
    expect(evidence.retrieved?.kept[0]?.code).toBe("1.004194");
    expect(evidence.retrieved?.kept[0]?.passages).toContain("name");
    expect(evidence.retrieved?.kept[0]?.scores).toMatchObject({ officialPrecision: 1 });
    expect(evidence.because).not.toBe("");
    expect(Object.keys(evidence.tookMs)).toEqual(expect.arrayContaining(["hear", "danger", "find", "total"]));
  });
});

import type { CitizenInput, Outcome } from "../../src/core/answering.ts";
import { PROTECTION_NOTICE } from "../../src/answer/hear.ts";
import {
  answererOver,
  ask,
  centre,
  knownOf,
  said,
  shippedProcedures,
  talk,
  zaloLimits,
} from "./shipped-answerer.ts";

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

  it("is told what happens, and nothing of when", async () => {
    for (const text of ["cho gặp cán bộ", "can bo hach dich qua", "tôi tố cáo ông trưởng thôn"]) {
      const { outcome, reply } = await ask(answerer, text);
      expect(outcome.kind).toBe("to_operator");
      expect(reply?.text).toContain(`được chuyển tới cán bộ của ${centre.name}.`);
      expect(reply?.text).toContain(`Cần gấp, anh/chị gọi ${centre.hotline}.`);
      expect(reply?.text).not.toMatch(/sẽ trả lời|giờ làm việc|ngay|sớm/);
      expect(reply?.buttons.map((button) => button.title)).toEqual(["Gọi tổng đài", "Hỏi tiếp trợ lý"]);
    }
    const without = answererOver(procedures, { ...centre, hotline: undefined });
    const { reply } = await ask(without, "cho gặp cán bộ");
    expect(reply?.text).not.toContain("Cần gấp");
    expect(reply?.buttons.map((button) => button.title)).toEqual(["Hỏi tiếp trợ lý"]);
  });

  it("a picture is warned of, and said to be not kept only where it is not: by the words with it", async () => {
    const sent = async (text: string, kind: string): Promise<string> =>
      (await think({ text, attachments: [kind] })).reply?.text ?? "";
    expect(await sent("giấy này nộp ở đâu", "image")).toMatch(
      /không gửi ảnh giấy tờ tùy thân \(.*\) qua đây\.$/,
    );
    expect(await sent("ảnh cccd của em đây", "image")).toMatch(/qua đây; trung tâm không lưu ảnh này\.$/);
    expect(await sent("hộ chiếu của em đây", "file")).toContain("không lưu ảnh này");
    expect(await sent("đơn của em đây", "file")).not.toContain("giấy tờ tùy thân");
    const apart = await think({ text: "", attachments: ["image"] }, said("dạ cccd của em"));
    expect(apart.reply?.text).toMatch(/giấy khai sinh…\) qua đây\.$/);
    const keeping = answererOver(procedures, centre, [], true);
    const kept = await keeping.think({
      messages: [{ text: "ảnh cccd của em đây", attachments: ["image"] }],
      memory: {},
      limits: zaloLimits,
    });
    expect(kept.reply?.text).toMatch(/giấy khai sinh…\) qua đây\.$/);
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

  it("to leave a number call a person; to agree or refuse, when nobody asks any more, ask for a question", async () => {
    const left = await think(said("#mc:callback"));
    expect(left.outcome).toEqual({ kind: "to_operator", reason: "person_wanted" });
    expect(left.evidence.because).toBe("Bấm nút để lại số");
    for (const payload of ["#mc:callback_yes", "#mc:callback_no"]) {
      const memory = { procedure: "1.004194", misses: 1 };
      const stale = await answerer.think({ messages: [said(payload)], memory, limits: zaloLimits });
      expect(stale.outcome).toEqual({ kind: "small_talk", about: "stale_button" });
      expect(stale.reply?.text).toContain("không còn hiệu lực");
      expect(stale.memory).toEqual(memory);
    }
  });
});

describe("what is not found", () => {
  /** In scope, and in no record. */
  const MISSED = "xin phép nổ mìn phá đá";

  it("is said once, and the second time in a row a person is asked", async () => {
    const [first, second] = await talk(answerer, MISSED, MISSED);
    expect(first?.outcome).toEqual({ kind: "no_procedure_found" });
    expect(first?.memory).toEqual({ misses: 1 });
    expect(first?.reply?.buttons.map((button) => button.title)).toEqual(["Gặp cán bộ"]);
    expect(second?.outcome).toEqual({ kind: "to_operator", reason: "failed_twice" });
    expect(second?.memory.misses).toBeUndefined();
    expect(second?.reply?.text).toMatch(/hai lần chưa tìm thấy .* chuyển tới cán bộ/);
    expect(second?.reply?.buttons.map((button) => button.title)).toEqual(["Gọi tổng đài", "Hỏi tiếp trợ lý"]);
    expect(second?.evidence.because).toContain("2 lần liên tiếp");
  });

  it.each([
    ["an answer", "đăng ký kết hôn"],
    ["a question back", "làm căn cước ở đâu"],
    ["a life event", "vợ em mới sinh"],
    ["where to look for a dossier", "hồ sơ của tôi làm đến đâu rồi"],
  ])("%s between breaks the row", async (_, between) => {
    const outcomes = (await talk(answerer, MISSED, between, MISSED)).map(({ outcome }) => outcome.kind);
    expect(outcomes[1]).not.toBe("no_procedure_found");
    expect(outcomes[2]).toBe("no_procedure_found");
  });

  it.each([
    ["small talk", "dạ vâng ạ"],
    ["a bare facet", "lệ phí bao nhiêu"],
    ["what is out of scope", "mai trời có mưa không vậy"],
  ])("%s between breaks none", async (_, between) => {
    const [, , third] = await talk(answerer, MISSED, between, MISSED);
    expect(third?.outcome).toEqual({ kind: "to_operator", reason: "failed_twice" });
  });

  it("what is surely out of scope is told as often as it is asked, and counts for nothing", async () => {
    const thoughts = await talk(
      answerer,
      "vé máy bay đi Huế bao nhiêu",
      "mai trời có mưa không vậy",
      "giá vàng hôm nay bao nhiêu",
    );
    for (const { outcome, memory } of thoughts) {
      expect(outcome).toEqual({ kind: "no_procedure_found" });
      expect(memory.misses).toBeUndefined();
    }
  });

  it("a button of a procedure that is gone is no miss", async () => {
    const [, tapped, asked] = await talk(answerer, MISSED, "#mc:ask:9.999999:fee:0", MISSED);
    expect(tapped?.outcome).toEqual({ kind: "no_procedure_found" });
    expect(asked?.outcome).toEqual({ kind: "no_procedure_found" });
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

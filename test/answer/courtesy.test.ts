import type { CitizenInput } from "../../src/core/answering.ts";
import { answererOver, said, shippedProcedures } from "./shipped-answerer.ts";

const answerer = answererOver(shippedProcedures());
const sent = (kind: string, text = ""): CitizenInput => ({ text, attachments: [kind] });

describe("a courtesy, to which a person owes no answer", () => {
  it.each([
    "dạ em cảm ơn",
    "da cam on chi",
    "ok ạ",
    "vâng",
    "uh",
    "tks ad",
    "dạ em hiểu rồi ạ",
    "dạ vâng ạ em cảm ơn cán bộ",
    "cảm ơn anh đã trả lời",
    "em nhận được rồi ạ, cảm ơn anh",
    "vậy là em yên tâm rồi, cảm ơn anh",
    "chào chị, em cảm ơn nhiều",
    "tạm biệt",
    "👍",
    "🙏🏻 ❤️",
  ])("%s", (text) => {
    expect(answerer.isCourtesy([said(text)])).toBe(true);
  });

  it("a sticker, alone or with thanks", () => {
    expect(answerer.isCourtesy([sent("sticker")])).toBe(true);
    expect(answerer.isCourtesy([said("cảm ơn ạ"), sent("sticker")])).toBe(true);
  });

  it.each([
    "ok vậy em cần nộp ở đâu",
    "ok vậy mấy giờ làm việc",
    "vâng thế còn lệ phí",
    "dạ không ạ",
    "dạ chưa ạ",
    "ok?",
    "???",
    "alo",
    "alo ạ, em cảm ơn",
    "dạ em chào anh",
    "cho em hỏi với, cảm ơn",
    "trả lời giúp em nhé cảm ơn",
    "ok anh gọi lại cho em nhé",
    "cảm ơn, nhưng em vẫn chưa hiểu",
    "cảm ơn anh, em còn thiếu giấy xác nhận",
    "dạ có 2 người ạ",
    "dạ em làm mất rồi",
    "số của em 0912345678, cảm ơn",
    "làm ăn kiểu gì vậy",
    "😡",
    "❓",
    "#mc:person",
    "",
  ])("%j is none", (text) => {
    expect(answerer.isCourtesy([said(text)])).toBe(false);
  });

  it("is none with anything else in the burst, with a picture, or for no message", () => {
    expect(answerer.isCourtesy([said("ok"), said("vậy nộp ở đâu")])).toBe(false);
    expect(answerer.isCourtesy([sent("image", "cảm ơn ạ")])).toBe(false);
    expect(answerer.isCourtesy([said("cảm ơn"), { ...said("Gặp cán bộ"), payload: "#mc:person" }])).toBe(
      false,
    );
    expect(answerer.isCourtesy([])).toBe(false);
  });
});

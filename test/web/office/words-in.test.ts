import { withWords } from "../../../src/web/desk/office/words-in.ts";

const TITLES = ["Cấp lại thẻ", "Đăng ký thường trú", "Hẹn gọi lại"];
const found = (words: string) => withWords(TITLES, words, (title) => title);

describe("looking through a list", () => {
  it("finds by every word, in any order, without capitals and marks", () => {
    expect(found("lai")).toEqual(["Cấp lại thẻ", "Hẹn gọi lại"]);
    expect(found("THE cap")).toEqual(["Cấp lại thẻ"]);
    expect(found("dang ký")).toEqual(["Đăng ký thường trú"]);
  });

  it("finds all without words, and none where one word is missing", () => {
    expect(found("  ")).toEqual(TITLES);
    expect(found("lại trú")).toEqual([]);
  });
});

import type { Facet } from "../../src/core/procedure.ts";
import { createReader } from "../../src/language/reader.ts";
import { shippedLexicon } from "./read-lexicon-files.ts";

const reader = createReader(shippedLexicon());
const facets = (text: string): readonly Facet[] => reader.read(text).facets;

describe("the facet asked for", () => {
  it.each<[string, Facet]>([
    ["cần những giấy tờ gì", "documents"],
    ["can nhung giay to gi", "documents"],
    ["cần giấy j v", "documents"],
    ["hồ sơ gồm những gì", "documents"],
    ["phải mang theo gì", "documents"],
    ["lệ phí bao nhiêu", "fee"],
    ["het bao nhieu tien", "fee"],
    ["hết bn tiền", "fee"],
    ["có mất tiền không", "fee"],
    ["có được miễn phí không", "fee"],
    ["mất bao lâu", "time"],
    ["may ngay thi co", "time"],
    ["bao giờ có kết quả", "time"],
    ["khi nào lấy được", "time"],
    ["nộp ở đâu", "where"],
    ["lam o dau", "where"],
    ["đến cơ quan nào", "where"],
    ["nhận kết quả ở đâu", "where"],
    ["làm như thế nào", "how"],
    ["nộp online dc ko", "how"],
    ["cac buoc thuc hien", "how"],
    ["cần điều kiện gì", "conditions"],
    ["bao nhiêu tuổi thì được", "conditions"],
    ["mẫu đơn tải ở đâu", "form"],
    ["xin mẫu tờ khai", "form"],
    ["làm xong nhận được giấy gì", "result"],
    ["căn cứ pháp lý là gì", "legal_basis"],
    ["theo luật nào", "legal_basis"],
  ])("%s: %s", (text, facet) => {
    expect(facets(text)[0]).toBe(facet);
  });

  it("is none when nothing is asked, and not what only looks like asking", () => {
    expect(facets("tôi muốn đăng ký kết hôn")).toEqual([]);
    expect(facets("hỗ trợ chi phí mai táng")).toEqual([]);
    expect(facets("chuyển đất sang phi nông nghiệp")).toEqual([]);
    expect(facets("xác nhận không tiền án tiền sự")).toEqual([]);
    expect(facets("đổi căn cước")).toEqual([]);
  });

  it("are all that are asked, in order, each once", () => {
    expect(facets("cần giấy tờ gì và lệ phí bao nhiêu, hết bao nhiêu tiền")).toEqual(["documents", "fee"]);
    expect(facets("mất bao lâu, nộp ở đâu")).toEqual(["time", "where"]);
  });

  it("is the particular one when a general thế nào stands beside it", () => {
    expect(facets("thủ tục như thế nào, lệ phí bao nhiêu")).toEqual(["fee"]);
    expect(reader.read("thủ tục thế nào").asksOutright).toBe(false);
    expect(reader.read("lệ phí bao nhiêu").asksOutright).toBe(true);
  });
});

describe("the roles of words", () => {
  const matter = (text: string): string => {
    const [{ words, roles }] = reader.read(text).phrasings;
    return words.tokens
      .filter((_, at) => roles[at] === "matter")
      .map((token) => token.folded)
      .join(" ");
  };
  it("tell what a question is about from asking and chatter", () => {
    expect(matter("Dạ cho em hỏi làm giấy khai sinh hết bao nhiêu tiền ạ")).toBe("giay khai sinh");
    expect(matter("thế lệ phí bao nhiêu")).toBe("");
    expect(matter("cho mình hỏi với ad ơi")).toBe("");
    expect(matter("xây được nhà nha")).toBe("xay nha");
    expect(matter("xin phep xay nha")).toBe("phep xay");
  });
});

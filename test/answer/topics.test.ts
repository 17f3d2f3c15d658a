import { fold } from "../../src/language/clean.ts";
import { createTopics, readTopics } from "../../src/answer/topics.ts";
import { tokenise } from "../../src/language/tokenise.ts";
import type { Procedure } from "../../src/core/procedure.ts";
import { answererOver, ask, said, shippedProcedures, shippedTopics, zaloLimits } from "./shipped-answerer.ts";

const shipped = shippedProcedures();
const [model] = shipped;
if (model === undefined) throw new Error("no record");
const recordNamed = (code: string, name: string): Procedure => ({
  ...model,
  code,
  name,
  shortName: name.slice(0, 60),
  aliases: [],
});
const answerer = answererOver([
  ...shipped,
  recordNamed("9.000001", "Giải quyết tố cáo tại cấp xã"),
  recordNamed("9.000002", "Giải quyết khiếu nại lần đầu tại cấp xã"),
]);
const topicOf = (id: string): string => {
  const topic = shippedTopics.find((one) => one.id === id);
  if (topic === undefined) throw new Error(`no topic ${id}`);
  return topic.name;
};

describe("what a machine never answers", () => {
  it.each([
    ["to-cao", "tôi tố cáo ông chủ tịch xã bao che người xây trái phép"],
    ["to-cao", "em muốn nộp đơn tố cáo hiệu trưởng"],
    ["khieu-nai-quyet-dinh", "tôi không đồng ý với quyết định xử phạt, họ phạt sai"],
    ["tranh-chap-dat-dai", "hàng xóm lấn sang đất nhà tôi 2 mét"],
    ["thu-hoi-boi-thuong-dat", "bị thu hồi đất mà bồi thường quá thấp"],
    ["thu-hoi-boi-thuong-dat", "nhà tôi chưa nhận được tiền đền bù"],
    ["can-bo-tieu-cuc", "cán bộ địa chính đòi 5 triệu mới chịu ký"],
    ["can-bo-tieu-cuc", "phải lót tay mới được việc"],
    ["ho-so-qua-han", "hồ sơ của tôi quá hạn 20 ngày chưa trả"],
    ["ho-so-qua-han", "hồ sơ trễ hẹn 2 tuần rồi"],
    ["lo-du-lieu-ca-nhan", "thông tin cá nhân của tôi bị lộ"],
    ["lo-du-lieu-ca-nhan", "có người dùng căn cước của tôi đi vay tiền"],
    ["khoi-kien", "tôi sẽ khởi kiện ủy ban ra tòa"],
    ["xin-mien-xu-phat", "xin miễn tiền phạt nồng độ cồn cho chồng em"],
    ["cuong-che", "nhà em sắp bị cưỡng chế tháo dỡ"],
    ["gia-mao-giay-to", "có người giả chữ ký của tôi để sang tên đất"],
    ["co-quan-lam-mat-giay-to", "cán bộ xã làm mất hồ sơ của tôi"],
    ["tranh-chap-gia-dinh", "anh em tranh giành đất ông bà để lại"],
    ["lua-dao-gia-danh", "em bị lừa mất tiền làm sổ đỏ"],
  ])("%s: %s, with tones and without", async (id, text) => {
    for (const written of [text, fold(text)]) {
      const { outcome, evidence, reply } = await ask(answerer, written);
      expect([written, outcome]).toEqual([written, { kind: "to_operator", reason: "always_human_topic" }]);
      expect(evidence.because).toBe(`Việc luôn do cán bộ trả lời: ${topicOf(id)}`);
      expect(reply?.text).toContain("cần cán bộ trực tiếp xem xét");
    }
  });

  it("is heard in one message of several, and before a wish for a person", async () => {
    const messages = ["cho em gặp cán bộ", "phường làm mất giấy tờ của nhà em"].map(said);
    const { outcome } = await answerer.think({ messages, memory: {}, limits: zaloLimits });
    expect(outcome).toEqual({ kind: "to_operator", reason: "always_human_topic" });
  });

  it("is not answered beside a question about another procedure", async () => {
    const { outcome } = await ask(answerer, "đăng ký kết hôn mà cán bộ đòi phong bì, lệ phí bao nhiêu");
    expect(outcome).toEqual({ kind: "to_operator", reason: "always_human_topic" });
  });

  it.each([
    ["9.000001", "gửi đơn tố cáo cán bộ xã thì nộp ở đâu"],
    ["9.000001", "giai quyet to cao cap xa mat bao lau"],
    ["9.000002", "khiếu nại quyết định của xã lần đầu cần giấy tờ gì"],
    ["1.012812", "hòa giải tranh chấp đất đai cần giấy tờ gì"],
    ["1.012812", "tranh chấp đất với hàng xóm thì nộp đơn hòa giải ở đâu"],
    ["1.012812", "Hòa giải tranh chấp đất đai"],
  ])("how it is brought in is a question about a procedure, %s: %s", async (code, text) => {
    const { outcome } = await ask(answerer, text);
    if (outcome.kind === "asks_back") expect(outcome.choices).toContain(code);
    else expect(outcome).toMatchObject({ kind: "answered", procedure: code });
  });

  it("goes to a person all the same when no such procedure is in the records", async () => {
    const { outcome } = await ask(answererOver(shipped), "gửi đơn tố cáo cán bộ xã thì nộp ở đâu");
    expect(outcome.kind).toBe("to_operator");
  });

  it.each([
    "doi tien rach o dau",
    "điều kiện ủy ban xã xác nhận hộ nghèo",
    "y kien uy ban xa ve viec dang ky tam tru",
    "xin xác nhận đất không có tranh chấp cần giấy tờ gì",
    "khai sinh cho con trễ hạn có sao không",
    "hồ sơ khai sinh quá hạn cần gì",
    "em làm mất giấy khai sinh, xin lại ở đâu",
    "em lam mat can cuoc",
    "chứng thực văn bản phân chia di sản thừa kế ở đâu",
    "cán bộ xã có được đăng ký hộ kinh doanh không",
  ])("%s only sounds like it", async (text) => {
    const { outcome } = await ask(answerer, text);
    expect(outcome).not.toEqual({ kind: "to_operator", reason: "always_human_topic" });
  });

  it("is what the file says, and nothing when it says nothing", async () => {
    const text = "cán bộ xã làm mất hồ sơ của tôi";
    const without = await ask(answererOver(shipped, undefined, []), text);
    expect(without.outcome).not.toEqual({ kind: "to_operator", reason: "always_human_topic" });
    const own = readTopics(
      "own.yaml",
      "- { id: cho-vay, name: Vay vốn, phrases: [vay vốn làm ăn], why: Xét từng hộ }",
    );
    const thought = await ask(answererOver(shipped, undefined, own), "em cần vay vốn làm ăn");
    expect(thought.evidence.because).toBe("Việc luôn do cán bộ trả lời: Vay vốn");
  });
});

describe("phrases of two words", () => {
  const topics = createTopics(
    [
      { id: "a", name: "A", phrases: ["đòi tiền"], why: "-" },
      { id: "b", name: "B", phrases: ["đòi tiền mới ký"], unless: ["không đòi tiền"], why: "-" },
    ],
    new Set(),
  );
  const found = (text: string): string | undefined => topics.recognise(tokenise(text))?.id;

  it("count only with their tones, for without them they mean too many things", () => {
    expect(found("họ đòi tiền tôi")).toBe("a");
    expect(found("ho doi tien toi")).toBeUndefined();
    expect(found("họ đổi tiền cho tôi")).toBeUndefined();
    expect(found("ho doi tien moi ky")).toBe("b");
  });

  it("give way to a longer phrase, and only their own topic's exceptions speak against them", () => {
    expect(found("họ đòi tiền mới ký cho")).toBe("b");
    expect(found("họ không đòi tiền mới ký cho")).toBe("a");
  });
});

describe("the file", () => {
  const entry = "id: mot, name: Một, why: Vì thế";

  it("may be empty", () => {
    for (const text of ["", "# chưa có việc nào\n", "[]"]) expect(readTopics("t.yaml", text)).toEqual([]);
  });

  it("is read as it stands", () => {
    expect(
      readTopics("t.yaml", `- { ${entry}, phrases: [tố cáo ông _ xã], unless: [tố cáo ông tơ] }`),
    ).toEqual([
      { id: "mot", name: "Một", why: "Vì thế", phrases: ["tố cáo ông _ xã"], unless: ["tố cáo ông tơ"] },
    ]);
  });

  it.each([
    ["one word", `- { ${entry}, phrases: [kiện] }`, "entry 1 (mot): phrases.0: has two words at least"],
    ["one word and a gap", `- { ${entry}, phrases: [kiện _] }`, "entry 1 (mot): phrases.0: ends with a word"],
    ["a gap first", `- { ${entry}, phrases: [_ kiện xã] }`, "entry 1 (mot): phrases.0: begins with a word"],
    ["no phrase", `- { ${entry}, phrases: [] }`, "entry 1 (mot): phrases"],
    ["no reason", "- { id: mot, name: Một, phrases: [tố cáo] }", "entry 1 (mot): why"],
    ["a field of another name", `- { ${entry}, phrases: [tố cáo], says: [x] }`, "entry 1 (mot)"],
    [
      "a faulty id",
      `- { ${entry}, phrases: [tố cáo] }\n- { ${entry.replace("mot", "Hai 2")}, phrases: [khởi kiện] }`,
      "entry 2 (Hai 2): id",
    ],
    ["no list", "mot: 1", "t.yaml"],
    [
      "an id twice",
      `- { ${entry}, phrases: [tố cáo] }\n- { ${entry}, phrases: [khởi kiện] }`,
      "mot stands twice",
    ],
    [
      "a phrase twice",
      `- { ${entry}, phrases: [tố cáo] }\n- { ${entry.replace("mot", "hai")}, phrases: [Tố cáo] }`,
      'hai: "tố cáo" is already said in mot',
    ],
    ["no YAML", "- [", "t.yaml"],
  ])("is refused with %s, by place", (_, text, place) => {
    let refused: unknown;
    try {
      readTopics("t.yaml", text);
    } catch (error) {
      refused = error;
    }
    expect(refused).toMatchObject({ code: "knowledge_invalid" });
    expect(String(refused)).toContain("t.yaml: ");
    expect(String(refused)).toContain(place);
  });

  it("as shipped says of each topic why, and in enough ways", () => {
    expect(shippedTopics.length).toBeGreaterThanOrEqual(10);
    for (const { id, phrases } of shippedTopics) expect([id, phrases.length >= 10]).toEqual([id, true]);
  });
});

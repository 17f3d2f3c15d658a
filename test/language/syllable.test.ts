import { fold } from "../../src/language/clean.ts";
import { isSyllable, toneInPlace } from "../../src/language/syllable.ts";

describe("syllables", () => {
  const words = (
    "nghiêng nghĩa nghỉ gì giếng giấy gia quốc quyền quý qua khuya khuỷu thuở khuếch huỳnh huých loắt ngoằn ngoèo yêu " +
    "yếm uy ủy ý ơi a ước ưỡn iếc yểng oang uýnh tuýp duệ bìu chiêng cửu hưu hươu rượu ngượng gìn giặt quê quen quẹt " +
    "quẩy thoại ngoài khoắng quắt xoắn ăn ấn ắt ậm óc ực bích bếch xanh lênh đứng"
  ).split(" ");

  it.each(words)("%s is one, with tones and without", (word) => {
    expect(isSyllable(word)).toBe(true);
    expect(isSyllable(fold(word))).toBe(true);
  });

  it.each(
    "lamf ks qh14 vneid tthc zalo form web sđt hồsơ khaisinh w j ngg brao straus kys giaays".split(" "),
  )("%s is none", (word) => {
    expect(isSyllable(word)).toBe(false);
  });

  it("before a stop only sắc and nặng are spoken", () => {
    expect(["cáp", "cạp", "bích", "bịch", "hết"].map(isSyllable)).toEqual([true, true, true, true, true]);
    expect(["cảp", "bìch", "hễt"].map(isSyllable)).toEqual([false, false, false]);
  });

  it("a word has one tone", () => {
    expect(isSyllable("ký")).toBe(true);
    expect(isSyllable("ký\u0300".normalize("NFC"))).toBe(false);
  });
});

describe("the place of the tone", () => {
  it.each([
    ["giâý", "giấy"],
    ["thơì", "thời"],
    ["cưả", "cửa"],
    ["hoà", "hòa"],
    ["naò", "nào"],
    // Unlike for comparing, y stays y.
    ["ký", "ký"],
    ["qúy", "quý"],
    ["vneid", "vneid"],
  ])("%s is shown as %s", (word, shown) => {
    expect(toneInPlace(word)).toBe(shown);
  });
});

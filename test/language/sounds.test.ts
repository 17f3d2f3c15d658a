import { fold } from "../../src/language/clean.ts";
import { soundKey } from "../../src/language/sounds.ts";

const keys = (pair: string): readonly string[] => pair.split(" ").map((word) => soundKey(fold(word)));

describe("words that sound alike somewhere", () => {
  it.each([
    ...["sây xây", "sổ xổ", "sinh xin"],
    ...["trâu châu", "trứng chứng", "trích chít"],
    ...["dây giây", "rấy giấy", "vợ dợ", "rồi dồi", "giếng diếng", "giết diết", "giẻ dẻ", "gì dì", "gì zì"],
    ...["lăm năm", "lý nị", "lan nang"],
    ...["kì qì", "cách kách", "phải fải", "nghe nge", "ghế gế", "lý lí"],
    ...["lan lang", "thanh thăng", "biếc biết", "khác khát", "bích bít"],
  ])("%s share a key", (pair) => {
    const [one, other] = keys(pair);
    expect(one).toBe(other);
  });

  it.each([
    ...[
      "con coong",
      "kha cha",
      "tha ta",
      "nha na",
      "nga na",
      "bố vố",
      "mẹ nẹ",
      "hai khai",
      "quê kê",
      "an am",
    ],
    ...["sinh kinh", "trú phú", "giấy giá", "khác cách"],
  ])("%s do not", (pair) => {
    const [one, other] = keys(pair);
    expect(one).not.toBe(other);
  });

  it("is a key of its own: never empty for a word", () => {
    for (const word of ["a", "gi", "ng", "vneid", "qh14"]) expect(soundKey(word)).not.toBe("");
  });
});

import { levelSpans } from "../../src/language/levels.ts";
import { tokenise } from "../../src/language/tokenise.ts";

const levelsOf = (text: string): readonly string[] => levelSpans(tokenise(text)).map((one) => one.value);

describe("the level of an office", () => {
  it.each<[string, string[]]>([
    ["làm lại căn cước ở công an tỉnh", ["province"]],
    ["lam lai can cuoc o cong an tinh", ["province"]],
    ["đổi căn cước ở phường được không", ["commune"]],
    ["lên xã làm có được không", ["commune"]],
    ["nộp hồ sơ ở tỉnh hay ở xã", ["province", "commune"]],
    ["Cấp đổi thẻ căn cước (thực hiện tại cấp tỉnh)", ["province"]],
    ["ủy ban nhân dân phường", ["commune"]],
    ["em ở tỉnh lên đây làm công nhân", []],
    ["làm ở tỉnh khác được không", []],
    ["nộp ở xã nào", []],
    ["công an huyện", []],
    ["đăng ký kết hôn", []],
  ])("%s: %j", (text, levels) => {
    expect(levelsOf(text)).toEqual(levels);
  });
});

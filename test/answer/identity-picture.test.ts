import { seemsIdentityPicture } from "../../src/answer/identity-picture.ts";

describe("a picture of an identity paper, by the words that came with it", () => {
  it.each([
    "ảnh cccd của em đây",
    "em gửi 2 mặt căn cước",
    "hình hộ chiếu",
    "dạ cccd em đây ạ",
    "gui anh cccd",
    "căn cước công dân ạ",
    "đây là giấy khai sinh của con em",
    "em gửi anh ảnh căn cước của mẹ em, giờ nộp ở đâu ạ",
    "CCCD mặt trước mặt sau",
    "hai mat can cuoc cua em",
    "chứng minh thư của ba em nè",
    "anh ho chieu day a",
    "file scan hộ chiếu của em",
    "gửi lại ảnh 2 mặt cccd",
  ])("%s", (text) => {
    expect(seemsIdentityPicture([text], ["image"])).toBe(true);
    expect(seemsIdentityPicture([text], ["file"])).toBe(true);
    // Nothing came, or nothing that shows a paper.
    expect(seemsIdentityPicture([text], [])).toBe(false);
    expect(seemsIdentityPicture([text], ["sticker", "audio", "location"])).toBe(false);
  });

  it.each([
    "làm căn cước cần ảnh gì",
    "mất căn cước làm lại ở đâu",
    "giấy này nộp ở đâu",
    "em bi mat cccd",
    "biên lai đóng phạt đây",
    "có cần gửi ảnh căn cước không",
    "ảnh làm căn cước chụp ở đâu",
    "ảnh căn cước chụp cỡ nào",
    "em gửi hồ sơ làm căn cước",
    "giấy hẹn trả căn cước của em đây",
    "tờ khai căn cước đây ạ",
    "em gửi đơn xin cấp lại hộ chiếu",
    "ảnh thẻ đây ạ",
    "",
  ])("%j is none, though a picture came", (text) => {
    expect(seemsIdentityPicture([text], ["image"])).toBe(false);
  });

  it("may be said in another message of the same burst", () => {
    expect(seemsIdentityPicture(["", "dạ em chào ad", "cccd của em đây"], ["image"])).toBe(true);
    expect(seemsIdentityPicture(["", "dạ em chào ad"], ["image"])).toBe(false);
  });
});

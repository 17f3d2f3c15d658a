import fc from "fast-check";
import type { Reply } from "../../src/core/answering.ts";
import type { ChannelLimits } from "../../src/core/channel.ts";
import { WEB_LIMITS } from "../../src/channels/web/web-channel.ts";
import { messengerLimits } from "../../src/channels/messenger/compose.ts";
import { zaloLimits } from "../../src/channels/zalo/compose.ts";
import {
  callbackAskNumber,
  callbackConsent,
  callbackDeclined,
  callbackNotANumber,
  callbackNoted,
  closedNotice,
  forwardedNotice,
  handedBackNotice,
  maskedPhone,
  phoneIn,
  requeuedNotice,
  spokenMoment,
  takenNotice,
  waitingNotice,
} from "../../src/core/handover-notices.ts";
import { readPayload } from "../../src/core/payload.ts";
import { CALENDAR } from "../support/workbench.ts";

const at = (local: string): Date => new Date(`${local}:00+07:00`);
const OPEN = at("2026-11-25T09:00");
const TOLD: Reply = {
  text: "Dạ, yêu cầu của anh/chị được chuyển tới cán bộ.",
  buttons: [
    { kind: "phone", title: "Gọi tổng đài", phone: "19000000" },
    { kind: "choice", title: "Hỏi tiếp trợ lý", payload: "#mc:bot" },
  ],
};
const channels: [string, ChannelLimits][] = [
  ["zalo", zaloLimits],
  ["messenger", messengerLimits],
  ["web", WEB_LIMITS],
  ["a channel of two short buttons", { textLength: 500, buttons: 2, buttonTitleLength: 8 }],
];
const waiting = (local: string, place = 1): Reply =>
  waitingNotice(TOLD, place, CALENDAR, at(local), zaloLimits);
const payloads = ({ buttons }: Reply) =>
  buttons.flatMap((one) => (one.kind === "choice" ? readPayload(one.payload)?.kind : []));

describe("who waits for a person", () => {
  it("is told why, when somebody reads it, and what to have ready", () => {
    const lines = waiting("2026-11-25T09:00").text.split("\n");
    expect(lines).toEqual([
      TOLD.text,
      "Cán bộ đang trong giờ làm việc; anh/chị là người tiếp theo được trả lời.",
      expect.stringContaining("mã hồ sơ"),
    ]);
    expect(lines[2]).toContain("Xin đừng gửi ảnh giấy tờ tùy thân");
  });

  it("is told how many wait before", () => {
    expect(waiting("2026-11-25T09:00", 2).text).toContain("trước anh/chị còn 1 người đang chờ");
    expect(waiting("2026-11-25T09:00", 15).text).toContain("trước anh/chị còn 14 người đang chờ");
  });

  it.each([
    ["at the first minute", "2026-11-25T07:30"],
    ["at the last", "2026-11-25T11:29"],
    ["after lunch", "2026-11-25T13:30"],
    ["on a Saturday worked instead", "2026-01-10T09:00"],
  ])("is not told that the office is closed %s", (_, local) => {
    const { text, buttons } = waiting(local);
    expect(text).toContain("Cán bộ đang trong giờ làm việc");
    expect(text).not.toContain("ngoài giờ");
    expect(buttons).toEqual(TOLD.buttons);
  });

  it.each([
    ["in the lunch break", "2026-11-25T11:30", "cán bộ trả lời từ 13 giờ 30 hôm nay."],
    ["a minute before it ends", "2026-11-25T13:29", "cán bộ trả lời từ 13 giờ 30 hôm nay."],
    ["before it opens", "2026-11-25T06:00", "cán bộ trả lời từ 7 giờ 30 hôm nay."],
    ["in the evening", "2026-11-25T17:00", "cán bộ trả lời từ 7 giờ 30 thứ Năm 26/11."],
    ["at the weekend", "2026-11-28T09:00", "cán bộ trả lời từ 7 giờ 30 thứ Hai 30/11."],
    ["at Tết", "2026-02-17T09:00", "(Tết Nguyên đán); cán bộ trả lời từ 7 giờ 30 thứ Hai 23/2."],
    ["on a Friday not worked", "2026-01-02T09:00", "cán bộ trả lời từ 7 giờ 30 thứ Hai 5/1."],
    ["before a Saturday worked instead", "2026-01-09T20:00", "cán bộ trả lời từ 7 giờ 30 thứ Bảy 10/1."],
  ])("is told %s when it opens, and offered a call", (_, local, when) => {
    const notice = waiting(local);
    expect(notice.text).toContain("Hiện ngoài giờ làm việc");
    expect(notice.text).toContain(when);
    expect(payloads(notice)).toEqual(["callback", "bot"]);
  });

  it("is told so in words where the calendar never opens", () => {
    const never = { ...CALENDAR, weekdays: [7], working: [], periods: [] };
    expect(waitingNotice(TOLD, 1, never, OPEN, zaloLimits).text).toContain("khi làm việc trở lại");
  });

  it("is told again, with regret, when the one who came did not answer", () => {
    const open = requeuedNotice(CALENDAR, OPEN, zaloLimits);
    expect(open.text).toMatch(/^Xin lỗi anh\/chị.*chuyển lại/);
    expect(open).toMatchObject({ buttons: [] });
    const closed = requeuedNotice(CALENDAR, at("2026-11-25T12:00"), zaloLimits);
    expect(closed.text).toContain("13 giờ 30 hôm nay");
    expect(payloads(closed)).toEqual(["callback"]);
  });
});

describe("every notice", () => {
  const all = (limits: ChannelLimits): Reply[] => [
    waitingNotice(TOLD, 3, CALENDAR, OPEN, limits),
    waitingNotice(TOLD, 3, CALENDAR, at("2026-02-17T09:00"), limits),
    requeuedNotice(CALENDAR, at("2026-11-25T12:00"), limits),
    takenNotice("Nguyễn Thị Thử", "Trung tâm thử"),
    forwardedNotice("Phường Thử Một"),
    handedBackNotice(),
    closedNotice(),
    callbackConsent("Trung tâm thử", 30, limits),
    callbackAskNumber(),
    callbackNotANumber(),
    callbackNoted("0912345678", CALENDAR, OPEN),
    callbackDeclined(),
  ];

  it.each(channels)("fits %s", (_, limits) => {
    for (const { text, buttons } of all(limits)) {
      expect(text.length).toBeLessThanOrEqual(limits.textLength);
      expect(buttons.length).toBeLessThanOrEqual(limits.buttons);
      for (const one of buttons) {
        if (one.kind !== "choice" || one.payload === "#mc:bot") continue;
        expect(one.title.length).toBeLessThanOrEqual(limits.buttonTitleLength);
        expect(readPayload(one.payload)).toBeDefined();
      }
    }
  });

  it("keeps the whole titles of its buttons on the three channels", () => {
    const titles = (limits: ChannelLimits) =>
      all(limits).flatMap(({ buttons }) => buttons.map((one) => one.title));
    expect(titles(messengerLimits)).toEqual(titles(zaloLimits));
    expect(titles(zaloLimits)).toEqual(
      expect.arrayContaining(["Để lại số gọi lại", "Đồng ý", "Không đồng ý"]),
    );
  });

  it("says for how long the number is kept, before it is asked for", () => {
    const { text } = callbackConsent("Trung tâm thử", 30, zaloLimits);
    expect(text).toMatch(/^Trung tâm thử sẽ chỉ dùng số điện thoại .* xóa sau 30 ngày/);
    expect(payloads(callbackConsent("Trung tâm thử", 30, zaloLimits))).toEqual([
      "callback_yes",
      "callback_no",
    ]);
  });

  it("tells a call-back's time as people say it, and the number only in part", () => {
    expect(callbackNoted("0912345678", CALENDAR, OPEN).text).toContain("gọi lại trong giờ làm việc");
    expect(callbackNoted("0912345678", CALENDAR, at("2026-11-25T12:00")).text).toContain(
      "gọi lại từ 13 giờ 30 hôm nay",
    );
    expect(callbackNoted("0912345678", CALENDAR, OPEN).text).not.toContain("0912345678");
    expect([spokenMoment(at("2026-11-29T00:00"), OPEN), spokenMoment(at("2026-11-25T23:05"), OPEN)]).toEqual([
      "0 giờ Chủ nhật 29/11",
      "23 giờ 05 hôm nay",
    ]);
  });
});

describe("a phone number in a text", () => {
  const digits = (count: number) => fc.stringMatching(new RegExp(`^\\d{${count}}$`));
  const mobile = fc
    .tuple(fc.constantFrom("03", "05", "07", "08", "09"), digits(8))
    .map(([prefix, rest]) => prefix + rest);
  const landline = digits(9).map((rest) => `02${rest}`);
  const phones = fc.oneof(mobile, landline);
  /** The same number as people write it. */
  const written = (phone: string): fc.Arbitrary<string> =>
    fc
      .tuple(
        fc.constantFrom(phone, `+84${phone.slice(1)}`, `84${phone.slice(1)}`, `+84 ${phone.slice(1)}`),
        fc.constantFrom("", " ", ".", "-"),
        fc.integer({ min: 4, max: 7 }),
      )
      .map(([text, gap, place]) => `${text.slice(0, place)}${gap}${text.slice(place)}`);

  it("is read however it is written, and whatever words stand around it", () => {
    const texts = phones.chain((phone) =>
      fc.tuple(
        fc.constant(phone),
        written(phone),
        fc.constantFrom("", "số của tôi ", "gọi giúp: ", "dạ em tên Thử, sđt "),
        fc.constantFrom("", " ạ", ", cảm ơn", ". Gọi sau 5 giờ"),
      ),
    );
    fc.assert(
      fc.property(texts, ([phone, text, before, after]) => {
        expect(phoneIn(before + text + after)).toBe(phone);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ["0912 345 678", "0912345678"],
    ["0912.345.678", "0912345678"],
    ["0912-345-678", "0912345678"],
    ["+84 912 345 678", "0912345678"],
    ["84912345678", "0912345678"],
    ["0274 382 2825", "02743822825"],
    ["024 3825 1234", "02438251234"],
  ])("%s", (text, phone) => {
    expect(phoneIn(text)).toBe(phone);
  });

  it("is not the number of an identity card or any other of twelve digits", () => {
    // A card's number begins with the code of a province, 001 to 096.
    const cards = fc
      .tuple(fc.integer({ min: 1, max: 96 }), digits(9))
      .map(([province, rest]) => `${String(province).padStart(3, "0")}${rest}`);
    const grouped = cards.chain((card) =>
      fc.constantFrom(card, card.replace(/(.{3})(?=.)/g, "$1 "), card.replace(/(.{4})(?=.)/g, "$1.")),
    );
    const isNone = (text: string): void => {
      expect(phoneIn(`số của tôi ${text}`)).toBeUndefined();
    };
    fc.assert(fc.property(grouped, isNone), { numRuns: 500 });
    const others = digits(12).filter((text) => !text.startsWith("84"));
    fc.assert(fc.property(others, isNone), { numRuns: 500 });
  });

  it("is not the code of a dossier", () => {
    const dossiers = fc
      .tuple(
        fc.constantFrom("000.00.01.H26", "H12.14", "G22.99.08", "000.25.31.G15"),
        fc.date({
          min: new Date("2020-01-01"),
          max: new Date("2029-12-31"),
          noInvalidDate: true,
        }),
        digits(4),
      )
      .map(
        ([unit, day, number]) => `${unit}-${day.toISOString().slice(2, 10).replaceAll("-", "")}-${number}`,
      );
    fc.assert(
      fc.property(dossiers, (code) => {
        expect(phoneIn(`mã hồ sơ ${code}`)).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });

  it.each(["", "gọi cho tôi", "123456789", "0112345678", "091234567", "09123456789", "19001234", "113"])(
    "is not %p",
    (text) => {
      expect(phoneIn(text)).toBeUndefined();
    },
  );

  it("is told to its owner in part only", () => {
    fc.assert(
      fc.property(phones, (phone) => {
        const shown = maskedPhone(phone);
        expect(shown).toBe(`${phone.slice(0, 4)} *** ${phone.slice(-3)}`);
        expect(phoneIn(shown)).toBeUndefined();
      }),
    );
  });
});

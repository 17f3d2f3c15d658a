import fc from "fast-check";
import { composeText, messengerLimits, planUpload } from "../../../src/channels/messenger/compose.ts";
import type { Button, OutgoingFile, OutgoingMessage } from "../../../src/core/channel.ts";
import { message } from "./small-graph.ts";

const choice = (title: string, payload = "#mc:person"): Button => ({ kind: "choice", title, payload });
const link: Button = { kind: "url", title: "Tra cứu hồ sơ", url: "https://dichvucong.example.gov.vn/a?b=1" };
const call = (phone: string): Button => ({ kind: "phone", title: "Gọi tổng đài", phone });
const compose = (text: string, buttons: readonly Button[] = []) => composeText(message({ text, buttons }));
const quickReply = (title: string) => ({ content_type: "text", title, payload: "#mc:person" });

describe("a text with buttons becomes one message", () => {
  it("without buttons: a text", () => {
    expect(compose("Lệ phí 50.000 đồng.")).toEqual({ message: { text: "Lệ phí 50.000 đồng." } });
  });

  it("with choices alone: quick replies, as many as the limit", () => {
    const titles = Array.from({ length: messengerLimits.buttons }, (_, at) => `Lựa chọn ${at}`);
    expect(
      compose(
        "x".repeat(1900),
        titles.map((title) => choice(title)),
      ),
    ).toEqual({
      message: { text: "x".repeat(1900), quick_replies: titles.map(quickReply) },
    });
  });

  it("with a link or number: the button template, choices in it too", () => {
    expect(compose("Mời chọn.", [link, call("0900 000 000"), choice("Gặp cán bộ")])).toMatchObject({
      message: {
        attachment: {
          type: "template",
          payload: {
            template_type: "button",
            text: "Mời chọn.",
            buttons: [
              { type: "web_url", title: "Tra cứu hồ sơ", url: "https://dichvucong.example.gov.vn/a?b=1" },
              { type: "phone_number", title: "Gọi tổng đài", payload: "+84900000000" },
              { type: "postback", title: "Gặp cán bộ", payload: "#mc:person" },
            ],
          },
        },
      },
      plain: {
        text: "Mời chọn.\nTra cứu hồ sơ: https://dichvucong.example.gov.vn/a?b=1\nGọi tổng đài: 0900 000 000",
        quick_replies: [quickReply("Gặp cán bộ")],
      },
    });
  });

  it.each([
    ["more than 640 characters", "x".repeat(641), [link, choice("Gặp cán bộ")]],
    ["more than three buttons", "x", [link, choice("Gặp cán bộ"), choice("b"), choice("c")]],
  ])("with a link and %s: link as a line, choices as quick replies", (_what, text, buttons) => {
    expect(compose(text, buttons)).toEqual({
      message: {
        text: `${text}\nTra cứu hồ sơ: https://dichvucong.example.gov.vn/a?b=1`,
        quick_replies: buttons.slice(1).map(({ title }) => quickReply(title)),
      },
    });
  });

  it("takes the template up to 640 characters and three buttons", () => {
    expect(compose("x".repeat(640), [link, choice("a"), choice("b")])).toMatchObject({
      message: { attachment: { payload: { template_type: "button" } } },
    });
  });

  it("does not say twice what the text says already", () => {
    const text = `${"x".repeat(641)} gọi ngay 113 hoặc xem https://dichvucong.example.gov.vn/a?b=1`;
    expect(compose(text, [call("113"), link])).toEqual({ message: { text } });
  });

  it.each([
    ["0900.000.000", "+84900000000"],
    ["+84 900 000 000", "+84900000000"],
    ["0084900000000", "+84900000000"],
    ["+84 (0) 234 3000 000", "+842343000000"],
    ["84900000000", "+84900000000"],
    ["+1 650 555 0100", "+16505550100"],
    ["1900 0000", "19000000"],
    ["1022", "1022"],
    ["113", "113"],
  ])("dials %s as %s", (phone, payload) => {
    expect(compose("a", [call(phone)])).toMatchObject({
      message: { attachment: { payload: { buttons: [{ type: "phone_number", payload }] } } },
    });
  });

  it("is in NFC and counted in NFC", () => {
    expect(compose("lệ phí".normalize("NFD"), [choice("Lệ phí".normalize("NFD"))])).toEqual({
      message: { text: "lệ phí", quick_replies: [quickReply("Lệ phí")] },
    });
    expect(compose("ệ".normalize("NFD").repeat(1900))).toHaveProperty("message");
  });

  it("whatever the buttons: within Meta's limits, and none is lost", () => {
    const button = fc.oneof(
      fc.record({
        kind: fc.constant("choice" as const),
        title: fc.string({ minLength: 1, maxLength: 20 }).filter((title) => title.trim() !== ""),
        payload: fc.string({ minLength: 1, maxLength: 1000 }),
      }),
      fc.record({
        kind: fc.constant("url" as const),
        title: fc.constantFrom("Tra cứu", "Cổng dịch vụ công"),
        url: fc.webUrl({ validSchemes: ["https"], size: "small" }).filter((url) => url.length < 60),
      }),
      fc.record({
        kind: fc.constant("phone" as const),
        title: fc.constant("Gọi"),
        phone: fc.constantFrom("113", "0234 3000 000", "1900 0000"),
      }),
    );
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1300 }),
        fc.array(button, { maxLength: 8 }),
        (length, buttons) => {
          const composed = compose("ă".repeat(length), buttons);
          if ("code" in composed) throw new Error(composed.detail);
          for (const form of [composed.message, composed.plain ?? composed.message]) {
            const { text = "", quick_replies: replies = [] } = form as {
              text?: string;
              quick_replies?: object[];
            };
            const template = (form as { attachment?: { payload: { text: string; buttons: object[] } } })
              .attachment?.payload;
            expect(text.length).toBeLessThanOrEqual(2000);
            expect(replies.length).toBeLessThanOrEqual(13);
            expect(template?.text.length ?? 0).toBeLessThanOrEqual(640);
            expect(template?.buttons.length ?? 0).toBeLessThanOrEqual(3);
            const all = JSON.stringify(form);
            for (const one of buttons) {
              const target = one.kind === "choice" ? one.payload : one.kind === "url" ? one.url : one.title;
              expect(all).toContain(JSON.stringify(target.normalize("NFC")).slice(1, -1));
            }
          }
        },
      ),
    );
  });
});

describe("what does not fit is not composed", () => {
  const cases: [string, string, readonly Button[], string][] = [
    ["a text of 1901", "x".repeat(1901), [], "over_limit"],
    ["a blank text", " \n", [], "over_limit"],
    ["nine buttons", "x", Array.from({ length: 9 }, () => choice("a")), "over_limit"],
    ["a title of 21", "x", [choice("x".repeat(21))], "over_limit"],
    ["a blank title", "x", [choice(" ")], "over_limit"],
    ["a payload of 1001", "x", [choice("a", "x".repeat(1001))], "over_limit"],
    ["an empty payload", "x", [choice("a", "")], "over_limit"],
    ["an http address", "x", [{ kind: "url", title: "a", url: "http://a.example" }], "invalid_button"],
    ["no address", "x", [{ kind: "url", title: "a", url: "a.example" }], "invalid_button"],
    ["words as a number", "x", [call("gọi ngay")], "invalid_button"],
    [
      "a text whose links need more room than there is",
      "x".repeat(1900),
      [{ kind: "url", title: "a", url: `https://a.example/${"b".repeat(100)}` }],
      "over_limit",
    ],
  ];
  it.each(cases)("%s", (_what, text, buttons, code) => {
    expect(compose(text, buttons)).toMatchObject({ code });
  });
});

describe("planUpload", () => {
  const MEGABYTE = 1024 * 1024;
  const image = (size: number, mime = "image/png"): OutgoingFile => ({
    kind: "image",
    bytes: new Uint8Array(size),
    name: "a.png",
    mime,
  });
  const file = (size: number, mime = "application/pdf"): OutgoingFile => ({
    kind: "file",
    bytes: new Uint8Array(size),
    name: "a.pdf",
    mime,
  });
  const plan = (one: OutgoingFile, more: Partial<OutgoingMessage> = {}) =>
    planUpload(message({ text: "", ...more }), one);

  it.each([
    ["an image of 8 MB", image(8 * MEGABYTE), "image"],
    ["a jpeg with parameters", image(1, "image/JPEG; q=1"), "image"],
    ["a file of 25 MB", file(25 * MEGABYTE), "file"],
  ])("takes %s", (_what, one, type) => {
    expect(plan(one)).toEqual({ type });
  });

  it.each([
    ["an image over 8 MB", image(8 * MEGABYTE + 1), {}, "over_limit"],
    ["a file over 25 MB", file(25 * MEGABYTE + 1), {}, "over_limit"],
    ["an empty file", file(0), {}, "invalid_file"],
    ["a picture of another type", image(1, "image/tiff"), {}, "invalid_file"],
    ["a file of no type", file(1, " "), {}, "invalid_file"],
    ["a text beside it", file(1), { text: "Mẫu đơn" }, "over_limit"],
    ["buttons under it", file(1), { buttons: [choice("a")] }, "over_limit"],
  ])("refuses %s", (_what, one, more, code) => {
    expect(plan(one, more)).toMatchObject({ code });
  });
});

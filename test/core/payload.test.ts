import fc from "fast-check";
import { readPayload, writePayload, type Payload } from "../../src/core/payload.ts";
import { FACETS } from "../../src/core/procedure.ts";

const page = fc.integer({ min: 0, max: 999 });
const digits = (length: number) => fc.stringMatching(new RegExp(`^\\d{${length}}$`));
const payloads: fc.Arbitrary<Payload> = fc.oneof(
  fc.constantFrom("person", "bot", "callback", "callback_yes", "callback_no").map((kind) => ({ kind })),
  fc
    .record({ journey: fc.stringMatching(/^[a-z0-9-]{1,60}$/), page })
    .map((one) => ({ kind: "journey" as const, ...one })),
  fc
    .record({ first: digits(1), last: digits(6), facet: fc.constantFrom(...FACETS), page })
    .map(({ first, last, ...one }) => ({ kind: "ask" as const, procedure: `${first}.${last}`, ...one })),
);

describe("payloads", () => {
  it("are read as they were written", () => {
    fc.assert(
      fc.property(payloads, (payload) => {
        expect(readPayload(writePayload(payload))).toEqual(payload);
      }),
    );
  });

  it.each([
    ["#mc:callback", { kind: "callback" }],
    ["#mc:callback_yes", { kind: "callback_yes" }],
    ["#mc:callback_no", { kind: "callback_no" }],
    [" #mc:person ", { kind: "person" }],
    ["#mc:ask:1.004194:fee:0", { kind: "ask", procedure: "1.004194", facet: "fee", page: 0 }],
  ])("%s is one", (text, payload) => {
    expect(readPayload(text)).toEqual(payload);
  });

  it.each([
    "#mc:callback:1",
    "#mc:callback_",
    "#mc:callback_yes:0912345678",
    "#mc:person:0",
    "mc:callback",
    "#mc",
    "#mc:ask:1.004194:price:0",
    "#mc:journey:Sinh:0",
    "gọi lại cho tôi",
    "",
  ])("%j is none", (text) => {
    expect(readPayload(text)).toBeUndefined();
  });
});

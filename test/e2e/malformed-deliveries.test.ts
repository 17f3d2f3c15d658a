import fc from "fast-check";
import { webhookSignature } from "../simulators/zalo/signature.ts";
import { freePort } from "../support/server-process.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { ZALO } from "../support/zalo-setup.ts";

const RUNS = 2000;

/** Values that are where they should not be: wrong types, huge numbers, NUL, half surrogate pairs, deep nesting. */
const oddValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue({ maxDepth: 4 }),
  fc.constantFrom(null, true, -1, 1e308, "", "\u0000", "\ud800", "9".repeat(400), [], {}, [[[]]], {
    __proto__: 1,
  }),
  fc.string({ unit: "binary", maxLength: 50 }),
  fc.bigInt().map(Number),
);
const maybe = (sound: fc.Arbitrary<unknown>) =>
  fc.oneof({ weight: 3, arbitrary: sound }, { weight: 1, arbitrary: oddValue });
const id = fc.bigInt({ min: 1n, max: 2n ** 63n }).map(String);

/** An event that is nearly right: any field may be missing or of another kind. */
const nearlyRight = fc.record(
  {
    app_id: maybe(fc.constant(ZALO.appId)),
    oa_id: maybe(fc.constant(ZALO.oaId)),
    user_id_by_app: maybe(id),
    sender: maybe(fc.record({ id: maybe(id), admin_id: maybe(id) }, { requiredKeys: [] })),
    recipient: maybe(fc.record({ id: maybe(fc.constant(ZALO.oaId)) }, { requiredKeys: [] })),
    follower: maybe(fc.record({ id: maybe(id) }, { requiredKeys: [] })),
    event_name: maybe(
      fc.constantFrom(
        ...[
          "user_send_text",
          "user_send_image",
          "user_send_file",
          "user_send_location",
          "oa_send_text",
          "follow",
        ],
        ...[
          "user_received_message",
          "user_seen_message",
          "user_submit_info",
          "anonymous_send_text",
          "no_such_event",
        ],
      ),
    ),
    message: maybe(
      fc.record(
        {
          msg_id: maybe(id),
          msg_ids: maybe(fc.array(id, { maxLength: 3 })),
          text: maybe(fc.string({ unit: "grapheme", maxLength: 40 })),
          conversation_id: maybe(id),
          attachments: maybe(
            fc.array(fc.record({ type: maybe(fc.constant("image")), payload: oddValue }), { maxLength: 3 }),
          ),
        },
        { requiredKeys: [] },
      ),
    ),
    info: oddValue,
    timestamp: maybe(fc.integer({ min: 0, max: 4e12 }).map(String)),
  },
  { requiredKeys: [] },
);

/** Bodies: nearly right JSON, any JSON, cut-off JSON, and bytes that are no text at all. */
const body: fc.Arbitrary<Buffer> = fc.oneof(
  { weight: 6, arbitrary: nearlyRight.map((event) => Buffer.from(JSON.stringify(event))) },
  { weight: 1, arbitrary: fc.json().map((text) => Buffer.from(text)) },
  { weight: 1, arbitrary: nearlyRight.map((event) => Buffer.from(JSON.stringify(event)).subarray(0, -3)) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)) },
);

describe("malformed deliveries", () => {
  let server: TestServer;
  beforeAll(async () => {
    const port = await freePort();
    server = await startTestServer({
      PORT: String(port),
      LOG_LEVEL: "silent",
      ZALO_APP_ID: ZALO.appId,
      ZALO_APP_SECRET: ZALO.appSecret,
      ZALO_OA_ID: ZALO.oaId,
      ZALO_OA_SECRET: ZALO.oaSecret,
      // Nobody listens here: what is answered stays in the outbox.
      ZALO_OAUTH_URL: "http://127.0.0.1:9",
      ZALO_API_URL: "http://127.0.0.1:9",
    });
  });
  afterAll(() => server.close());

  const post = (bytes: Buffer, headers: Record<string, string>) =>
    fetch(`${server.url}/webhooks/zalo`, { method: "POST", headers, body: new Uint8Array(bytes) });
  /** Signed as the platform would sign exactly these bytes, whatever they are. */
  const signed = (bytes: Buffer): Record<string, string> => {
    const timestamp = /"timestamp":\s*"?(\d+)/.exec(bytes.toString())?.[1] ?? "";
    return { "x-zevent-signature": webhookSignature(ZALO.appId, bytes, timestamp, ZALO.oaSecret) };
  };

  it(`never make the server fail, and are never stored twice (${RUNS} signed deliveries, each sent twice)`, async () => {
    const answers = new Map<number, number>();
    await fc.assert(
      fc.asyncProperty(body, async (bytes) => {
        const statuses = await Promise.all([post(bytes, signed(bytes)), post(bytes, signed(bytes))]);
        for (const { status } of statuses) {
          answers.set(status, (answers.get(status) ?? 0) + 1);
          expect([200, 400, 401]).toContain(status);
        }
        // The same bytes get the same answer.
        expect(statuses[0].status).toBe(statuses[1].status);
      }),
      { numRuns: RUNS },
    );
    // The generator reaches both what is taken and what is refused.
    expect(answers.get(200) ?? 0).toBeGreaterThan(RUNS / 10);
    expect(answers.get(400) ?? 0).toBeGreaterThan(RUNS / 20);
    const { rows } = await server.store.run<{ twice: number; stored: number }>(
      `select count(*)::int as stored, (count(*) - count(distinct (channel, dedupe_key)))::int as twice from inbox`,
    );
    expect(rows[0]?.twice).toBe(0);
    expect(rows[0]?.stored).toBeGreaterThan(0);
    const { rows: messages } = await server.store.run<{ twice: number }>(
      `select count(*)::int as twice from (select conversation_id, provider_id from message
       where speaker = 'citizen' group by 1, 2 having count(*) > 1) m`,
    );
    expect(messages[0]?.twice).toBe(0);
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
  }, 180_000);

  it("over the limit are refused 413 and not stored, beside the largest that are taken", async () => {
    const { rows: before } = await server.store.run("select count(*) as n from inbox");
    const large = Buffer.alloc(257 * 1024, " ");
    expect((await post(large, signed(large))).status).toBe(413);
    expect(
      (
        await fetch(`${server.url}/api/chat/messages`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ clientId: "abcdefgh-1", text: "x".repeat(20_000) }),
        })
      ).status,
    ).toBe(413);
    const { rows: after } = await server.store.run("select count(*) as n from inbox");
    expect(after).toEqual(before);
    const event = JSON.stringify({
      event_name: "no_such_event",
      filler: "x".repeat(200 * 1024),
      timestamp: "1795402800000",
    });
    expect((await post(Buffer.from(event), signed(Buffer.from(event)))).status).toBe(200);
  });

  it("without a signature are refused 401", async () => {
    const bytes = Buffer.from('{"event_name":"user_send_text","timestamp":"1795402800000"}');
    expect((await post(bytes, {})).status).toBe(401);
    expect((await post(bytes, { "x-zevent-signature": "mac=zz" })).status).toBe(401);
    expect((await post(bytes, signed(bytes))).status).toBe(200);
  });
});

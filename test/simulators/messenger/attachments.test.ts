import type { JsonObject } from "../shared/json.ts";
import type { Fetched, MessengerSimulator, MessengerSimulatorOptions } from "./simulator.ts";
import { APP, Bench, CITIZEN, graph, outcome, send } from "./test-bench.ts";

const bench = new Bench();
afterEach(async () => bench.close());

async function conversing(options: Partial<MessengerSimulatorOptions> = {}): Promise<MessengerSimulator> {
  const simulator = await bench.simulator(options);
  simulator.citizenWrites(CITIZEN, "Xin chào");
  return simulator;
}

const media = (type: string, payload: JsonObject): JsonObject => ({ attachment: { type, payload } });

describe("files", () => {
  const MEGABYTE = 1024 * 1024;
  const URL_OF_FILE = "https://bot.example.gov.vn/to-khai";
  const found = (size: number, mime: string): Fetched => ({ kind: "found", size, mime });

  it.each<[type: string, fetched: Fetched, expected: string]>([
    ["image", found(8 * MEGABYTE, "image/png"), "ok"],
    ["image", found(8 * MEGABYTE + 1, "image/png"), "100/2018109"],
    ["image", found(10, "application/pdf"), "100/2018047"],
    ["image", { kind: "unreachable" }, "100/2018008"],
    ["image", { kind: "timeout" }, "100/2018008"],
    ["file", found(25 * MEGABYTE, "application/pdf"), "ok"],
    ["file", found(25 * MEGABYTE + 1, "application/pdf"), "100/2018109"],
    ["file", found(0, "application/pdf"), "100"],
    ["audio", found(10, "audio/mp4"), "ok"],
    ["audio", found(10, "video/mp4"), "100/2018047"],
    ["video", found(10, "video/mp4"), "ok"],
    ["video", { kind: "timeout" }, "100/2018294"],
    ["picture", found(10, "image/png"), "100"],
  ])("%s by an address that gave %j ends in %s", async (type, fetched, expected) => {
    const asked: [string, number][] = [];
    const simulator = await conversing({
      fetchAttachment: async (url, limitMs) => {
        asked.push([url, limitMs]);
        return Promise.resolve(fetched);
      },
    });
    expect(outcome(await send(simulator, CITIZEN, media(type, { url: URL_OF_FILE })))).toBe(expected);
    expect(simulator.allSent()).toHaveLength(expected === "ok" ? 1 : 0);
    if (type !== "picture") expect(asked).toEqual([[URL_OF_FILE, type === "video" ? 75_000 : 10_000]]);
  });

  it("are fetched over HTTP for real", async () => {
    const simulator = await conversing();
    const picture = `${simulator.url}/cdn/o/a.png`;
    const nowhere = "http://127.0.0.1:1/a.png";
    expect(outcome(await send(simulator, CITIZEN, media("image", { url: picture })))).toBe("ok");
    expect(outcome(await send(simulator, CITIZEN, media("image", { url: `${simulator.url}/none` })))).toBe(
      "100/2018008",
    );
    expect(outcome(await send(simulator, CITIZEN, media("image", { url: nowhere })))).toBe("100/2018008");
  });

  it("are uploaded once and sent by id, when reusable", async () => {
    const simulator = await conversing({
      fetchAttachment: async () => Promise.resolve(found(10, "image/png")),
    });
    const uploaded = async (reusable: boolean): Promise<unknown> => {
      const message = media("image", { url: URL_OF_FILE, is_reusable: reusable });
      return (await graph(simulator, "me/message_attachments", { body: { message } })).body["attachment_id"];
    };
    const id = await uploaded(true);
    expect(id).toMatch(/^\d{16}$/);
    const sending = async (type: string, attachment_id: unknown): Promise<string> =>
      outcome(await send(simulator, CITIZEN, media(type, { attachment_id })));
    expect(await sending("image", id)).toBe("ok");
    expect(await sending("file", id)).toBe("100/2018047");
    expect(await sending("image", await uploaded(false))).toBe("100/2018074");
    expect(await sending("image", "5000000000000000")).toBe("100/2018074");
    const byUrl = await send(simulator, CITIZEN, media("image", { url: URL_OF_FILE, is_reusable: true }));
    expect(await sending("image", byUrl.body["attachment_id"])).toBe("ok");
    const both = media("image", { url: URL_OF_FILE, attachment_id: id });
    expect(outcome(await send(simulator, CITIZEN, both))).toBe("100");
  });

  it("may come with the call as multipart, in filedata", async () => {
    const simulator = await conversing();
    const upload = async (edge: string, mime: string, fields: JsonObject): Promise<Response> => {
      const form = new FormData();
      for (const [name, value] of Object.entries(fields))
        form.set(name, typeof value === "string" ? value : JSON.stringify(value));
      form.set("filedata", new File([Buffer.from("%PDF-1.7")], "to-khai.pdf", { type: mime }));
      return fetch(`${simulator.url}/v26.0/me/${edge}`, {
        method: "POST",
        headers: { authorization: `Bearer ${APP.pageToken}` },
        body: form,
      });
    };
    const file = { message: media("file", { is_reusable: true }) };
    const { attachment_id } = (await (
      await upload("message_attachments", "application/pdf", file)
    ).json()) as {
      attachment_id: string;
    };
    expect(outcome(await send(simulator, CITIZEN, media("file", { attachment_id })))).toBe("ok");
    const sent = { recipient: { id: CITIZEN }, messaging_type: "RESPONSE", message: media("file", {}) };
    expect((await upload("messages", "application/pdf", sent)).status).toBe(200);
    const picture = { ...sent, message: media("image", {}) };
    expect(await (await upload("messages", "application/pdf", picture)).json()).toMatchObject({
      error: { code: 100, error_subcode: 2_018_047 },
    });
    expect((await upload("messages", "application/pdf", { ...sent, message: { text: "Dạ" } })).status).toBe(
      400,
    );
    expect(simulator.allSent().map((one) => one.kind)).toEqual(["file", "file"]);
    const [shown] = simulator.chatOf(CITIZEN).at(-1)?.attachments ?? [];
    const id = String(shown?.payload["url"]).split("/").at(-1) ?? "";
    expect(await (await fetch(`${simulator.url}/cdn/u/${id}`)).text()).toBe("%PDF-1.7");
  });

  it("may be 2 to 6 pictures in one message", async () => {
    const simulator = await conversing({
      fetchAttachment: async () => Promise.resolve(found(10, "image/png")),
    });
    const grid = async (count: number, type = "image"): Promise<string> => {
      const attachments = Array.from({ length: count }, () => ({ type, payload: { url: URL_OF_FILE } }));
      return outcome(await send(simulator, CITIZEN, { attachments }));
    };
    expect([await grid(1), await grid(2), await grid(6), await grid(7), await grid(2, "file")]).toEqual([
      "100",
      "ok",
      "ok",
      "100",
      "100",
    ]);
  });
});

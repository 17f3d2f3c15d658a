import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pino from "pino";
import { createImportService, type ImportService } from "../../src/admin/import-service.ts";
import { READERS } from "../../src/catalogue/readers/all-readers.ts";
import { bookOf } from "../../src/catalogue/book-of.ts";
import { timelineOn } from "../../src/catalogue/timeline.ts";
import type { Procedure } from "../../src/core/procedure.ts";
import { openLiveCatalogue } from "../../src/server/live-catalogue.ts";
import { openStore } from "../../src/store/open-store.ts";
import { centre, zaloLimits } from "../answer/shipped-answerer.ts";
import { shippedLexicon } from "../language/read-lexicon-files.ts";
import { record } from "../retrieval/records.ts";
import { closedAfterEach } from "../support/cleanup.ts";
import { onBothEngines, pglite } from "../support/engines.ts";
import { placeOf } from "../support/place.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

const NATIONAL = "../shared/catalogue/national.jsonl.gz";
const DAY = "2026-11-24";
/** As many as the national catalogue has. */
const MANY = 4432;

/** Many records with names of their own, so that each question has one right answer. */
function manyRecords(count: number, edition: string): Procedure[] {
  const acts = ["Cấp giấy phép", "Đăng ký", "Gia hạn", "Thu hồi", "Công nhận"];
  const things = [
    "nuôi ong",
    "làm gốm",
    "mở thư viện",
    "trồng sâm",
    "dạy bơi",
    "chèo đò",
    "làm muối",
    "dệt lụa",
  ];
  return Array.from({ length: count }, (_, index) => {
    const name = `${acts[index % 5] ?? ""} ${things[index % 8] ?? ""} vùng ${index}`;
    return record(`2.${String(index).padStart(6, "0")}`, name, {
      steps: [`Bản ${edition}.`],
      result: [`Kết quả bản ${edition}`],
    });
  });
}

const jsonLines = (records: readonly Procedure[]): Uint8Array =>
  Buffer.from(records.map((one) => JSON.stringify(one)).join("\n"));

/** Runs the import command in a process of its own; `kill` ends it without warning. */
function runImport(env: Record<string, string>, ...args: string[]) {
  const child = spawn(process.execPath, ["--max-old-space-size=320", "dist/server/import.js", ...args], {
    env: { PATH: process.env["PATH"], LOG_LEVEL: "warn", ...env },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (part: Buffer) => (output += part.toString()));
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  return { ended, kill: () => child.kill("SIGKILL"), output: () => output };
}

onBothEngines("importing", (engine) => {
  const later = closedAfterEach();

  const openService = async (): Promise<{
    service: ImportService;
    store: Awaited<ReturnType<typeof openStore>>;
    clock: () => Date;
  }> => {
    const opened = await engine.open();
    later(opened.drop);
    const store = await openStore(placeOf(opened.env));
    later(() => store.close());
    const clock = () => new Date(`${DAY}T03:00:00Z`);
    const onChanged = () => Promise.resolve();
    return {
      store,
      clock,
      service: createImportService({ store, readers: READERS, clock, fourEyes: true, onChanged }),
    };
  };
  const take = async (
    service: ImportService,
    records: readonly Procedure[],
    complete = false,
  ): Promise<number> => {
    const files = [{ name: "danh-muc.jsonl", bytes: jsonLines(records) }];
    const { id } = await service.plan({ files, complete, withdrawAtMost: 1, by: "lan" });
    await service.approve(id, "minh");
    await service.apply(id, "minh");
    return id;
  };

  it("leaves no hole: questions asked all the time are answered from the old or the new version", async () => {
    const { store, service, clock } = await openService();
    const editions = ["A", "B"].map((edition) => manyRecords(MANY, edition));
    const [old = [], fresh = []] = editions;
    await take(service, old);
    const live = await openLiveCatalogue({
      store,
      lexicon: shippedLexicon(),
      journeys: [],
      topics: [],
      keepsIdentityPictures: false,
      centre,
      clock,
      now: () => performance.now(),
      log: pino({ level: "silent" }),
      engines: { embeddings: undefined, qdrant: undefined },
    });
    const seen = new Map<string, number>();
    const swap = { over: false };
    const asking = (async () => {
      for (let number = 0; !swap.over || number < 200; number++) {
        const { name, code } = old[(number * 7) % old.length] ?? record("1.000001", "?");
        const thought = await live.answerer.think({
          messages: [{ text: `${name} kết quả là gì`, attachments: [] }],
          memory: {},
          limits: zaloLimits,
        });
        expect(thought.outcome).toMatchObject({ kind: "answered", procedure: code });
        const edition = /Kết quả bản ([AB])/.exec(thought.reply?.text ?? "")?.[1] ?? "none";
        seen.set(edition, (seen.get(edition) ?? 0) + 1);
        await new Promise((resolve) => setImmediate(resolve));
      }
    })();
    const id = await take(service, fresh, true);
    await live.refresh();
    await service.rollBack(id, "minh");
    await live.refresh();
    await take(service, fresh, true);
    await live.refresh();
    swap.over = true;
    await asking;
    expect([...seen.keys()].sort()).toEqual(["A", "B"]);
  }, 120_000);

  it("tells of a withdrawn procedure since when it is gone", async () => {
    const { store, service, clock } = await openService();
    const [one, two] = manyRecords(2, "A");
    if (one === undefined || two === undefined) throw new Error("no records");
    await take(service, [one, two]);
    const files = [{ name: "danh-muc.jsonl", bytes: jsonLines([two]) }];
    const successors = { [one.code]: two.code };
    const { id } = await service.plan({ files, complete: true, withdrawAtMost: 1, by: "lan", successors });
    await service.approve(id, "minh");
    await service.apply(id, "minh");
    const live = await openLiveCatalogue({
      store,
      lexicon: shippedLexicon(),
      journeys: [],
      topics: [],
      keepsIdentityPictures: false,
      centre,
      clock,
      now: () => 0,
      log: pino({ level: "silent" }),
      engines: { embeddings: undefined, qdrant: undefined },
    });
    const thought = await live.answerer.think({
      messages: [{ text: `${one.name} cần giấy tờ gì`, attachments: [] }],
      memory: {},
      limits: zaloLimits,
    });
    expect(thought.outcome).toMatchObject({ kind: "answered", procedure: one.code });
    expect(thought.reply?.text).toContain("không còn hiệu lực từ ngày 24/11/2026");
    expect(thought.reply?.text).toContain(`Thủ tục thay thế: ${two.name} (mã ${two.code}`);
    expect(thought.reply?.text).toContain("Nguồn");
  });

  it("killed in the middle is there as a whole or not at all", async () => {
    const opened = await engine.open();
    later(opened.drop);
    const folder = await mkdtemp(join(tmpdir(), "motcua-import-"));
    later(() => rm(folder, { recursive: true, force: true }));
    const file = join(folder, "danh-muc.jsonl");
    await writeFile(file, jsonLines(manyRecords(3000, "A")));
    const counts: number[] = [];
    for (const waitMs of [1200, 1800, 2300, 2800, 3300]) {
      const run = runImport(opened.env, file, "--apply", "--as", "lan", "--approved-by", "minh");
      const timer = setTimeout(run.kill, waitMs);
      await run.ended;
      clearTimeout(timer);
      const store = await openStore(placeOf(opened.env));
      counts.push(bookOf(await timelineOn(store, "2999-01-01")).allInForce().length);
      await store.close();
    }
    for (const count of counts) expect([0, 3000]).toContain(count);
    const last = runImport(opened.env, file, "--apply", "--as", "lan", "--approved-by", "minh");
    expect(await last.ended).toBe(0);
    const store = await openStore(placeOf(opened.env));
    later(() => store.close());
    expect(bookOf(await timelineOn(store, "2999-01-01")).allInForce()).toHaveLength(3000);
  }, 120_000);
});

const hasShared = existsSync(NATIONAL);
(hasShared ? describe : describe.skip)(
  `the national catalogue${hasShared ? "" : " [skipped: ../shared is not beside the checkout]"}`,
  () => {
    const later = closedAfterEach();

    it("imports whole in one plan, and a second import changes nothing", async () => {
      const opened = await pglite.open();
      later(opened.drop);
      const first = runImport(opened.env, NATIONAL, "--apply", "--as", "lan", "--approved-by", "minh");
      expect(await first.ended).toBe(0);
      const counted = /Thêm mới (\d+), thay đổi 0, giữ nguyên 0, bãi bỏ 0 \([^)]*\), từ chối (\d+)/.exec(
        first.output(),
      );
      expect(Number(counted?.[1]) + Number(counted?.[2])).toBe(4432);
      for (const trap of [
        "free_against_note",
        "time_without_unit",
        "fee_wrong_unit",
        "agency_missing",
        "abolished_district",
        "name_shared",
      ]) {
        expect(first.output()).toMatch(new RegExp(`bẫy ${trap}: [1-9]`));
      }
      const second = runImport(opened.env, NATIONAL, "--dry-run");
      expect(await second.ended).toBe(0);
      expect(second.output()).toContain(
        `Thêm mới 0, thay đổi 0, giữ nguyên ${counted?.[1] ?? "?"}, bãi bỏ 0`,
      );
    }, 120_000);
  },
);

describe("the admin API for imports", () => {
  const TOKENS = { lan: "lan-token-0123456789abcdefgh", minh: "minh-token-0123456789abcdefg" };
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ ADMIN_TOKENS: `lan:${TOKENS.lan},minh:${TOKENS.minh}` });
  });
  afterAll(() => server.close());

  const as = (who: keyof typeof TOKENS | "nobody") => ({
    authorization: `Bearer ${who === "nobody" ? "x".repeat(28) : TOKENS[who]}`,
  });
  const upload = (
    who: Parameters<typeof as>[0],
    records: readonly Procedure[],
    fields: Record<string, string> = {},
  ) => {
    const form = new FormData();
    form.append("files", new Blob([Buffer.from(jsonLines(records))]), "danh-muc.jsonl");
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    return fetch(`${server.url}/api/admin/imports`, { method: "POST", headers: as(who), body: form });
  };
  const act = (who: Parameters<typeof as>[0], id: number, verb: string) =>
    fetch(`${server.url}/api/admin/imports/${id}/${verb}`, { method: "POST", headers: as(who) });
  const ask = async (text: string): Promise<string> => {
    const hello = await fetch(`${server.url}/api/chat/hello`);
    const headers = {
      cookie: (hello.headers.get("set-cookie") ?? "").split(";")[0] ?? "",
      "content-type": "application/json",
    };
    await fetch(`${server.url}/api/chat/messages`, {
      method: "POST",
      headers,
      body: JSON.stringify({ clientId: "abcdefgh-1", text }),
    });
    for (;;) {
      const history = (await (await fetch(`${server.url}/api/chat/messages`, { headers })).json()) as {
        messages: { speaker: string; text: string }[];
      };
      const answer = history.messages.find((one) => one.speaker === "bot");
      if (answer !== undefined) return answer.text;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };

  it("lets nobody in without a token, and tells nothing of the body's shape", async () => {
    expect((await upload("nobody", [])).status).toBe(401);
    expect((await fetch(`${server.url}/api/admin/imports`)).status).toBe(401);
    expect((await act("nobody", 1, "apply")).status).toBe(401);
    expect((await fetch(`${server.url}/api/admin/imports`, { headers: as("lan") })).status).toBe(200);
  });

  it("uploads, plans, has another person approve, applies, is answered from at once, and rolls back", async () => {
    const [one] = manyRecords(1, "API");
    if (one === undefined) throw new Error("no record");
    const planned = await upload("lan", [one]);
    expect(planned.status).toBe(201);
    const { id, report } = (await planned.json()) as { id: number; report: { create: number } };
    expect(report.create).toBe(1);
    expect((await act("lan", id, "approve")).status).toBe(403);
    expect((await act("minh", id, "apply")).status).toBe(409);
    expect((await act("minh", id, "approve")).status).toBe(200);
    expect((await act("minh", id, "apply")).status).toBe(200);
    expect(await ask(one.name)).toContain(one.code);
    expect((await act("minh", id, "rollback")).status).toBe(200);
    expect(await ask(one.name)).not.toContain(one.code);
  });

  it("names what is wrong with an upload", async () => {
    const wrong = await upload("lan", manyRecords(1, "X"), { from: "ngày mai" });
    expect(wrong.status).toBe(400);
    expect(await wrong.json()).toMatchObject({
      error: { code: "import_unreadable", message: expect.stringContaining("from") as unknown },
    });
    const none = await fetch(`${server.url}/api/admin/imports`, {
      method: "POST",
      headers: as("lan"),
      body: new FormData(),
    });
    expect(none.status).toBe(400);
    expect((await act("lan", 999_999, "approve")).status).toBe(404);
  });
});

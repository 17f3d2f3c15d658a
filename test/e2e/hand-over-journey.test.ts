import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { simulateMessenger, messengerEnv } from "../support/messenger-setup.ts";
import type { MessengerSimulator } from "../simulators/messenger/simulator.ts";
import type { ZaloSimulator } from "../simulators/zalo/simulator.ts";
import { knowledgeWithOffice } from "../support/always-open.ts";
import { hire, type DeskClient } from "../support/desk-client.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { freePort } from "../support/server-process.ts";
import { until } from "../support/until.ts";
import { newWebCitizen, type WebCitizen } from "../support/web-citizen.ts";
import { giveConsent, simulateZalo, zaloEnv } from "../support/zalo-setup.ts";
import { findChromium, openBrowser } from "./browser.ts";

/**
 * The whole way of a hard case: a citizen on a channel, the operator in a real browser, and back to the bot. Zalo and
 * Messenger are the simulators, which enforce the platforms' contracts.
 */

const ROOT = new URL("../../", import.meta.url).pathname;
const PATIENCE_MS = 25_000;
const SIZES = {
  "1280": { viewport: { width: 1280, height: 800 } },
  "390": { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
} as const;
type Size = keyof typeof SIZES;

/** One citizen on one channel, as the test plays them. */
interface Citizen {
  says(text: string): Promise<void>;
  /** Everything that has reached them, oldest first. */
  heard(): Promise<readonly string[]>;
}

const hasBrowser = findChromium() !== undefined;
const inBrowser = hasBrowser ? describe : describe.skip;
const why = hasBrowser ? "" : " (skipped: no Chromium; set CHROMIUM_PATH)";

inBrowser(`a person takes over${why}`, () => {
  let server: TestServer;
  let zalo: ZaloSimulator;
  let messenger: MessengerSimulator;
  let admin: DeskClient;
  let lan: DeskClient;
  let browser: Browser;
  let office: Awaited<ReturnType<typeof knowledgeWithOffice>>;
  const contexts: BrowserContext[] = [];

  beforeAll(async () => {
    await promisify(execFile)(process.execPath, ["scripts/build.mjs"], { cwd: ROOT });
    const port = await freePort();
    zalo = await simulateZalo([port]);
    messenger = await simulateMessenger([port]);
    office = await knowledgeWithOffice("open");
    const env = { PORT: String(port), KNOWLEDGE_DIR: office.dir };
    server = await startTestServer({ ...env, ...zaloEnv(zalo, port), ...messengerEnv(messenger) });
    admin = await server.admin();
    await giveConsent(server.url, zalo, admin);
    lan = await hire(server.url, admin, { username: "lan", name: "Nguyễn Thị Lan" });
    browser = await openBrowser();
  }, 180_000);

  afterEach(async () => {
    await Promise.all(contexts.splice(0).map((context) => context.close()));
  });

  afterAll(async () => {
    await browser.close();
    await server.close();
    await Promise.all([zalo.close(), messenger.close(), office.drop()]);
  });

  /** The console of an operator who signs in by the form. */
  async function openDesk(size: Size, who: DeskClient = lan): Promise<Page> {
    return signInByForm(await newContext(size), server.url, who);
  }

  async function newContext(size: Size): Promise<BrowserContext> {
    const context = await browser.newContext({
      locale: "vi-VN",
      timezoneId: "Asia/Ho_Chi_Minh",
      ...SIZES[size],
    });
    context.setDefaultTimeout(PATIENCE_MS);
    contexts.push(context);
    return context;
  }

  const zaloCitizen = (): Citizen => {
    const id = zalo.addCitizen({ name: "Trần Văn Mẫu" }).userId;
    return {
      says: (text) => Promise.resolve(void zalo.citizenWrites(id, text)),
      heard: () => Promise.resolve(zalo.sentTo(id).map((one) => one.text)),
    };
  };
  const messengerCitizen = (): Citizen => {
    const id = messenger.addCitizen({ name: "Lê Thị Thử" }).userId;
    return {
      says: (text) => Promise.resolve(void messenger.citizenWrites(id, text)),
      heard: () => Promise.resolve(messenger.sentTo(id).map((one) => one.text)),
    };
  };

  for (const [name, size, newCitizen] of [
    ["zalo", "1280", () => Promise.resolve(zaloCitizen())],
    ["messenger", "390", () => Promise.resolve(messengerCitizen())],
    ["web", "1280", async () => webCitizen(await newWebCitizen(server.url))],
  ] as const) {
    it(`on ${name}, ${size} pixels: asked, alerted, claimed, answered, handed back, and the bot goes on`, async () => {
      const page = await openDesk(size);
      const faults = faultsOf(page);
      const citizen = await newCitizen();
      await citizen.says("làm căn cước cho con 14 tuổi cần giấy tờ gì");
      await hears(citizen, /căn cước/i);
      await citizen.says("cho tôi gặp cán bộ");
      await hears(citizen, /chuyển tới cán bộ[^]*trong giờ làm việc/);

      // The alert: the title says that somebody waits, without a reload.
      await page.waitForFunction(() => /\(1\)/.test(document.title));
      await shot(page, name, size, "1-alert");
      expect(await barriers(page)).toEqual([]);
      await page.getByText("Xin gặp cán bộ").first().click();
      await page.getByRole("button", { name: "Nhận", exact: true }).first().click();
      const box = page.getByRole("textbox", { name: "Trả lời người dân" });
      await box.waitFor();
      await hears(citizen, /Nguyễn Thị Lan[^]*trả lời anh\/chị tại đây/);

      // Meanwhile the bot is silent, whatever is asked.
      const before = (await citizen.heard()).length;
      await citizen.says("mà lệ phí là bao nhiêu");
      await page.getByText("mà lệ phí là bao nhiêu").first().waitFor();
      await box.fill("Cháu được miễn lệ phí lần đầu, chị mang theo mã định danh.");
      // On a phone the Enter key breaks the line.
      if (size === "390") await page.getByRole("button", { name: "Gửi" }).click();
      else await box.press("Enter");
      await hears(citizen, /miễn lệ phí lần đầu/);
      expect((await citizen.heard()).length).toBe(before + 1);
      await shot(page, name, size, "2-answered");
      expect(await barriers(page)).toEqual([]);

      await page.getByRole("button", { name: "Giao lại trợ lý" }).first().click();
      const dialog = page.getByRole("dialog");
      await dialog.getByRole("textbox").first().fill("Đã nói về lệ phí lần đầu");
      await dialog.getByRole("button", { name: "Giao lại" }).click();
      await dialog.waitFor({ state: "hidden" });
      await hears(citizen, /trợ lý tự động trả lời/);
      await citizen.says("thủ tục đăng ký kết hôn cần giấy tờ gì");
      await hears(citizen, /Nguồn[^]*/, (text) => /kết hôn/i.test(text));
      await shot(page, name, size, "3-handed-back");

      const { rows } = await server.store.run<{
        boundary: number;
        seq: number;
        settled: string;
        memory: string;
      }>(
        `select c.boundary_seq as boundary, c.seq, k.settled, c.memory::text from conversation c
         join handled_case k on k.conversation_id = c.id where c.channel = $1 order by k.opened_at desc limit 1`,
        [name],
      );
      expect(rows[0]).toMatchObject({ settled: "Đã nói về lệ phí lần đầu" });
      expect(rows[0]?.boundary).toBeGreaterThan(0);
      expect(rows[0]?.memory).not.toContain("mã định danh");
      expect(faults).toEqual([]);
    }, 120_000);
  }

  it("who answers in the platform's own tool has it just as well, and the desk shows so", async () => {
    const page = await openDesk("1280");
    const id = zalo.addCitizen({ name: "Phạm Thử" }).userId;
    zalo.citizenWrites(id, "cho tôi gặp cán bộ");
    await zalo.waitFor(() => zalo.sentTo(id).length === 1, PATIENCE_MS);
    await zalo.idle();
    zalo.humanReplies(id, "Chào anh, tôi trả lời ngay trong Zalo.");
    await page.getByRole("button", { name: /^Tất cả/ }).click();
    await page.getByText("Phạm Thử").first().click();
    await page.getByText("tôi trả lời ngay trong Zalo").last().waitFor();
    zalo.citizenWrites(id, "lệ phí đăng ký kết hôn bao nhiêu");
    await page.getByText("lệ phí đăng ký kết hôn bao nhiêu").last().waitFor();
    await zalo.idle();
    expect(zalo.sentTo(id)).toHaveLength(1);
  }, 90_000);

  it("a person in the Page's inbox takes the thread, and gives it back", async () => {
    const id = messenger.addCitizen({ name: "Hoàng Thử" }).userId;
    messenger.citizenWrites(id, "đăng ký khai sinh cần giấy tờ gì");
    await messenger.waitFor(() => messenger.sentTo(id).length === 1, PATIENCE_MS);
    await messenger.idle();
    messenger.humanReplies(id, "Để tôi trả lời anh trong hộp thư Trang.");
    const stateOf = async () => {
      const { rows } = await server.store.run<{ state: string; holder: string | null }>(
        "select state, holder from conversation where channel = 'messenger' and citizen_id = $1",
        [id],
      );
      return rows[0];
    };
    await until("held in the inbox", async () => (await stateOf())?.state === "held");
    expect((await stateOf())?.holder).toBe("platform:messenger:page_inbox");
    messenger.citizenWrites(id, "lệ phí bao nhiêu");
    await messenger.idle();
    expect(messenger.sentTo(id)).toHaveLength(1);
    messenger.passControlBack(id);
    await until("back with the bot", async () => (await stateOf())?.state === "bot");
    messenger.citizenWrites(id, "đăng ký kết hôn lệ phí bao nhiêu");
    await messenger.waitFor(() => messenger.sentTo(id).length === 2, PATIENCE_MS);
  }, 90_000);
});

inBrowser(`out of hours${why}`, () => {
  for (const size of ["1280", "390"] as const)
    it(`the citizen leaves a number with consent, and is called back, at ${size} pixels`, async () => {
      await promisify(execFile)(process.execPath, ["scripts/build.mjs"], { cwd: ROOT });
      const office = await knowledgeWithOffice("shut");
      const port = await freePort();
      const zalo = await simulateZalo([port]);
      const server = await startTestServer({
        PORT: String(port),
        KNOWLEDGE_DIR: office.dir,
        ...zaloEnv(zalo, port),
      });
      const browser = await openBrowser();
      try {
        const admin = await server.admin();
        await giveConsent(server.url, zalo, admin);
        const lan = await hire(server.url, admin, { username: "lan", name: "Nguyễn Thị Lan" });
        const id = zalo.addCitizen({ name: "Trần Văn Mẫu" }).userId;
        const hears = (words: RegExp) =>
          zalo.waitFor(() => zalo.sentTo(id).find((one) => words.test(one.text)), PATIENCE_MS);
        const taps = (title: string): void => {
          const button = zalo
            .sentTo(id)
            .flatMap((one) => one.buttons)
            .findLast((one) => one.title === title);
          if (button === undefined) throw new Error(`no button "${title}"`);
          zalo.citizenTaps(id, button);
        };
        zalo.citizenWrites(id, "cho tôi gặp cán bộ");
        await hears(/ngoài giờ làm việc/);
        taps("Để lại số gọi lại");
        await hears(/có đồng ý không/);
        taps("Đồng ý");
        await hears(/nhắn số điện thoại/);
        zalo.citizenWrites(id, "0912 345 678");
        await hears(/Đã ghi số 0912 \*\*\* 678/);

        const context = await browser.newContext({
          locale: "vi-VN",
          timezoneId: "Asia/Ho_Chi_Minh",
          ...SIZES[size],
        });
        context.setDefaultTimeout(PATIENCE_MS);
        const page = await signInByForm(context, server.url, lan);
        await page.getByText("Xin gặp cán bộ").first().click();
        await page.getByRole("button", { name: "Nhận", exact: true }).first().click();
        if (size === "390") await page.getByRole("button", { name: /Chi tiết/ }).click();
        await page.getByText("0912345678").or(page.getByText("0912 345 678")).first().waitFor();
        await shot(page, "callback", size, "1-number");
        expect(await barriers(page)).toEqual([]);
        await page.getByRole("button", { name: "Đã gọi" }).first().click();
        await until("the call is in the record", async () => {
          const { rows } = await server.store.run<{ state: string }>("select state from callback");
          return rows[0]?.state === "done";
        });
        await context.close();
      } finally {
        await browser.close();
        await server.close();
        await Promise.all([zalo.close(), office.drop()]);
      }
    }, 150_000);
});

async function signInByForm(context: BrowserContext, url: string, who: DeskClient): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${url}/desk`);
  await page.getByLabel("Tên đăng nhập").fill(who.username);
  await page.getByRole("textbox", { name: "Mật khẩu" }).fill(who.password);
  await page.getByRole("button", { name: "Đăng nhập" }).click();
  await page.getByRole("group", { name: "Hàng chờ" }).waitFor();
  return page;
}

function webCitizen(page: WebCitizen): Citizen {
  return {
    says: (text) => page.says(text),
    heard: async () =>
      (await page.history()).messages.filter((one) => one.speaker !== "citizen").map((one) => one.text),
  };
}

/** Waits until something like this has reached the citizen. */
async function hears(
  citizen: Citizen,
  words: RegExp,
  also: (text: string) => boolean = () => true,
): Promise<void> {
  await until(
    `the citizen hears ${String(words)}`,
    async () => (await citizen.heard()).some((text) => words.test(text) && also(text)),
    PATIENCE_MS,
  );
}

/** Errors of the page, without the 401 that says that nobody has signed in yet. */
function faultsOf(page: Page): string[] {
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("console", (line) => {
    if (line.type() === "error" && !line.text().includes("401")) faults.push(line.text());
  });
  return faults;
}

async function shot(page: Page, channel: string, size: Size, what: string): Promise<void> {
  await page.screenshot({
    path: `${ROOT}artifacts/screenshots/desk-${channel}-${size}-${what}.png`,
    animations: "disabled",
  });
}

/** What axe finds serious. */
async function barriers(page: Page): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`);
}

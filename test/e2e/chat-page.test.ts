import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from "playwright-core";
import { startTestServer, type TestServer } from "../support/server.ts";
import { findChromium, openBrowser } from "./browser.ts";

/** The citizen's page in a real browser, talking to a real server with the starter catalogue. */

const ROOT = new URL("../../", import.meta.url).pathname;
const QUESTION = "thủ tục đăng ký kết hôn cần giấy tờ gì";
const PATIENCE_MS = 20_000;

const sizes = [
  { name: "1280", viewport: { width: 1280, height: 800 } },
  { name: "390", viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
] as const;

const hasBrowser = findChromium() !== undefined;
const inBrowser = hasBrowser ? describe : describe.skip;

inBrowser(`chat page${hasBrowser ? "" : " (skipped: no Chromium; set CHROMIUM_PATH)"}`, () => {
  let server: TestServer;
  let browser: Browser;
  const contexts: BrowserContext[] = [];

  beforeAll(async () => {
    // Does nothing when the build is up to date; so the page under test is the page in the working tree.
    await promisify(execFile)(process.execPath, ["scripts/build.mjs"], { cwd: ROOT });
    server = await startTestServer();
    browser = await openBrowser();
  }, 120_000);

  afterEach(async () => {
    await Promise.all(contexts.splice(0).map((context) => context.close()));
  });

  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  /** A browser of a citizen who has never been here. */
  async function newCitizen(options: BrowserContextOptions = sizes[0]): Promise<BrowserContext> {
    const context = await browser.newContext({ locale: "vi-VN", timezoneId: "Asia/Ho_Chi_Minh", ...options });
    context.setDefaultTimeout(PATIENCE_MS);
    contexts.push(context);
    return context;
  }

  async function openChat(context: BrowserContext): Promise<Page> {
    const page = await context.newPage();
    await page.goto(server.url);
    await questionField(page).and(page.locator(":enabled")).waitFor();
    return page;
  }

  async function noteTaken(page: Page, size: string, what: string): Promise<void> {
    await page.screenshot({ path: `${ROOT}artifacts/screenshots/chat-${size}-${what}.png` });
  }

  for (const { name, ...size } of sizes) {
    it(`answers, keeps the conversation and has no barriers at ${name} pixels`, async () => {
      const page = await openChat(await newCitizen(size));
      const faults: string[] = [];
      page.on("pageerror", (error) => faults.push(String(error)));
      page.on("console", (line) => {
        if (line.type() === "error") faults.push(line.text());
      });
      await noteTaken(page, name, "1-start");
      expect(await barriers(page)).toEqual([]);

      await ask(page, QUESTION);
      const first = answers(page).first();
      await first.getByText(/nguồn/i).first().waitFor();
      expect(await first.innerText()).toMatch(/kết hôn/i);
      await noteTaken(page, name, "2-answer");

      const answersBefore = await answers(page).count();
      await first.getByRole("button").first().click();
      await answers(page).nth(answersBefore).waitFor();
      await noteTaken(page, name, "3-button");
      expect(await barriers(page)).toEqual([]);
      expect(await overflow(page)).toBe(0);

      const before = await log(page).innerText();
      await page.reload();
      await answers(page).nth(answersBefore).waitFor();
      expect(await log(page).innerText()).toContain(before);
      await noteTaken(page, name, "4-reloaded");
      expect(faults).toEqual([]);
    }, 90_000);
  }

  it("sends with the keyboard alone, where Shift+Enter starts a line", async () => {
    const page = await openChat(await newCitizen());
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter"); // the link that skips to the field
    await page.keyboard.type("đăng ký khai sinh");
    await page.keyboard.press("Shift+Enter");
    await page.keyboard.type("nộp ở đâu");
    expect(await said(page).count()).toBe(0);
    await page.keyboard.press("Enter");
    await said(page).getByText("nộp ở đâu").waitFor();
    expect(await said(page).innerText()).toMatch(/đăng ký khai sinh\nnộp ở đâu/);
    await answers(page).first().waitFor();
  }, 60_000);

  it("lets a phone's Enter start a line and sends with the button, by keyboard too", async () => {
    const page = await openChat(await newCitizen(sizes[1]));
    await questionField(page).focus();
    await page.keyboard.type("lệ phí cấp thẻ căn cước");
    await page.keyboard.press("Enter");
    await page.keyboard.type("là bao nhiêu");
    expect(await said(page).count()).toBe(0);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await said(page).getByText("là bao nhiêu").waitFor();
    await answers(page).first().waitFor();
  }, 60_000);

  it("shows markup as the characters it is made of", async () => {
    const page = await openChat(await newCitizen());
    const markup = `<img src="x" onerror="document.title='x'"> javascript:alert(1) https://dichvucong.gov.vn/.`;
    await ask(page, markup);
    await said(page).getByText(markup).waitFor();
    await answers(page).first().waitFor();
    expect(await log(page).locator("img").count()).toBe(0);
    const links = await said(page)
      .getByRole("link")
      .evaluateAll((all) => all.map((a) => a.getAttribute("href")));
    expect(links).toEqual(["https://dichvucong.gov.vn/"]);
  }, 60_000);

  it("is readable in the dark and on the narrowest phones", async () => {
    const page = await openChat(
      await newCitizen({ viewport: { width: 320, height: 640 }, colorScheme: "dark" }),
    );
    await ask(page, QUESTION);
    await answers(page).first().waitFor();
    await noteTaken(page, "320", "dark");
    expect(await barriers(page)).toEqual([]);
    expect(await overflow(page)).toBe(0);
  }, 60_000);

  it("refuses to send what is too long, and sends what is just short enough", async () => {
    const page = await openChat(await newCitizen());
    await questionField(page).fill("a".repeat(2001));
    await page.getByText("Tin quá dài").waitFor();
    expect(await sendButton(page).isDisabled()).toBe(true);
    await questionField(page).fill("a".repeat(2000));
    await sendButton(page).click();
    await said(page).waitFor();
    await answers(page).first().waitFor();
  }, 60_000);

  it("sends by itself, once, what was written while the network was gone", async () => {
    const context = await newCitizen(sizes[1]);
    const page = await openChat(context);
    await context.setOffline(true);
    await page.getByText("mất kết nối mạng").waitFor();
    await ask(page, QUESTION);
    await said(page).getByText("Chưa gửi được").waitFor();
    await noteTaken(page, "390", "offline");
    expect(await barriers(page)).toEqual([]);

    await context.setOffline(false);
    await answers(page).first().waitFor();
    expect(await said(page).count()).toBe(1);
    expect(await page.getByText("mất kết nối mạng").count()).toBe(0);
  }, 60_000);

  it("does not lose an unsent message in a reload", async () => {
    const page = await openChat(await newCitizen());
    await cutLiveLink(page);
    await page.route("**/api/chat/messages", (route) => route.abort());
    await ask(page, QUESTION);
    await said(page).getByText("Chưa gửi được").waitFor();
    await page.unroute("**/api/chat/messages");
    await page.reload();
    await answers(page).first().waitFor();
    expect(await said(page).count()).toBe(1);
  }, 60_000);

  it("stores a message once when its acknowledgement was lost and the citizen tries again", async () => {
    const context = await newCitizen();
    const page = await openChat(context);
    await cutLiveLink(page);
    await page.route("**/api/chat/messages?after=*", (route) => route.abort());
    const sent: string[] = [];
    await page.route("**/api/chat/messages", async (route) => {
      sent.push(route.request().postData() ?? "");
      const response = await route.fetch();
      if (sent.length === 1) await route.abort();
      else await route.fulfill({ response });
    });
    await ask(page, QUESTION);
    await said(page).getByText("Chưa gửi được").waitFor();
    await noteTaken(page, "1280", "not-sent");
    await page.getByRole("button", { name: "Gửi lại" }).click();
    await said(page).getByText("Đã gửi").waitFor();
    expect(sent).toHaveLength(2);
    expect(sent[1]).toBe(sent[0]);

    await page.close();
    const fresh = await openChat(context);
    await answers(fresh).first().waitFor();
    expect(await said(fresh).count()).toBe(1);
  }, 60_000);

  it("works without the live link, by asking every few seconds", async () => {
    const context = await newCitizen();
    await context.route("**/socket.io/**", (route) => route.abort());
    await context.routeWebSocket(/socket\.io/, (socket) => socket.close());
    const page = await openChat(context);
    await ask(page, QUESTION);
    await answers(page).first().getByText(/nguồn/i).first().waitFor();
    expect(await said(page).count()).toBe(1);
  }, 60_000);

  it("tells a reader who has scrolled up of news instead of pulling them away", async () => {
    const context = await newCitizen({ viewport: { width: 390, height: 560 } });
    const page = await openChat(context);
    await ask(page, QUESTION);
    await answers(page).first().waitFor();
    const box = page.getByRole("region", { name: "Nội dung trò chuyện" });
    await box.evaluate((element) => {
      element.scrollTop = 0;
    });
    await page.getByRole("button", { name: "Xuống tin cuối cùng" }).waitFor();

    const otherTab = await openChat(context);
    await ask(otherTab, "đăng ký khai sinh nộp ở đâu");
    await page.getByRole("button", { name: "Tin mới" }).waitFor();
    expect(await box.evaluate((element) => element.scrollTop)).toBe(0);
    await page.getByRole("button", { name: "Tin mới" }).click();
    await page.getByRole("button", { name: "Tin mới" }).waitFor({ state: "detached" });
    const fromEnd = await box.evaluate((one) => one.scrollHeight - one.scrollTop - one.clientHeight);
    expect(fromEnd).toBeLessThan(2);
  }, 60_000);
});

const questionField = (page: Page): Locator => page.getByLabel("Câu hỏi của anh/chị");
const sendButton = (page: Page): Locator => page.getByRole("button", { name: "Gửi", exact: true });
const log = (page: Page): Locator => page.getByRole("log");
const answers = (page: Page): Locator => log(page).locator("[data-answer]");
/** The citizen's messages, delivered or not. */
const said = (page: Page): Locator => log(page).locator(".message-citizen");

async function ask(page: Page, text: string): Promise<void> {
  await questionField(page).fill(text);
  await sendButton(page).click();
}

/** Closes the socket and keeps it closed, so that only HTTP is left. */
async function cutLiveLink(page: Page): Promise<void> {
  await page.route("**/socket.io/**", (route) => route.abort());
  await page.routeWebSocket(/socket\.io/, (socket) => socket.close());
  await page.reload();
  await questionField(page).and(page.locator(":enabled")).waitFor();
}

/** What axe finds that keeps people from using the page. */
async function barriers(page: Page): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" | ")}`);
}

/** By how many pixels the page is wider than the window. */
function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
}

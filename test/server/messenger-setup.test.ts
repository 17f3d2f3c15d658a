import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { MessengerSimulator } from "../simulators/messenger/simulator.ts";
import { startMessengerSimulator } from "../simulators/messenger/simulator.ts";
import { configAt, PAGE } from "../channels/messenger/small-graph.ts";
import { closedAfterEach } from "../support/cleanup.ts";

describe("npm run messenger:setup", () => {
  const onClose = closedAfterEach();

  const simulator = async (): Promise<MessengerSimulator> => {
    const { appId, appSecret, pageId, pageToken, verifyToken } = configAt("");
    const meta = await startMessengerSimulator({
      ...{ appId, appSecret, pageId, pageToken, verifyToken },
      subscribedFields: [],
      requireAppsecretProof: true,
    });
    onClose(() => meta.close());
    return meta;
  };

  const setup = async (env: Record<string, string>) => {
    const command = promisify(execFile)(
      process.execPath,
      ["--import", "tsx", "src/server/messenger-setup.ts"],
      { env: { PATH: process.env["PATH"], SECRET_KEY: "a-secret-for-tests-only-0123456789abcdef", ...env } },
    );
    return command.then(
      ({ stdout }) => ({ code: 0, said: stdout }),
      (error: unknown) => {
        const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
        return { code, said: stdout + stderr };
      },
    );
  };

  const envOf = (meta: MessengerSimulator): Record<string, string> => {
    const { appId, appSecret, pageId, pageToken, verifyToken } = configAt("");
    return {
      MESSENGER_APP_ID: appId,
      MESSENGER_APP_SECRET: appSecret,
      MESSENGER_PAGE_ID: pageId,
      MESSENGER_PAGE_TOKEN: pageToken,
      MESSENGER_VERIFY_TOKEN: verifyToken,
      MESSENGER_GRAPH_URL: meta.url,
      PUBLIC_URL: "https://bot.example.gov.vn",
    };
  };

  it("subscribes the Page, sets what citizens see, and says what is left to do by hand", async () => {
    const meta = await simulator();
    const { code, said } = await setup({
      ...envOf(meta),
      CENTRE_NAME: "Trung tâm Thử nghiệm",
      CENTRE_PORTAL_URL: "https://dichvucong.example.gov.vn",
    });
    expect(said).toContain("dùng được, không có ngày hết hạn");
    expect(said).toContain("Đăng ký nhận sự kiện của Trang: xong");
    expect(said).toContain("https://bot.example.gov.vn/webhooks/messenger/data-deletion");
    expect(said).toContain("hop_v2=true");
    expect(said).not.toContain(configAt("").pageToken);
    expect(code).toBe(0);
    expect(meta.subscribed).toBe(true);
    expect(meta.profile).toMatchObject({
      getStarted: "GET_STARTED",
      greeting: expect.stringContaining("Trung tâm Thử nghiệm") as string,
      menu: [
        { type: "postback", title: "Hỏi trợ lý", payload: "#mc:bot" },
        { type: "postback", title: "Gặp cán bộ", payload: "#mc:person" },
        { type: "web_url", title: "Cổng dịch vụ công", url: "https://dichvucong.example.gov.vn" },
      ],
    });
    expect(meta.profile.iceBreakers).toHaveLength(4);
    expect(meta.refused()).toEqual([]);
  });

  it("ends with 1 when the token is dead, and does nothing then", async () => {
    const meta = await simulator();
    meta.faults.tokenTrouble = "expired";
    const { code, said } = await setup(envOf(meta));
    expect(said).toContain("không dùng được");
    expect(said).toContain("190/463");
    expect(code).toBe(1);
    expect(meta.subscribed).toBe(false);
  });

  it("ends with 1 when the token is another Page's", async () => {
    const meta = await simulator();
    const { code, said } = await setup({ ...envOf(meta), MESSENGER_PAGE_ID: `${PAGE}1` });
    expect(said).toContain("MESSENGER_PAGE_ID");
    expect(code).toBe(1);
    expect(meta.subscribed).toBe(false);
  });

  it("ends with 1 when Meta cannot be reached, or nothing is configured", async () => {
    const meta = await simulator();
    meta.faults.otherHttp5xx = 1;
    const failed = await setup(envOf(meta));
    expect(failed.said).toContain("chưa được (http_502)");
    expect(failed.code).toBe(1);
    const bare = await setup({});
    expect(bare.said).toContain("[config_invalid]");
    expect(bare.code).toBe(1);
  });
});

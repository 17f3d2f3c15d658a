import { parseArgs, type ParseArgsConfig } from "node:util";
import { closeOnSignal, startOrExplain, wholeNumber } from "../shared/command-line.ts";
import { startZaloSimulator } from "./simulator.ts";

/** Made up, and the same at each start, so that a configured program keeps working. */
const MADE_UP = {
  ZALO_APP_ID: "4111222333444555666",
  ZALO_APP_SECRET: "AppSecret-made-up-0002",
  ZALO_OA_ID: "3777000111222333444",
  ZALO_OA_SECRET: "OaSecretKey-made-up-0001",
} as const;

const CITIZENS = [
  ["8123456789012345678", "Nguyễn Văn A"],
  ["8123456789012345679", "Trần Thị B"],
  ["8123456789012345680", "Lê Văn C"],
] as const;

const USAGE = `Zalo mô phỏng: npm run simulate -- zalo [tùy chọn]
  --port 4010                                            cổng của trình mô phỏng
  --host 127.0.0.1                                       địa chỉ lắng nghe
  --webhook http://localhost:3000/webhooks/zalo          webhook; nhiều phiên bản thì lặp lại tùy chọn
  --callback http://localhost:3000/oauth/zalo/callback   địa chỉ nhận mã đã đăng ký
  --rate 100                                             số lời gọi mỗi phút
  --retries 30000,300000,900000,1800000,3600000          khoảng chờ giao lại webhook (ms)
  --consented                                            coi như OA đã cấp quyền
  --quiet                                                không in từng sự kiện
Đọc thêm ZALO_APP_ID, ZALO_APP_SECRET, ZALO_OA_ID, ZALO_OA_SECRET từ môi trường.`;

const OPTIONS = {
  port: { type: "string", default: "4010" },
  host: { type: "string", default: "127.0.0.1" },
  webhook: { type: "string", multiple: true, default: ["http://localhost:3000/webhooks/zalo"] },
  callback: { type: "string", default: "http://localhost:3000/oauth/zalo/callback" },
  rate: { type: "string", default: "100" },
  retries: { type: "string" },
  consented: { type: "boolean", default: false },
  quiet: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} satisfies ParseArgsConfig["options"];

/** Runs the simulator until the process is told to stop. Wrong options are explained, with exit code 2. */
export async function run(args: readonly string[]): Promise<void> {
  await startOrExplain(async () => start(args), USAGE);
}

async function start(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  if (values.help) {
    console.log(USAGE);
    return;
  }
  const secretOf = (key: keyof typeof MADE_UP): string => process.env[key] || MADE_UP[key];
  const appId = secretOf("ZALO_APP_ID");
  const appSecret = secretOf("ZALO_APP_SECRET");
  const oaId = secretOf("ZALO_OA_ID");
  const oaSecret = secretOf("ZALO_OA_SECRET");
  const simulator = await startZaloSimulator({
    port: wholeNumber(values.port, 65_535),
    host: values.host,
    appId,
    appSecret,
    oaId,
    oaSecret,
    callbackUrl: values.callback,
    webhookUrls: values.webhook,
    rateLimitPerMinute: wholeNumber(values.rate, 1_000_000),
    consented: values.consented,
    mediaBaseUrl: `http://localhost:${values.port}/cdn`,
    log: !values.quiet,
    ...(values.retries === undefined
      ? {}
      : { retryDelaysMs: values.retries.split(",").map((one) => wholeNumber(one, 86_400_000)) }),
  });
  for (const [userId, name] of CITIZENS) simulator.addCitizen({ userId, name });

  const shown = `http://localhost:${new URL(simulator.url).port}`;
  const program = new URL(values.callback).origin;
  console.log(`Zalo mô phỏng: ${shown}

Chạy Motcua với môi trường sau, ở một cửa sổ khác:

ZALO_APP_ID=${appId}
ZALO_APP_SECRET=${appSecret}
ZALO_OA_ID=${oaId}
ZALO_OA_SECRET=${oaSecret}
ZALO_OAUTH_URL=${shown}
ZALO_API_URL=${shown}
PUBLIC_URL=${program}

Webhook: ${values.webhook.join(", ")}
Cấp quyền một lần, sau khi đăng nhập quản trị ở ${program}/desk (sự kiện chỉ được giao sau đó): ${program}/oauth/zalo/start
Dừng: Ctrl+C
`);
  closeOnSignal(simulator);
}

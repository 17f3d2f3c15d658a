import { parseArgs, type ParseArgsConfig } from "node:util";
import { closeOnSignal, startOrExplain, wholeNumber } from "../shared/command-line.ts";
import { startMessengerSimulator } from "./simulator.ts";

/** Made up, and the same at each start, so that a configured program keeps working. */
const MADE_UP = {
  MESSENGER_APP_ID: "900800700600500",
  MESSENGER_APP_SECRET: "MetaAppSecret-made-up-0003",
  MESSENGER_PAGE_ID: "100200300400500",
  MESSENGER_PAGE_TOKEN: "page-access-token-made-up",
  MESSENGER_VERIFY_TOKEN: "verify-made-up",
} as const;

const CITIZENS = [
  ["6543210987654321", "Nguyễn Văn A"],
  ["6543210987654322", "Trần Thị B"],
  ["6543210987654323", "Lê Văn C"],
] as const;

const USAGE = `Messenger mô phỏng: npm run simulate -- messenger [tùy chọn]
  --port 4020                                              cổng của trình mô phỏng
  --host 127.0.0.1                                         địa chỉ lắng nghe
  --webhook http://localhost:3000/webhooks/messenger       webhook; nhiều phiên bản thì lặp lại tùy chọn
  --rate 300                                               số tin gửi mỗi giây
  --retries 1000,5000,15000,60000,300000,900000            khoảng chờ giao lại webhook (ms), khoảng cuối lặp mãi
  --unsubscribe-after 3600000                              hỏng bao lâu thì Trang bị ngừng giao (ms)
  --human-agent                                            coi như HUMAN_AGENT đã được duyệt
  --no-routing                                             Trang chưa chọn ứng dụng mặc định
  --unsubscribed                                           Trang chưa đăng ký sự kiện nào
  --quiet                                                  không in từng sự kiện
Đọc thêm ${Object.keys(MADE_UP).join(", ")} từ môi trường.`;

const OPTIONS = {
  port: { type: "string", default: "4020" },
  host: { type: "string", default: "127.0.0.1" },
  webhook: { type: "string", multiple: true, default: ["http://localhost:3000/webhooks/messenger"] },
  rate: { type: "string", default: "300" },
  retries: { type: "string" },
  "unsubscribe-after": { type: "string", default: "3600000" },
  "human-agent": { type: "boolean", default: false },
  "no-routing": { type: "boolean", default: false },
  unsubscribed: { type: "boolean", default: false },
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
  const simulator = await startMessengerSimulator({
    port: wholeNumber(values.port, 65_535),
    host: values.host,
    appId: secretOf("MESSENGER_APP_ID"),
    appSecret: secretOf("MESSENGER_APP_SECRET"),
    pageId: secretOf("MESSENGER_PAGE_ID"),
    pageToken: secretOf("MESSENGER_PAGE_TOKEN"),
    verifyToken: secretOf("MESSENGER_VERIFY_TOKEN"),
    webhookUrl: values.webhook,
    sendsPerSecond: wholeNumber(values.rate, 1_000_000),
    unsubscribeAfterMs: wholeNumber(values["unsubscribe-after"], 7 * 86_400_000),
    humanAgentGranted: values["human-agent"],
    routing: !values["no-routing"],
    mediaBaseUrl: `http://localhost:${values.port}/cdn`,
    log: !values.quiet,
    ...(values.unsubscribed ? { subscribedFields: [] } : {}),
    ...(values.retries === undefined
      ? {}
      : { retryDelaysMs: values.retries.split(",").map((one) => wholeNumber(one, 86_400_000)) }),
  });
  for (const [userId, name] of CITIZENS) simulator.addCitizen({ userId, name });

  const shown = `http://localhost:${new URL(simulator.url).port}`;
  const settings = (Object.keys(MADE_UP) as (keyof typeof MADE_UP)[]).map((key) => `${key}=${secretOf(key)}`);
  console.log(`Messenger mô phỏng: ${shown}

Chạy Motcua với môi trường sau, ở một cửa sổ khác:

${settings.join("\n")}
MESSENGER_GRAPH_URL=${shown}
MESSENGER_HUMAN_AGENT=${values["human-agent"]}

Webhook: ${values.webhook.join(", ")}
Kiểm tra địa chỉ webhook: nút "Xác minh webhook" trên trang.
Dừng: Ctrl+C
`);
  closeOnSignal(simulator);
}

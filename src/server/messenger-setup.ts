import { createMessengerChannel } from "../channels/messenger/messenger-channel.ts";
import type { PageProfile, SetupOutcome } from "../channels/messenger/page-setup.ts";
import type { MessengerState } from "../channels/messenger/state.ts";
import type { Centre } from "../core/answering.ts";
import { MotcuaError } from "../core/errors.ts";
import { writePayload } from "../core/payload.ts";
import { configFromProcess } from "../platform/config.ts";
import { createLog } from "../platform/log.ts";

/** Questions as citizens ask them, to tap at the start of a conversation; Meta takes four. */
const ICE_BREAKERS = [
  "Đăng ký khai sinh cần giấy tờ gì?",
  "Làm lại căn cước hết bao nhiêu tiền?",
  "Đăng ký hộ kinh doanh ở đâu?",
  "Chứng thực bản sao mất bao lâu?",
];

/** Meta shows this much of the greeting. */
const GREETING_LENGTH = 160;

/**
 * `npm run messenger:setup`: looks whether the Page's token is good, subscribes the application to the Page's events
 * and sets what citizens see before they write. It can be run again at any time. Prints what was done and what is left
 * to do by hand; ends with 1 when a step failed.
 */
async function main(): Promise<number> {
  const config = configFromProcess();
  if (config.messenger === undefined) {
    throw new MotcuaError(
      "config_invalid",
      "Chưa có cấu hình Messenger: đặt các biến MESSENGER_… rồi chạy lại.",
    );
  }
  const channel = createMessengerChannel(
    { ...config.messenger, sendTimeoutMs: config.sendTimeoutMs },
    {
      // A handful of calls, beside a server that may hold the database: they are not counted.
      rateGate: { take: () => Promise.resolve({ granted: true }) },
      clock: () => new Date(),
      random: Math.random,
      // What fails is said below, in words.
      log: createLog("silent"),
    },
  );

  const state = await channel.checkState();
  const faults = faultsOf(state);
  say(`Mã truy cập của Trang: ${tokenWords(state)}`);
  for (const fault of faults) say(`! ${fault}`);
  // With a token that is known to be dead every further step would only say so again.
  if (state.token === "invalid" || state.isConfigured === false) return 1;

  const steps: readonly (readonly [string, () => Promise<SetupOutcome>])[] = [
    ["Đăng ký nhận sự kiện của Trang", () => channel.setup.subscribe()],
    [
      "Lời chào, nút bắt đầu, câu hỏi gợi ý, trình đơn",
      () => channel.setup.setProfile(profileOf(config.centre)),
    ],
  ];
  let failed = faults.length > 0;
  for (const [name, step] of steps) {
    const outcome = await step();
    say(outcome.done ? `${name}: xong` : `! ${name}: chưa được (${outcome.why})`);
    failed ||= !outcome.done;
  }

  say("\nViệc phải làm tay (hệ thống không kiểm tra được):");
  for (const line of byHand(state, config.publicUrl, config.messenger.humanAgent)) say(`- ${line}`);
  say(failed ? "\nThiết lập chưa xong." : "\nThiết lập xong.");
  return failed ? 1 : 0;
}

function tokenWords(state: MessengerState): string {
  if (state.token === "unchecked") return "chưa kiểm tra được";
  if (state.token === "invalid") return "không dùng được";
  const { expiresAt } = state;
  if (expiresAt === undefined || expiresAt === "never") return "dùng được, không có ngày hết hạn";
  return `dùng được, hết hạn lúc ${expiresAt.toISOString()}`;
}

function faultsOf(state: MessengerState): readonly string[] {
  return [
    ...(state.token === "valid" ? [] : [`Facebook trả lời: ${state.why ?? "không rõ"}`]),
    ...(state.isConfigured === false
      ? ["Mã truy cập thuộc Trang hoặc ứng dụng khác với MESSENGER_PAGE_ID, MESSENGER_APP_ID."]
      : []),
    ...state.missingPermissions.map((permission) => `Thiếu quyền ${permission}.`),
  ];
}

function profileOf(centre: Centre): PageProfile {
  const whole = `Xin chào anh/chị! Đây là trợ lý tự động của ${centre.name}, trả lời về thủ tục hành chính. Anh/chị có thể gặp cán bộ bất cứ lúc nào.`;
  const short = "Xin chào anh/chị! Đây là trợ lý tự động, trả lời về thủ tục hành chính.";
  return {
    greeting: whole.length <= GREETING_LENGTH ? whole : short,
    iceBreakers: ICE_BREAKERS,
    menu: [
      { title: "Hỏi trợ lý", payload: writePayload({ kind: "bot" }) },
      { title: "Gặp cán bộ", payload: writePayload({ kind: "person" }) },
      ...(centre.portalUrl === undefined ? [] : [{ title: "Cổng dịch vụ công", url: centre.portalUrl }]),
    ],
  };
}

/** What only the owner of the application and the Page can do, in Meta's own pages. */
function byHand(state: MessengerState, publicUrl: string, humanAgent: boolean): readonly string[] {
  const features = Object.entries(state.features).map(([name, value]) => `${name}=${value}`);
  return [
    `Bảng điều khiển ứng dụng, mục Webhooks: địa chỉ ${publicUrl}/webhooks/messenger, mã xác minh là MESSENGER_VERIFY_TOKEN.`,
    `Địa chỉ yêu cầu xóa dữ liệu: ${publicUrl}/webhooks/messenger/data-deletion; địa chỉ hủy ủy quyền: ${publicUrl}/webhooks/messenger/deauthorize.`,
    "Cài đặt Trang, mục định tuyến cuộc trò chuyện: chọn ứng dụng này làm ứng dụng mặc định, nếu không hai ứng dụng có thể cùng trả lời." +
      (features.length === 0 ? "" : ` Facebook báo: ${features.join(", ")}.`),
    "Meta Business Suite: tắt tin trả lời tức thì, tin vắng mặt, câu hỏi thường gặp và trợ lý của Meta.",
    "Duyệt ứng dụng: trước khi có Advanced Access cho pages_messaging, chỉ người có vai trò trong ứng dụng được trả lời.",
    humanAgent
      ? "MESSENGER_HUMAN_AGENT đang bật: chỉ đúng khi Facebook đã duyệt tính năng Human Agent."
      : "Cán bộ trả lời được trong 24 giờ; muốn 7 ngày thì xin duyệt tính năng Human Agent rồi đặt MESSENGER_HUMAN_AGENT=true.",
  ];
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const words =
      error instanceof MotcuaError ? `[${error.code}] ${error.message}` : String((error as Error).stack);
    process.stderr.write(`Không thiết lập được Messenger.\n${words}\n`);
    process.exitCode = 1;
  },
);

import { randomUUID } from "node:crypto";
import { createAccounts, resetAccountPassword } from "../access/accounts.ts";
import type { Account } from "../access/find-account.ts";
import { createHashing } from "../access/hash-password.ts";
import { MotcuaError } from "../core/errors.ts";
import { roleLabel } from "../core/people.ts";
import { configFromProcess, type Config } from "../platform/config.ts";
import { openStore } from "../store/open-store.ts";

const USAGE = `Cách dùng:
  npm run accounts -- list               các tài khoản
  npm run accounts -- reset <tên>        cấp mật khẩu dùng một lần, bỏ tạm khoá, kết thúc mọi phiên

Với PostgreSQL (DATABASE_URL) lệnh chạy được khi máy chủ đang chạy. Với dữ liệu nhúng (DATA_DIR) phải dừng máy chủ
trước, vì chỉ một tiến trình được mở thư mục dữ liệu. Khi còn quản trị viên đăng nhập được, hãy cấp lại mật khẩu trên
trang quản trị.
`;

const printed = (account: Account): string =>
  [
    account.username,
    roleLabel[account.role],
    account.name,
    account.active ? "đang dùng" : "đã ngừng",
    ...(account.lockedUntil === null ? [] : [`tạm khoá đến ${account.lockedUntil.toISOString()}`]),
    `đăng nhập gần nhất: ${account.lastSignInAt?.toISOString() ?? "chưa lần nào"}`,
  ].join("  ");

async function run(config: Config, args: readonly string[]): Promise<void> {
  const { signIn } = config;
  const clock = () => new Date();
  const store = await openStore(config.databaseUrl === undefined ? { dataDir: config.dataDir } : config);
  try {
    const hashing = createHashing();
    const accounts = createAccounts({ store, hashing, clock, newId: randomUUID, ...signIn });
    const [verb, username = ""] = args;
    if (verb === "list") {
      for (const account of await accounts.list()) process.stdout.write(`${printed(account)}\n`);
      return;
    }
    const { account, oneTimePassword } = await resetAccountPassword(
      store,
      accounts,
      username,
      "command_line",
    );
    process.stdout.write(
      `Mật khẩu dùng một lần của ${account.username}: ${oneTimePassword}\nPhải đổi mật khẩu ngay khi đăng nhập.\n`,
    );
  } finally {
    await store.close();
  }
}

async function main(args: readonly string[]): Promise<number> {
  const known = args[0] === "list" ? args.length === 1 : args[0] === "reset" && args.length === 2;
  if (!known) {
    process.stderr.write(USAGE);
    return 2;
  }
  try {
    await run(configFromProcess(), args);
    return 0;
  } catch (error) {
    if (!(error instanceof MotcuaError)) throw error;
    process.stderr.write(`${error.message}\n`);
    if (error.code === "data_dir_in_use") process.stderr.write(`\n${USAGE}`);
    return 1;
  }
}

process.exitCode = await main(process.argv.slice(2));

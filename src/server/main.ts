import { MotcuaError } from "../core/errors.ts";
import { configFromProcess } from "../platform/config.ts";
import { createLog } from "../platform/log.ts";
import { startMotcua } from "./start-motcua.ts";

/** `npm start`: everything in one process. Ends with 1 when it cannot start, saying why in one place. */
async function main(): Promise<void> {
  const config = configFromProcess();
  const log = createLog(config.logLevel);
  const motcua = await startMotcua(config, log);
  const { firstAdmin } = motcua;
  // The only time this password is shown; it works for one sign-in.
  if (firstAdmin !== undefined)
    process.stdout.write(
      `Tài khoản quản trị đầu tiên: ${firstAdmin.username}\nMật khẩu dùng một lần: ${firstAdmin.oneTimePassword}\n`,
    );
  process.stdout.write(`Bàn làm việc của cán bộ: ${motcua.url}/desk\n`);
  process.stdout.write(`Motcua đã sẵn sàng. Trang trò chuyện: ${motcua.url}/\n`);

  const stop = (signal: string): void => {
    log.info({ signal }, "stopping");
    void motcua.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ error }, "did not stop cleanly");
        process.exit(1);
      },
    );
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  process.on("uncaughtException", (error) => {
    // The state of this process is unknown; what is stored is not. A fresh start goes on from there.
    log.fatal({ error }, "ending after an error nobody handled");
    process.exit(1);
  });
}

main().catch((error: unknown) => {
  const words =
    error instanceof MotcuaError ? `[${error.code}] ${error.message}` : String((error as Error).stack);
  process.stderr.write(`Motcua không khởi động được.\n${words}\n`);
  process.exit(1);
});

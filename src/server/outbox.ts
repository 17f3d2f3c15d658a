import { listUnsent, retryFailed, type UnsentMessage } from "../messaging/unsent.ts";
import { configFromProcess, type Config } from "../platform/config.ts";
import { createLog } from "../platform/log.ts";
import { openStore } from "../store/open-store.ts";
import { startQueue } from "../store/queue.ts";
import { askServer, controlSocketPath, serverListens } from "./control-socket.ts";

const USAGE = `Cách dùng:
  npm run outbox                 tin không gửi được
  npm run outbox -- --open       cả tin đang chờ gửi
  npm run outbox -- retry <id>   gửi lại một tin không gửi được
`;

/** Works beside a running server: over its socket when embedded, straight on the database with PostgreSQL. */
interface Outbox {
  list(open: boolean): Promise<readonly UnsentMessage[]>;
  retry(id: number): Promise<boolean>;
  close(): Promise<void>;
}

async function openOutbox(config: Config): Promise<Outbox> {
  const path = controlSocketPath(config.dataDir);
  if (config.databaseUrl === undefined && (await serverListens(path))) {
    return {
      list: async (open) => (await askServer(path, "GET", `/outbox?open=${open ? 1 : 0}`)) as UnsentMessage[],
      retry: async (id) =>
        ((await askServer(path, "POST", `/outbox/${id}/retry`)) as { retried: boolean }).retried,
      close: () => Promise.resolve(),
    };
  }
  const store = await openStore(config.databaseUrl === undefined ? { dataDir: config.dataDir } : config);
  const clock = () => new Date();
  return {
    list: (open) => listUnsent(store, open),
    async retry(id) {
      const queue = await startQueue(store, clock, createLog("error"));
      const done = await retryFailed(store, queue, clock, id);
      await queue.stop(1000);
      return done;
    },
    close: () => store.close(),
  };
}

function printed(messages: readonly UnsentMessage[]): string {
  if (messages.length === 0) return "Không có tin nào.\n";
  const lines = messages.map((one) =>
    [
      `#${one.id}`,
      one.state,
      one.channel,
      one.citizenId,
      // A Date from the database, text from the socket.
      new Date(one.createdAt).toISOString(),
      `${one.errorCode ?? "-"}${one.needsAdmin ? " (cần quản trị viên)" : ""}`,
      one.errorDetail ?? "",
      // The text is for whoever answers for it, and it is on their own terminal.
      JSON.stringify(one.text.slice(0, 80)),
    ].join("  "),
  );
  return `${lines.join("\n")}\n${messages.length} tin\n`;
}

async function main(args: readonly string[]): Promise<number> {
  const [first, second] = args;
  const known =
    first === undefined || first === "--open" || (first === "retry" && /^\d+$/.test(second ?? ""));
  if (!known) {
    process.stderr.write(USAGE);
    return 2;
  }
  const outbox = await openOutbox(configFromProcess());
  try {
    if (first !== "retry") {
      process.stdout.write(printed(await outbox.list(first === "--open")));
      return 0;
    }
    const done = await outbox.retry(Number(second));
    process.stdout.write(done ? "Tin sẽ được gửi lại.\n" : "Không có tin nào không gửi được mang số này.\n");
    return done ? 0 : 1;
  } finally {
    await outbox.close();
  }
}

process.exitCode = await main(process.argv.slice(2));

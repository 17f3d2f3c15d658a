import { spawn, type ChildProcess } from "node:child_process";
import { createServer, type AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { signInOnce, type DeskClient } from "./desk-client.ts";

const MAIN = fileURLToPath(new URL("../../dist/server/main.js", import.meta.url));
const START_WITHIN_MS = 30_000;

/** A server in a process of its own, as `npm start` runs it (the build must be up to date). */
export interface ServerProcess {
  readonly url: string;
  /** SIGKILL: nothing can be tidied up. Resolves when the process is gone. */
  readonly kill: () => Promise<void>;
  /** SIGTERM; resolves to the exit code. */
  readonly stop: () => Promise<number | null>;
  /** What it wrote to its log so far. */
  log(): string;
  /** The administrator it made at its first start, signed in. */
  admin(): Promise<DeskClient>;
}

/** Starts a server and waits until it says that it is ready. @throws Error with its output when it does not start. */
export async function startServerProcess(env: Record<string, string>): Promise<ServerProcess> {
  const child = spawn(process.execPath, [MAIN], {
    env: { PATH: process.env["PATH"], LOG_LEVEL: "warn", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const output = outputOf(child);
  const url = await new Promise<string>((resolve, reject) => {
    const fail = (why: string): void => {
      child.kill("SIGKILL");
      reject(new Error(`${why}\n${output()}`));
    };
    const timer = setTimeout(() => {
      fail("the server did not start in time");
    }, START_WITHIN_MS);
    child.stdout.on("data", () => {
      const found = /Trang trò chuyện: (http:\/\/\S+?)\/\n/.exec(output())?.[1];
      if (found === undefined) return;
      clearTimeout(timer);
      resolve(found);
    });
    void ended.then(() => {
      clearTimeout(timer);
      fail("the server ended while starting");
    });
  });
  let admin: Promise<DeskClient> | undefined;
  return {
    url,
    kill: async () => {
      child.kill("SIGKILL");
      await ended;
    },
    stop: () => {
      child.kill("SIGTERM");
      return ended;
    },
    log: output,
    admin: () => {
      const found = /quản trị đầu tiên: (\S+)\n.*dùng một lần: (\S+)/.exec(output());
      if (found === null) throw new Error("this server made no first administrator");
      return (admin ??= signInOnce(url, found[1] ?? "", found[2] ?? ""));
    },
  };
}

function outputOf(child: ChildProcess): () => string {
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8");
    stream?.on("data", (part: string) => (text += part));
  }
  return () => text;
}

/** A port nobody listens on now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

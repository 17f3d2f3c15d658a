import { execFileSync } from "node:child_process";
import { cpus } from "node:os";
import { benchDesk } from "./desk.ts";
import { benchRetrieval } from "./retrieval.ts";
import { benchWebhook } from "./webhook.ts";

/** `npm run bench -- <name>`: figures are printed, never asserted. */
const BENCHES = { webhook: benchWebhook, retrieval: benchRetrieval, desk: benchDesk };

const name = process.argv[2] ?? "";
if (!Object.hasOwn(BENCHES, name)) {
  console.error(`npm run bench -- <${Object.keys(BENCHES).join("|")}>`);
  process.exit(2);
}
execFileSync(process.execPath, ["scripts/build.mjs"], { stdio: "inherit" });
console.log(`${cpus().length} cores, ${cpus()[0]?.model ?? "?"}, Node ${process.version}`);
await BENCHES[name as keyof typeof BENCHES]();
process.exit(0);

// Builds `dist/`: the server (types are checked apart, by `npm run typecheck`) and the pages.
// Skips what is up to date, so that `npm start` is quick; `--force` builds anew.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const MARK = "dist/.built";

/** Digest of everything that goes into the build. */
function digest() {
  const hash = createHash("sha256");
  const add = (path) => hash.update(path).update(readFileSync(path));
  const walk = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) =>
      a.name < b.name ? -1 : 1,
    )) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) walk(path);
      else add(path);
    }
  };
  walk("src");
  for (const file of ["package-lock.json", "tsconfig.json", "tsconfig.build.json", "vite.config.ts"])
    add(file);
  return hash.digest("hex");
}

const wanted = digest();
if (!process.argv.includes("--force") && existsSync(MARK) && readFileSync(MARK, "utf8") === wanted)
  process.exit(0);

rmSync("dist", { recursive: true, force: true });
mkdirSync("dist");
const node = (script, ...args) => execFileSync(process.execPath, [script, ...args], { stdio: "inherit" });
node("node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json");
cpSync("src/store/migrations", "dist/store/migrations", { recursive: true });
for (const page of ["chat", "desk"]) {
  process.env.PAGE = page;
  node("node_modules/vite/bin/vite.js", "build", "--logLevel", "warn");
}
writeFileSync(MARK, wanted);

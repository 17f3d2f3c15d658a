// Adds up the real counts of all suites and prints the one line CI is judged by.
//   node scripts/ci-summary.mjs <folder with jest-*.json, check-*, kill.txt>
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const [folder] = process.argv.slice(2);
const read = (name) => readFileSync(join(folder, name), "utf8");
const files = readdirSync(folder);

/** Name of a test to its best end over the runs: what one run skips, another may have run. */
const tests = new Map();
const RANK = { skipped: 0, passed: 1, failed: 2 };
let broken = 0;
for (const name of files.filter((file) => /^jest-.*\.json$/.test(file))) {
  for (const suite of JSON.parse(read(name)).testResults) {
    // A suite that could not even be loaded has no tests and counts as one failure.
    if (suite.status === "failed" && suite.assertionResults.length === 0) broken++;
    for (const { fullName, status } of suite.assertionResults) {
      const key = `${suite.name}\n${fullName.replace(/ \[skipped: [^\]]*\]/, "")}`;
      const end = status === "passed" || status === "failed" ? status : "skipped";
      if (!tests.has(key) || RANK[end] > RANK[tests.get(key)]) tests.set(key, end);
    }
  }
}
const count = { passed: 0, failed: broken, skipped: 0 };
for (const end of tests.values()) count[end]++;
for (const name of files.filter((file) => file.startsWith("check-"))) count[read(name).trim()]++;
if (files.includes("kill.txt")) {
  const found = /(\d+) passed, (\d+) failed, (\d+) skipped\s*$/.exec(read("kill.txt"));
  if (found === null) count.failed++;
  else ["passed", "failed", "skipped"].forEach((key, index) => (count[key] += Number(found[index + 1])));
}
console.log(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
process.exit(count.failed === 0 && count.passed > 0 ? 0 : 1);

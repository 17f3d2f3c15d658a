/** `npm run simulate -- <name> [options]`: a platform on this machine to work and test against. */
const SIMULATORS: Readonly<Record<string, () => Promise<{ run(args: readonly string[]): Promise<void> }>>> = {
  messenger: async () => import("./messenger/main.ts"),
  zalo: async () => import("./zalo/main.ts"),
};

const [name = "", ...args] = process.argv.slice(2);
const load = Object.hasOwn(SIMULATORS, name) ? SIMULATORS[name] : undefined;
if (load === undefined) {
  console.error(`Không có trình mô phỏng "${name}". Hiện có: ${Object.keys(SIMULATORS).join(", ")}.`);
  console.error("Cách dùng: npm run simulate -- <tên> [--help]");
  process.exitCode = 2;
} else {
  await (await load()).run(args);
}

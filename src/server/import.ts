import { resolve } from "node:path";
import { userInfo } from "node:os";
import { parseArgs } from "node:util";
import { createImportService, type ImportService } from "../admin/import-service.ts";
import type { ImportRow } from "../catalogue/apply-import.ts";
import type { Plan } from "../catalogue/plan-import.ts";
import { READERS } from "../catalogue/readers/all-readers.ts";
import { configFromProcess, type Config } from "../platform/config.ts";
import { openStore } from "../store/open-store.ts";
import { askServer, controlSocketPath, filesOf, ImportOrder, serverListens } from "./control-socket.ts";

const USAGE = `Cách dùng:
  npm run import -- <tệp…> [--dry-run] [--from 2027-01-01] [--complete] [--withdraw-at-most 0.1]
                 [--successor MÃ_CŨ=MÃ_MỚI]… [--as TÊN]
                                  lập kế hoạch nhập; --dry-run chỉ so sánh, không ghi gì
  npm run import -- <tệp…> --apply [--approved-by TÊN]
                                  lập, duyệt và áp dụng ngay
  npm run import -- list          các bản nhập
  npm run import -- approve|reject|apply|rollback <số> [--as TÊN]
`;
const VERBS = ["approve", "reject", "apply", "rollback"] as const;
type Verb = (typeof VERBS)[number];
/** How many lines of a kind are printed without --all. */
const SHOWN = 40;

/** Imports through the running embedded server, or straight on the database. */
interface Imports {
  compare(order: ImportOrder): Promise<Plan>;
  plan(order: ImportOrder): Promise<{ id: number; plan: Plan }>;
  act(verb: Verb, id: number, by: string): Promise<void>;
  list(): Promise<readonly ImportRow[]>;
  close(): Promise<void>;
}

async function openImports(config: Config): Promise<Imports> {
  const path = controlSocketPath(config.dataDir);
  if (config.databaseUrl === undefined && (await serverListens(path))) {
    return {
      compare: async (order) => (await askServer(path, "POST", "/imports/compare", order)) as Plan,
      plan: async (order) => (await askServer(path, "POST", "/imports", order)) as { id: number; plan: Plan },
      act: async (verb, id, by) => {
        await askServer(path, "POST", `/imports/${id}/${verb}`, { by });
      },
      list: async () => (await askServer(path, "GET", "/imports")) as ImportRow[],
      close: () => Promise.resolve(),
    };
  }
  const store = await openStore(config.databaseUrl === undefined ? { dataDir: config.dataDir } : config);
  const { fourEyes } = config;
  const clock = () => new Date();
  // A running server looks for changes by itself.
  const onChanged = () => Promise.resolve();
  const service: ImportService = createImportService({ store, readers: READERS, clock, fourEyes, onChanged });
  const progress = (done: number, total: number): void => {
    if (process.stderr.isTTY) process.stderr.write(`\r  ${done}/${total}${done === total ? "\n" : ""}`);
  };
  return {
    compare: async (order) => service.compare({ ...order, files: await filesOf(order.paths) }),
    plan: async (order) => service.plan({ ...order, files: await filesOf(order.paths) }, progress),
    act: (verb, id, by) => (verb === "rollback" ? service.rollBack(id, by) : service[verb](id, by)),
    list: () => service.list(),
    close: () => store.close(),
  };
}

function printPlan(plan: Plan, all: boolean): string {
  const some = (lines: readonly string[]): string[] =>
    all || lines.length <= SHOWN
      ? [...lines]
      : [...lines.slice(0, SHOWN), `    … và ${lines.length - SHOWN} dòng nữa (--all)`];
  const short = (value: string | undefined): string =>
    value === undefined ? "(không có)" : value.length > 80 ? `${value.slice(0, 79)}…` : value;
  const of = <Action extends Plan["items"][number]["action"]>(action: Action) =>
    plan.items.filter(
      (item): item is Extract<Plan["items"][number], { action: Action }> => item.action === action,
    );
  return [
    `Thêm mới ${of("create").length}, thay đổi ${of("change").length}, giữ nguyên ${plan.unchanged.length}, ` +
      `bãi bỏ ${of("withdraw").length} (${(plan.withdrawnShare * 100).toFixed(1)} %), từ chối ${plan.refused.length}`,
    ...some(of("create").map(({ code, record }) => `  + ${code}  ${record.name.slice(0, 100)}`)),
    ...some(
      of("change").flatMap(({ code, changes }) =>
        changes.map(
          ({ field, before, after }) => `  ~ ${code}  ${field}: ${short(before)} → ${short(after)}`,
        ),
      ),
    ),
    ...some(of("withdraw").map(({ code }) => `  - ${code}`)),
    ...some(
      plan.withoutRecord.map(
        ({ code, name, place }) =>
          `  ? ${code}  có trong danh mục nhưng chưa có nội dung: ${name} (${place})`,
      ),
    ),
    ...some(
      plan.refused.map(
        ({ file, place, code, reason }) =>
          `  ! ${file}, ${place}${code === undefined ? "" : `, ${code}`}: ${reason}`,
      ),
    ),
    ...Object.entries(plan.trapCounts).map(([kind, count]) => `  bẫy ${kind}: ${count}`),
    "",
  ].join("\n");
}

async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      "dry-run": { type: "boolean", default: false },
      apply: { type: "boolean", default: false },
      complete: { type: "boolean", default: false },
      all: { type: "boolean", default: false },
      from: { type: "string" },
      successor: { type: "string", multiple: true, default: [] },
      "withdraw-at-most": { type: "string", default: "0.1" },
      as: { type: "string", default: userInfo().username },
      "approved-by": { type: "string" },
    },
  });
  const [first, second] = positionals;
  const say = (text: string): void => void process.stdout.write(text);
  const verb = VERBS.find((one) => one === first);
  if (first === undefined || (verb !== undefined && !/^\d+$/.test(second ?? ""))) {
    process.stderr.write(USAGE);
    return 2;
  }
  const imports = await openImports(configFromProcess());
  try {
    if (first === "list") {
      for (const { id, state, inForceFrom, plannedBy, approvedBy, report } of await imports.list()) {
        const { create, change, unchanged, withdraw } = report;
        say(
          `#${id}  ${state}  từ ${inForceFrom}  lập: ${plannedBy}  duyệt: ${approvedBy ?? "-"}  +${create} ~${change} =${unchanged} -${withdraw}\n`,
        );
      }
      return 0;
    }
    if (verb !== undefined) {
      await imports.act(verb, Number(second), values.as);
      say(`Bản nhập #${second ?? ""}: ${verb}.\n`);
      return 0;
    }
    const checked = ImportOrder.safeParse({
      paths: positionals.map((path) => resolve(path)),
      ...(values.from === undefined ? {} : { from: values.from }),
      complete: values.complete,
      withdrawAtMost: Number(values["withdraw-at-most"]),
      successors: Object.fromEntries(
        values.successor.map((pair): [string, string] => {
          const [old = "", next = ""] = pair.split("=");
          return [old, next];
        }),
      ),
      by: values.as,
    });
    if (!checked.success) {
      for (const { path, message } of checked.error.issues)
        process.stderr.write(`${path.join(".")}: ${message}\n`);
      return 2;
    }
    const order = checked.data;
    if (values["dry-run"]) {
      say(printPlan(await imports.compare(order), values.all));
      say("Chỉ so sánh, chưa ghi gì.\n");
      return 0;
    }
    const { id, plan } = await imports.plan(order);
    say(printPlan(plan, values.all));
    if (!values.apply) {
      say(
        `Đã lưu kế hoạch #${id}. Người thứ hai duyệt: npm run import -- approve ${id} --as TÊN; rồi: npm run import -- apply ${id}\n`,
      );
      return 0;
    }
    await imports.act("approve", id, values["approved-by"] ?? values.as);
    await imports.act("apply", id, values.as);
    say(`Đã áp dụng bản nhập #${id}. Hoàn lại: npm run import -- rollback ${id}\n`);
    return 0;
  } finally {
    await imports.close();
  }
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  },
);

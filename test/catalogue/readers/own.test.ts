import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { parse, stringify } from "yaml";
import type { ReadItem, SourceFile } from "../../../src/catalogue/reader.ts";
import { ownReader } from "../../../src/catalogue/readers/own/read-own.ts";
import { recordFrom } from "../../../src/catalogue/readers/own/record-from.ts";
import { record } from "../../retrieval/records.ts";
import { all } from "./workbook.ts";

const ONE = record("1.000001", "Đăng ký việc thứ nhất");
const TWO = record("1.000002", "Đăng ký việc thứ hai");

const file = (name: string, text: string): SourceFile => ({ name, bytes: new TextEncoder().encode(text) });
const read = (from: SourceFile): Promise<readonly ReadItem[]> => all(ownReader.read(from, "2026-11-24"));
const places = async (from: SourceFile): Promise<readonly string[]> =>
  (await read(from)).map((item) => `${item.kind} ${item.place}`);
const reasons = async (from: SourceFile): Promise<readonly string[]> =>
  (await read(from)).flatMap((item) => (item.kind === "refused" ? [`${item.place}: ${item.reason}`] : []));

describe("Motcua's own files", () => {
  it("in YAML hold one record or a list, in JSON Lines one a line", async () => {
    for (const from of [
      file("a.yaml", stringify(ONE)),
      file("a.yml", stringify([ONE])),
      file("a.jsonl", `${JSON.stringify(ONE)}\n\n`),
    ]) {
      expect(await read(from)).toMatchObject([{ kind: "record", record: ONE, traps: [] }]);
    }
    const both = file("a.yaml", stringify([ONE, TWO]));
    expect((await read(both)).map((item) => (item.kind === "record" ? item.record : item))).toEqual([
      ONE,
      TWO,
    ]);
    expect((await places(both))[0]).toBe("record mục 1, dòng 1");
    expect(await places(file("a.jsonl", `\n${JSON.stringify(ONE)}\r\n${JSON.stringify(TWO)}`))).toEqual([
      "record dòng 2",
      "record dòng 3",
    ]);
  });

  it("are composed letters, whatever they were typed as", async () => {
    const [item] = await read(file("a.yaml", stringify(ONE).normalize("NFD")));
    expect(item).toMatchObject({ kind: "record", record: { name: ONE.name } });
  });

  it("with a wrong record go on with the rest, and name every wrong field in Vietnamese", async () => {
    const wrong = { ...TWO, name: "", levels: [], surprise: 1 };
    const from = file("a.yaml", stringify([wrong, ONE]));
    expect(await places(from)).toEqual([
      "refused mục 1, dòng 1",
      `record mục 2, dòng ${lineOf(from, "1.000001")}`,
    ]);
    expect((await read(from))[0]).toMatchObject({ code: "1.000002", file: "a.yaml" });
    const [reason] = await reasons(from);
    expect(reason).toMatch(/name: Quá nhỏ.*levels: Quá nhỏ.*surprise/);
  });

  it("with a code twice are refused from the second time on", async () => {
    const from = file("a.jsonl", [ONE, TWO, ONE].map((one) => JSON.stringify(one)).join("\n"));
    expect(await reasons(from)).toEqual(["dòng 3: Mã 1.000001 đã có ở dòng 1 của tệp này."]);
  });

  it("that are broken are refused with the line", async () => {
    expect(await reasons(file("a.yaml", "code: 1\nname: [\n"))).toEqual([
      expect.stringMatching(/^dòng [23]: YAML không đọc được/),
    ]);
    expect(await reasons(file("a.yaml", ""))).toEqual(["cả tệp: Tệp trống."]);
    expect(await reasons(file("a.yaml", "[]"))).toEqual(["cả tệp: Danh sách trống."]);
    expect(await reasons(file("a.yaml", "chỉ là chữ"))).toEqual([
      expect.stringMatching(/phải là một bản ghi/),
    ]);
    expect(await reasons(file("a.yaml", "- *chưa-có"))).toEqual([
      expect.stringMatching(/YAML không đọc được/),
    ]);
    expect(await reasons(file("a.jsonl", `{"shortName":\n${JSON.stringify(ONE)}`))).toEqual([
      "dòng 1: Dòng không phải JSON.",
    ]);
    expect((await read({ name: "a.yaml", bytes: new Uint8Array([0xc3, 0x28]) }))[0]).toMatchObject({
      kind: "refused",
      reason: "Tệp không phải văn bản UTF-8.",
    });
  });

  it("that grow without end by aliases are refused", async () => {
    const levels = ["a: &a [x, x, x, x, x, x, x, x, x]"];
    for (const [from, to] of ["ab", "bc", "cd", "de", "ef"].map(
      (pair) => [pair.charAt(0), pair.charAt(1)] as const,
    )) {
      levels.push(`${to}: &${to} [${Array(9).fill(`*${from}`).join(", ")}]`);
    }
    expect(await reasons(file("a.yaml", levels.join("\n")))).toEqual([expect.stringMatching(/alias/i)]);
  });

  it("of any text never make it throw", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), fc.constantFrom("a.yaml", "a.jsonl"), async (text, name) => {
        for (const item of await read(file(name, text))) expect(item.kind).toBe("refused");
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (value) => {
        const found = [
          ...(await read(file("a.yaml", JSON.stringify(value)))),
          ...(await read(file("a.jsonl", JSON.stringify(value)))),
        ];
        expect(found.length).toBeGreaterThan(0);
      }),
    );
  });

  it("are told from crawled JSON Lines by what they hold", () => {
    expect(ownReader.accepts(file("a.jsonl", JSON.stringify(ONE)))).toBe(true);
    expect(ownReader.accepts(file("a.YML", ""))).toBe(true);
    expect(ownReader.accepts(file("a.jsonl", '{"code": "1.000001", "name": "Việc", "level": ["xã"]}'))).toBe(
      false,
    );
    expect(ownReader.accepts(file("a.json", JSON.stringify(ONE)))).toBe(false);
  });
});

describe("faults of a record", () => {
  it("inside a choice of forms name the field of the nearest form, not the choice", () => {
    const fee = {
      ...ONE,
      methods: [{ channel: "online", times: [{ at_once: true }], fees: [{ amount: -5, unit: "hồ sơ" }] }],
    };
    expect(recordFrom(fee)).toEqual({
      faults: [{ field: "methods.0.fees.0.amount", message: expect.stringContaining(">0") as unknown }],
    });
    expect(recordFrom(ONE)).toEqual({ record: ONE });
  });

  it("are none in the shipped records, read as single files", async () => {
    const folder = join("knowledge", "procedures");
    const names = readdirSync(folder).filter((name) => name.endsWith(".yaml"));
    expect(names.length).toBeGreaterThanOrEqual(45);
    for (const name of names) {
      const bytes = readFileSync(join(folder, name));
      const items = await read({ name, bytes });
      expect(items.map(({ kind }) => kind)).toEqual(["record"]);
      expect(items).toMatchObject([{ record: { code: (parse(bytes.toString()) as { code: string }).code } }]);
    }
  });
});

/** The line, from 1, where a text first stands. */
function lineOf({ bytes }: SourceFile, text: string): number {
  const whole = new TextDecoder().decode(bytes);
  return whole.slice(0, whole.indexOf(text)).split("\n").length;
}

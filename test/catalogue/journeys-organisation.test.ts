import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { readRecords } from "../../src/catalogue/read-records.ts";

const Text = z.string().min(1);
const Organisation = z.strictObject({
  example: z.literal(true),
  name: Text,
  address: Text,
  hotline: z.null(),
  portalUrl: z.url(),
  calendar: z.literal("calendar.yaml"),
  departments: z.array(z.strictObject({ id: Text, name: Text, fields: z.array(Text) })).min(1),
  communes: z
    .array(z.strictObject({ id: Text, kind: z.enum(["xã", "phường"]), name: Text, address: Text }))
    .min(1),
});

describe("the model organisation", () => {
  const text = readFileSync(join("knowledge", "organisation.yaml"), "utf8");
  const organisation = Organisation.parse(parse(text));

  it("is plainly an example: no telephone number, no body of the abolished district tier", () => {
    expect(text).not.toMatch(/\d{8,}|(?<!\p{L})(?:huyện|quận|thị trấn)(?!\p{L})/iu);
    expect(organisation.name).toMatch(/Mẫu/);
    for (const { name, address } of organisation.communes) expect(`${name} ${address}`).toMatch(/Mẫu/);
  });

  it("has a department for every field of the shipped records, and each field in one", async () => {
    const fields = organisation.departments.flatMap((one) => one.fields);
    expect(new Set(fields).size).toBe(fields.length);
    const records = await readRecords(join("knowledge", "procedures"));
    const without = records
      .filter(({ field }) => !fields.includes(field))
      .map(({ code, field }) => `${code} ${field}`);
    expect(without).toEqual([]);
  });
});

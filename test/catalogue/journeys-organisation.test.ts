import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readRecords } from "../../src/catalogue/read-records.ts";
import { readOrganisation, type Organisation } from "../../src/server/organisation.ts";

describe("the model organisation", () => {
  const text = readFileSync(join("knowledge", "organisation.yaml"), "utf8");
  let organisation: Organisation;
  beforeAll(async () => {
    const read = await readOrganisation("knowledge");
    if (read.organisation === undefined) throw new Error("knowledge/organisation.yaml is missing");
    ({ organisation } = read);
  });

  it("is plainly an example: no telephone number, no body of the abolished district tier", () => {
    expect(text).not.toMatch(/\d{8,}|(?<!\p{L})(?:huyện|quận|thị trấn)(?!\p{L})/iu);
    expect(organisation.example).toBe(true);
    expect(organisation.hotline).toBeNull();
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

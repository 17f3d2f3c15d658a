import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readOrganisation } from "../../src/server/organisation.ts";

const CENTRE = `
name: Trung tâm Thử
address: Phường Thử
hotline: "1022"
portalUrl: null
calendar: calendar.yaml
departments:
  - { id: tu-phap, name: Quầy Tư pháp, fields: [Hộ tịch] }
  - { id: dat-dai, name: Quầy Đất đai, fields: [Đất đai] }
communes:
  - { id: thu-mot, kind: phường, name: Thử Một, address: Trụ sở }
  - { id: dao-thu, kind: đặc khu, name: Đảo Thử, address: Trụ sở }
`;

describe("organisation.yaml", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "motcua-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const read = async (content: string) => {
    await writeFile(join(folder, "organisation.yaml"), content);
    return readOrganisation(folder);
  };

  it("gives the units to forward to, departments first, communes with their kind", async () => {
    const { organisation, units } = await read(CENTRE);
    expect(organisation?.hotline).toBe("1022");
    expect(units).toEqual([
      { id: "tu-phap", name: "Quầy Tư pháp", kind: "department" },
      { id: "dat-dai", name: "Quầy Đất đai", kind: "department" },
      { id: "thu-mot", name: "Phường Thử Một", kind: "commune" },
      { id: "dao-thu", name: "Đặc khu Đảo Thử", kind: "commune" },
    ]);
  });

  it("may be missing: then there are no units", async () => {
    await expect(readOrganisation(folder)).resolves.toEqual({ organisation: undefined, units: [] });
  });

  it.each([
    ["an unknown key", CENTRE.replace("address: Phường Thử", "adress: Phường Thử"), "adress"],
    ["an id that is none", CENTRE.replace("id: tu-phap", "id: Tư pháp"), "departments.0.id"],
    ["an id used twice", CENTRE.replace("id: thu-mot", "id: tu-phap"), "communes.0.id: the id tu-phap"],
    ["a field in two departments", CENTRE.replace("[Đất đai]", "[Hộ tịch]"), "departments.1.fields.0"],
    [
      "a body of the abolished district tier",
      CENTRE.replace("kind: phường", "kind: huyện"),
      "communes.0.kind",
    ],
    ["no YAML", "name: [", "no readable YAML"],
  ])("with %s is refused, naming file and place", async (_what, content, place) => {
    await expect(read(content)).rejects.toMatchObject({
      code: "knowledge_invalid",
      message: expect.stringContaining(place) as string,
    });
    await expect(read(content)).rejects.toThrow(join(folder, "organisation.yaml"));
  });
});

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { topicsFrom } from "../../src/server/topics-from.ts";

describe("the always-human topics of a centre", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "motcua-topics-"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it("are those of its file, or none without one", async () => {
    const file = join(folder, "always-human.yaml");
    expect(await topicsFrom(file)).toEqual([]);
    await writeFile(file, "- { id: to-cao, name: Tố cáo, phrases: [tôi tố cáo], why: Luật định }\n");
    expect((await topicsFrom(file)).map(({ id }) => id)).toEqual(["to-cao"]);
  });

  it("a wrong file, or one that cannot be read, is no empty one", async () => {
    const file = join(folder, "wrong.yaml");
    await writeFile(file, "- { id: to-cao }\n");
    await expect(topicsFrom(file)).rejects.toMatchObject({
      code: "knowledge_invalid",
      message: expect.stringContaining("wrong.yaml: entry 1 (to-cao): ") as string,
    });
    await expect(topicsFrom(folder)).rejects.toMatchObject({ code: "EISDIR" });
  });
});

import { Writable } from "node:stream";
import { createLog } from "../../src/platform/log.ts";

describe("log", () => {
  it("blots out texts, personal data and secrets, and keeps the rest", () => {
    let written = "";
    const to = new Writable({
      write(chunk: Buffer, _encoding, done) {
        written += chunk.toString();
        done();
      },
    });
    const log = createLog("info", to);
    log.info(
      { text: "lộ-1", event: { text: "lộ-2" }, message: { text: "lộ-3", phone: "lộ-4" }, code: "-216" },
      "refused",
    );
    log.info(
      { pair: { accessToken: "lộ-5", refreshToken: "lộ-6" }, req: { headers: { cookie: "lộ-7" } } },
      "token",
    );
    expect(written).not.toContain("lộ-");
    expect(written).toContain("-216");
    expect(written).toContain("refused");
  });
});

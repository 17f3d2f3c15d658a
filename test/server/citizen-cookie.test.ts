import { randomUUID } from "node:crypto";
import { createCitizenCookie } from "../../src/server/citizen-cookie.ts";

describe("the citizen's cookie", () => {
  const cookie = createCitizenCookie(Buffer.alloc(32, 1), true, randomUUID);

  it("says who the citizen is, and cannot be made up", () => {
    const { citizenId, setCookie } = cookie.issue();
    const [header = ""] = setCookie.split(";");
    expect(cookie.read(header)).toBe(citizenId);
    expect(cookie.read(header.replace(/web-./, "web-0").replace(/web-0/, "web-z"))).toBeUndefined();
    expect(createCitizenCookie(Buffer.alloc(32, 2), true, randomUUID).read(header)).toBeUndefined();
    expect(cookie.read(undefined)).toBeUndefined();
  });

  it("is out of reach of scripts and of other sites", () => {
    expect(cookie.issue().setCookie).toMatch(/HttpOnly/);
    expect(cookie.issue().setCookie).toMatch(/SameSite=Lax/);
    expect(cookie.issue().setCookie).toMatch(/Secure/);
  });
});

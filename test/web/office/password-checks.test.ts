import { passwordFaults } from "../../../src/access/password-rules.ts";
import {
  checkPasswords,
  fieldAtFault,
  SHORTEST_PASSWORD,
} from "../../../src/web/desk/office/password-checks.ts";

describe("a new password as it is typed", () => {
  it("is long enough exactly when the server finds it so", () => {
    const owner = { username: "binh", name: "Trần Văn Bình" };
    // Of many different letters, so that only the length can be at fault; "ế" in pieces is one letter to read.
    const letters = "wq5re\u0302\u0301tmzpkdfgh";
    for (let length = 1; length <= letters.length; length++) {
      const fresh = letters.slice(0, length);
      expect({ fresh, ok: checkPasswords({ old: "", fresh, again: "" }).longEnough }).toEqual({
        fresh,
        ok: passwordFaults(fresh, owner).length === 0,
      });
    }
    expect(SHORTEST_PASSWORD).toBe(12);
  });

  it("counts letters as they are read", () => {
    expect(checkPasswords({ old: "", fresh: "mèo 🐈", again: "" }).length).toBe(5);
    expect(checkPasswords({ old: "", fresh: "mèo".normalize("NFD"), again: "" }).length).toBe(3);
  });

  it("must differ from the old one, however it was typed", () => {
    expect(checkPasswords({ old: "mèo", fresh: "mèo".normalize("NFD"), again: "" }).differs).toBe(false);
    expect(checkPasswords({ old: "mèo", fresh: "mào", again: "" }).differs).toBe(true);
    expect(checkPasswords({ old: "mèo", fresh: "", again: "" }).differs).toBe(false);
  });

  it("must be typed the same twice", () => {
    expect(checkPasswords({ old: "", fresh: "mèo", again: "mèo".normalize("NFD") }).same).toBe(true);
    expect(checkPasswords({ old: "", fresh: "mèo", again: "meo" }).same).toBe(false);
    expect(checkPasswords({ old: "", fresh: "", again: "" }).same).toBe(false);
  });

  it("is refused at the field it is about", () => {
    expect(fieldAtFault("password_weak")).toBe("fresh");
    expect(fieldAtFault("sign_in_refused")).toBe("old");
    expect(fieldAtFault("account_locked")).toBeUndefined();
  });
});

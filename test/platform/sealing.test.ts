import fc from "fast-check";
import { deriveKey, seal, unseal } from "../../src/platform/sealing.ts";

describe("sealing", () => {
  const key = deriveKey("a-secret-for-tests-only-0123456789abcdef", "test");

  it("gives back what was sealed, and never the same twice", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (plain) => {
        const sealed = seal(key, plain);
        expect(unseal(key, sealed)).toBe(plain);
        expect(seal(key, plain)).not.toBe(sealed);
      }),
    );
  });

  it("does not open with a key of another purpose, or when a byte was changed", () => {
    const sealed = seal(key, "token");
    expect(() => unseal(deriveKey("a-secret-for-tests-only-0123456789abcdef", "other"), sealed)).toThrow();
    const bytes = Buffer.from(sealed, "base64");
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    expect(() => unseal(key, bytes.toString("base64"))).toThrow();
    expect(unseal(key, sealed)).toBe("token");
  });
});

import fc from "fast-check";
import { oneTimePassword } from "../../src/access/hash-password.ts";
import { assertStrong, passwordFaults } from "../../src/access/password-rules.ts";

const LAN = { username: "lan.tran", name: "Trần Thị Ngọc Lan" };

describe("password rules", () => {
  it.each([
    "chè xanh buổi sáng 7 giờ",
    "correct horse battery staple",
    "Trời hôm nay nắng đẹp quá!",
    "ruộng-bậc-thang-mùa-lúa",
    "9fT#kq2!Lm0x",
    "sáu con vịt xiêm",
    // Holds a common word, but is much more than it.
    "matkhau cua ong hang xom",
  ])("let pass %j", (password) => {
    expect(passwordFaults(password, LAN)).toEqual([]);
    expect(() => {
      assertStrong(password, LAN);
    }).not.toThrow();
  });

  it.each([
    ["ngắn quá mà", "ít nhất 12"],
    ["x1y2".repeat(51), "dài nhất là 200"],
    ["123456789012", "chữ số"],
    ["0912 345 678 90", "chữ số"],
    ["001.099.012.345", "chữ số"],
    ["Matkhau@123456", "phổ biến"],
    ["Mật khẩu 123456", "phổ biến"],
    ["P@ssw0rd202620", "phổ biến"],
    ["!!anhyeuem2026!!", "phổ biến"],
    ["Hanhchinhcong@2026", "phổ biến"],
    ["trungtamphucvuhanhchinhcong", "phổ biến"],
    ["aaaaaaaaaaaaaaa", "lặp lại"],
    ["matkhaumatkhau", "lặp lại"],
    ["abcXabcXabcX", "lặp lại"],
    ["qwertyuiopas", "liên tiếp"],
    ["zyxwvutsrqponm", "liên tiếp"],
    ["1q2w3e4r5t6y", "liên tiếp"],
    ["1qaz2wsx3edc4rfv", "liên tiếp"],
    ["yêu Lan Tran 20-10", "tên đăng nhập"],
    ["LÀN.TRÁN.là.tôi", "tên đăng nhập"],
    ["tran thi ngoc lan 1990", "họ tên"],
  ])("refuse %j: %s", (password, words) => {
    expect(passwordFaults(password, LAN).join(" ")).toContain(words);
    expect(() => {
      assertStrong(password, LAN);
    }).toThrow(expect.objectContaining({ code: "password_weak" }) as Error);
  });

  it("count letters as people do, and measure a password as it is hashed", () => {
    // Eleven letters, more when their marks are counted.
    expect(passwordFaults("ẫẵễỗỡữựặệộợ".normalize("NFD"), LAN)).toEqual([
      expect.stringContaining("ít nhất 12"),
    ]);
    expect(passwordFaults("ẫẵễỗỡữựặệộợ xyz".normalize("NFD"), LAN)).toEqual([]);
  });

  it("refuse any text that holds the username, and any that is too short", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), fc.string({ maxLength: 60 }), (before, after) => {
        expect(passwordFaults(`${before}lan.tran${after}`, LAN)).not.toEqual([]);
      }),
    );
    fc.assert(
      fc.property(fc.string({ maxLength: 11, unit: "grapheme-ascii" }), (short) => {
        expect(passwordFaults(short, LAN)).toHaveLength(1);
      }),
    );
  });
});

it("one-time passwords are long, readable and never the same", () => {
  const made = Array.from({ length: 500 }, oneTimePassword);
  expect(new Set(made).size).toBe(500);
  for (const password of made) expect(password).toMatch(/^([a-z2-9]{4}-){3}[a-z2-9]{4}$/);
  expect(made.join("")).not.toMatch(/[ilo01]/);
});

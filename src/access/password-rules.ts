import { MotcuaError } from "../core/errors.ts";
import { COMMON_PASSWORDS, SEQUENCES } from "./common-passwords.ts";

/**
 * Long rather than mixed: NIST SP 800-63B (section 5.1.1.2) asks for a length, for a list of what is common, and
 * against rules of composition; 12 is more than its 8, since there is no second factor here.
 */
const SHORTEST = 12;
/** Room for a sentence; more would only cost work. */
const LONGEST = 200;
/** Fewer different characters are a pattern, not a password. */
const FEWEST_DIFFERENT = 5;

/** Whose password it is to be. */
export interface PasswordOwner {
  readonly username: string;
  readonly name: string;
}

/**
 * The form in which a password is hashed and compared: NFKC, so that a Vietnamese letter is the same from every
 * keyboard and system (NIST SP 800-63B section 5.1.1.2).
 */
export const passwordForm = (typed: string): string => typed.normalize("NFKC");

/** What is wrong with a new password, in Vietnamese sentences for its owner; empty when it may be used. */
export function passwordFaults(typed: string, owner: PasswordOwner): readonly string[] {
  const password = passwordForm(typed);
  const length = Array.from(password).length;
  if (length < SHORTEST) return [`Mật khẩu cần ít nhất ${SHORTEST} ký tự; một câu ngắn dễ nhớ là tốt nhất.`];
  if (length > LONGEST) return [`Mật khẩu dài nhất là ${LONGEST} ký tự.`];
  const faults: string[] = [];
  const folded = foldMarks(password);
  const joined = folded.replace(/[\s._-]+/g, "");
  if (/^\d+$/.test(joined))
    faults.push("Mật khẩu không được chỉ gồm chữ số: số giấy tờ, điện thoại, ngày sinh dễ bị đoán.");
  if (isCommon(joined)) faults.push("Mật khẩu này quá phổ biến, dễ bị đoán.");
  if (isRepeated(joined) || new Set(joined).size < FEWEST_DIFFERENT)
    faults.push("Mật khẩu chỉ là một đoạn lặp lại, dễ bị đoán.");
  else if (isSequence(joined)) faults.push("Mật khẩu chỉ là một dãy phím hoặc chữ liên tiếp, dễ bị đoán.");
  if (joined.includes(foldMarks(owner.username).replace(/[._-]+/g, "")))
    faults.push("Mật khẩu không được chứa tên đăng nhập.");
  if (joined.includes(foldMarks(owner.name).replace(/\s+/g, "")))
    faults.push("Mật khẩu không được chứa họ tên.");
  return faults;
}

/** @throws MotcuaError `password_weak` with all that is wrong. */
export function assertStrong(password: string, owner: PasswordOwner): void {
  const faults = passwordFaults(password, owner);
  if (faults.length > 0) throw new MotcuaError("password_weak", faults.join(" "));
}

/** Small letters without tones and marks: how passwords are varied, and how they are guessed. */
const foldMarks = (text: string): string =>
  text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("đ", "d");

const LOOKS_LIKE: Readonly<Record<string, string>> = {
  "@": "a",
  "4": "a",
  "0": "o",
  "1": "i",
  "!": "i",
  "3": "e",
  $: "s",
  "5": "s",
  "7": "t",
};

/** A common word with digits and signs before or after it, or written with look-alikes. */
function isCommon(joined: string): boolean {
  const bare = joined.replace(/^[^a-z]+|[^a-z]+$/g, "");
  const letters = bare.replace(/[@40137!$5]/g, (sign) => LOOKS_LIKE[sign] ?? sign);
  return [bare, letters].some((word) => COMMON_PASSWORDS.has(word));
}

/** Is it a shorter text written again and again (the last time perhaps not to the end)? */
function isRepeated(text: string): boolean {
  for (let length = 1; length <= text.length / 2; length++) {
    if (
      text
        .slice(0, length)
        .repeat(Math.ceil(text.length / length))
        .startsWith(text)
    )
      return true;
  }
  return false;
}

function isSequence(text: string): boolean {
  return SEQUENCES.some((row) => {
    const along = row.repeat(Math.ceil(text.length / row.length) + 1);
    return along.includes(text) || Array.from(along).reverse().join("").includes(text);
  });
}

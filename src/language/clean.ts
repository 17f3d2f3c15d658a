/** Letters already composed, with single spaces: there is nothing to clean, and most texts of records are so. */
const PLAIN = /^(?:[!-~\u00C0-\u024F\u1E00-\u1EFF]| (?! ))*$/;

/**
 * What people send, as plain readable text: characters that show nothing (zero-width, direction marks, tag
 * characters, variation selectors, lone surrogates) are removed, every run of white space and control characters
 * becomes one space, letters are composed (NFC). Cleaning twice changes nothing.
 *
 * Invisible characters go before composing: one of them between a letter and its mark would keep the two apart.
 */
export function clean(text: string): string {
  if (PLAIN.test(text)) return text.trim();
  return text
    .replace(/[\p{Default_Ignorable_Code_Point}\p{Surrogate}\uFFF9-\uFFFB]/gu, "")
    .normalize("NFC")
    .replace(/[\p{White_Space}\p{Cc}]+/gu, " ")
    .trim();
}

/** The text without tones and marks: "Đăng ký kết hôn" becomes "Dang ky ket hon". Case is kept. */
export function fold(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/g, "d").replace(/Đ/g, "D");
}

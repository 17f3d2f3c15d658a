/** A text without what PostgreSQL cannot store: NUL is left out, a lone surrogate becomes U+FFFD. */
export function storableText(text: string): string {
  return text.replaceAll("\u0000", "").replace(/\p{Surrogate}/gu, "\uFFFD");
}

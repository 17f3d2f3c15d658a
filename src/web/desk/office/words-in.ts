/**
 * Those of a list in whose text every one of the words stands, in any order. Capitals and Vietnamese marks do not
 * matter: one looks for "cap lai" as for "Cấp lại".
 */
export function withWords<Item>(
  items: readonly Item[],
  words: string,
  textOf: (item: Item) => string,
): readonly Item[] {
  const wanted = folded(words).split(/\s+/).filter(Boolean);
  return items.filter((item) => {
    const text = folded(textOf(item));
    return wanted.every((word) => text.includes(word));
  });
}

const folded = (text: string): string =>
  text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("đ", "d");

/**
 * What a test opened is closed after it, whether it passed or not, last opened first. Call inside `describe`.
 * @returns a function that takes how to close something.
 */
export function closedAfterEach(): (close: () => Promise<unknown>) => void {
  const open: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const close of open.splice(0).reverse()) await close();
  }, 60_000);
  return (close) => {
    open.push(close);
  };
}

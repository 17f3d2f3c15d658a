import { openStore, type Store } from "../../src/store/open-store.ts";
import type { Engine } from "./engines.ts";
import { placeOf } from "./place.ts";

/**
 * Opens a store of its own for the suite that calls it, and closes and drops it after the last test.
 * @param use is handed the store before the first test.
 */
export function openSuiteStore(engine: Engine, use: (store: Store) => void): void {
  let close = (): Promise<void> => Promise.resolve();
  beforeAll(async () => {
    const opened = await engine.open();
    const store = await openStore(placeOf(opened.env));
    close = async () => {
      await store.close();
      await opened.drop();
    };
    use(store);
  });
  afterAll(() => close());
}

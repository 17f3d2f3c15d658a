import type { Transaction } from "../store/open-store.ts";

/** Any fixed number: whoever changes the catalogue holds this lock to the end of the transaction. */
const CATALOGUE_LOCK = 7_241_981;

/** One change of the catalogue at a time, over all instances: the next one waits. */
export async function lockCatalogue(tx: Transaction): Promise<void> {
  await tx.run("select pg_advisory_xact_lock($1)", [CATALOGUE_LOCK]);
}

import { channelLabel, DeskChannel, type Units } from "../contract/desk.ts";
import type { ProcedureBook } from "../core/answering.ts";
import type { HandoverRules } from "../core/handover.ts";
import type { Connection } from "../store/open-store.ts";

/** A department or commune of the organisation. */
export type Unit = Units["units"][number];

/** What the reads of the desk look names and rules up in; the tables hold ids only. */
export interface DeskView {
  readonly book: ProcedureBook;
  readonly units: readonly Unit[];
  readonly rules: HandoverRules;
}

/** A procedure as people read it: in force, else as it was last, else its code for a name. Null stays null. */
export function procedureRef(
  book: ProcedureBook,
  code: string | null,
): { code: string; name: string } | null {
  return code === null ? null : { code, name: recordOf(book, code)?.name ?? code };
}

/** The field (lĩnh vực) of a procedure, also of one no longer in force; null when there is no record. */
export const fieldOf = (book: ProcedureBook, code: string | null): string | null =>
  code === null ? null : (recordOf(book, code)?.field ?? null);

const recordOf = (book: ProcedureBook, code: string) => book.inForce(code) ?? book.withdrawn(code)?.record;

/** A unit with its name; one that has left the organisation keeps its id for a name. Null stays null. */
export function unitRef(units: readonly Unit[], id: string | null): { id: string; name: string } | null {
  return id === null ? null : { id, name: units.find((unit) => unit.id === id)?.name ?? id };
}

/** Names of accounts by their ids, switched off ones included: the record names them. */
export type AccountNames = ReadonlyMap<string, string>;

/**
 * The names of those among `actors` that are operators (`operator:<account id>`); whatever else stands there is
 * passed over, so columns can be handed in as they are.
 */
export async function accountNames(
  connection: Connection,
  actors: readonly (string | null)[],
): Promise<AccountNames> {
  const ids = new Set(actors.flatMap((actor) => (actor === null ? [] : (OPERATOR.exec(actor)?.[1] ?? []))));
  if (ids.size === 0) return new Map();
  const { rows } = await connection.run<{ id: string; name: string }>(
    "select id, name from account where id::text in (select * from jsonb_array_elements_text($1::jsonb))",
    [JSON.stringify([...ids])],
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
}

const OPERATOR = /^operator:(.+)$/;

/**
 * Who stands in a column as `operator:<account id>` or `platform:<name>`, as colleagues read it. Any text has a
 * reading: one line written in another way must not hide a whole conversation.
 */
export function personName(actor: string, names: AccountNames): string {
  const id = OPERATOR.exec(actor)?.[1];
  return id === undefined ? platformPerson(actor.replace(/^platform:/, "")) : (names.get(id) ?? "Cán bộ");
}

/** Who a platform's name for the record is: `zalo:<id of the person>`, `messenger:page_inbox`, `zalo:other_app`. */
function platformPerson(name: string): string {
  const [platform = "", who = ""] = name.split(":");
  const channel = DeskChannel.safeParse(platform);
  if (!channel.success) return "Người trả lời ngoài Motcua";
  const label = channelLabel[channel.data];
  return who === "other_app" ? `Ứng dụng khác trên ${label}` : `Người trả lời trong ${label}`;
}

import type { z } from "zod";
import { mayManageCanned } from "../access/rights.ts";
import { SetCannedReply, type CannedReplies } from "../contract/desk.ts";
import { writeHolder } from "../core/handover.ts";
import { MotcuaError } from "../core/errors.ts";
import type { Operator } from "../core/people.ts";
import { storableText } from "../core/storable-text.ts";
import { writeAudit } from "../store/audit.ts";
import type { Connection, Store, Transaction } from "../store/open-store.ts";

/** As many as people still find their way in; all of them are always listed. */
const AT_MOST = 300;

/** All texts that operators use often, by title. */
export async function listCannedReplies(connection: Connection): Promise<CannedReplies> {
  const { rows } = await connection.run<CannedReplies["replies"][number]>(
    `select id, title, text from canned_reply order by lower(title), id limit ${AT_MOST}`,
  );
  return { replies: rows };
}

/** @throws MotcuaError `not_allowed`; `input_invalid`, also when there are 300 already. @returns its id. */
export async function addCannedReply(
  store: Store,
  who: Operator,
  reply: z.infer<typeof SetCannedReply>,
  now: Date,
): Promise<number> {
  const { title, text } = checked(who, reply);
  return store.transaction(async (tx) => {
    const { rows } = await tx.run<{ id: number }>(
      `insert into canned_reply (title, text, changed_by, changed_at)
       select $1, $2, $3::uuid, $4::timestamptz where (select count(*) from canned_reply) < ${AT_MOST} returning id`,
      [title, text, who.id, now],
    );
    const [added] = rows;
    if (added === undefined)
      throw new MotcuaError("input_invalid", `Đã có ${AT_MOST} mẫu trả lời; cần xóa bớt trước khi thêm.`);
    await audit(tx, who, "canned_reply_added", added.id, { title, text }, now);
    return added.id;
  });
}

/** @throws MotcuaError `not_allowed`, `input_invalid`, `not_found`. */
export async function changeCannedReply(
  store: Store,
  who: Operator,
  id: number,
  reply: z.infer<typeof SetCannedReply>,
  now: Date,
): Promise<void> {
  const { title, text } = checked(who, reply);
  await store.transaction(async (tx) => {
    const { rows } = await tx.run(
      "update canned_reply set title = $2, text = $3, changed_by = $4, changed_at = $5 where id = $1 returning id",
      [id, title, text, who.id, now],
    );
    if (rows.length === 0) throw unknown();
    await audit(tx, who, "canned_reply_changed", id, { title, text }, now);
  });
}

/** @throws MotcuaError `not_allowed`, `not_found`. */
export async function removeCannedReply(store: Store, who: Operator, id: number, now: Date): Promise<void> {
  if (!mayManageCanned(who)) throw notAllowed();
  await store.transaction(async (tx) => {
    const { rows } = await tx.run<{ title: string; text: string }>(
      "delete from canned_reply where id = $1 returning title, text",
      [id],
    );
    const [removed] = rows;
    if (removed === undefined) throw unknown();
    await audit(tx, who, "canned_reply_removed", id, removed, now);
  });
}

function checked(who: Operator, reply: z.infer<typeof SetCannedReply>): z.infer<typeof SetCannedReply> {
  if (!mayManageCanned(who)) throw notAllowed();
  const parsed = SetCannedReply.safeParse({
    title: storableText(reply.title),
    text: storableText(reply.text),
  });
  if (!parsed.success)
    throw new MotcuaError(
      "input_invalid",
      "Mẫu trả lời cần tên (tối đa 80 ký tự) và nội dung (tối đa 2.000 ký tự).",
    );
  return parsed.data;
}

const notAllowed = (): MotcuaError =>
  new MotcuaError("not_allowed", "Chỉ phụ trách và quản trị được sửa mẫu trả lời.");
const unknown = (): MotcuaError => new MotcuaError("not_found", "Không có mẫu trả lời này.");

const audit = (
  tx: Transaction,
  who: Operator,
  action: string,
  id: number,
  detail: object,
  at: Date,
): Promise<void> =>
  writeAudit(tx, {
    at,
    actor: writeHolder({ kind: "operator", id: who.id }),
    action,
    subject: `canned_reply:${id}`,
    detail,
  });

import express, { type Request, type Router } from "express";
import { z } from "zod";
import type { Accounts, WithPassword } from "../access/accounts.ts";
import type { Account } from "../access/find-account.ts";
import { readAudit } from "../access/read-audit.ts";
import {
  AuditQuery,
  ChangeAccount,
  CreateAccount,
  type AccountList,
  type AccountView,
  type AccountWithPassword,
  type AuditPage,
} from "../contract/sign-in.ts";
import { MotcuaError } from "../core/errors.ts";
import { writeHolder } from "../core/handover.ts";
import type { Clock } from "../core/ports.ts";
import type { Store } from "../store/open-store.ts";
import { readInput } from "./read-input.ts";
import { requireOperator, requireRight } from "./signed-in.ts";

const PATH = "/api/desk/accounts";
const AUDIT_PATH = "/api/desk/audit";
const Id = z.uuid();

/** Accounts and the audit, for administrators; see `contract/sign-in.ts`. After the middleware of `createSessions`. */
export function accountRoutes(parts: { accounts: Accounts; store: Store; clock: Clock }): Router {
  const { accounts, store, clock } = parts;
  const router = express.Router();
  const actor = (request: Request): string =>
    writeHolder({ kind: "operator", id: requireOperator(request).id });
  const view = (account: Account): AccountView => accountView(account, clock());
  const withPassword = ({ account, oneTimePassword }: WithPassword): AccountWithPassword => ({
    account: view(account),
    oneTimePassword,
  });

  // Who is asking is settled before the body is read.
  router.use(PATH, requireRight("manage_accounts"), express.json({ limit: "16kb" }));
  router.use(AUDIT_PATH, requireRight("read_audit"));

  router.get(PATH, async (_request, response) => {
    response.json({ accounts: (await accounts.list()).map(view) } satisfies AccountList);
  });
  router.post(PATH, async (request, response) => {
    const values = readInput(CreateAccount, request.body);
    response.status(201).json(withPassword(await accounts.create(values, actor(request))));
  });
  router.patch(`${PATH}/:id`, async (request, response) => {
    const values = readInput(ChangeAccount, request.body);
    response.json(view(await accounts.change(idOf(request), values, actor(request))));
  });
  router.post(`${PATH}/:id/password`, async (request, response) => {
    response.json(withPassword(await accounts.resetPassword(idOf(request), actor(request))));
  });

  router.get(AUDIT_PATH, async (request, response) => {
    const { subject, before } = readInput(AuditQuery, request.query);
    const { lines, more } = await readAudit(store, subject, before);
    const entries = lines.map((line) => ({ ...line, at: line.at.toISOString(), detail: { ...line.detail } }));
    response.json({ lines: entries, more } satisfies AuditPage);
  });
  return router;
}

/** @param now a lock that is over by then is not shown. */
export function accountView(account: Account, now: Date): AccountView {
  const { id, username, name, role, unit, email, active, mustChangePassword, lockedUntil } = account;
  return {
    ...{ id, username, name, role, unit, email, active, mustChangePassword },
    lockedUntil: lockedUntil !== null && lockedUntil > now ? lockedUntil.toISOString() : null,
    createdAt: account.createdAt.toISOString(),
    lastSignInAt: account.lastSignInAt?.toISOString() ?? null,
  };
}

function idOf(request: Request): string {
  const id = Id.safeParse(request.params["id"]);
  if (!id.success) throw new MotcuaError("not_found", "Không có tài khoản này.");
  return id.data;
}

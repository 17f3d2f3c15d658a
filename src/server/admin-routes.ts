import { createHash, timingSafeEqual } from "node:crypto";
import express, { type Request, type Response, type Router } from "express";
import { z } from "zod";
import type { ImportService } from "../admin/import-service.ts";
import type { SourceFile } from "../catalogue/reader.ts";
import { can } from "../access/rights.ts";
import { MotcuaError } from "../core/errors.ts";
import { writeHolder } from "../core/handover.ts";
import { Successors } from "./control-socket.ts";
import { requireOperator } from "./signed-in.ts";

/** A whole national catalogue is about 30 MB of JSON Lines. */
const UPLOAD_LIMIT = "64mb";
/** How many lines of a plan an answer shows; the whole is in the plan's counts. */
const SHOWN = 200;

const Fields = z.object({
  from: z.iso.date().optional(),
  complete: z.enum(["true", "false"]).default("false"),
  withdrawAtMost: z.coerce.number().min(0).max(1).default(0.1),
  /** JSON: {"1.000001": "1.000002"}, what is withdrawn and what takes its place. */
  successors: z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue({ code: "custom", message: "phải là JSON" });
        return z.NEVER;
      }
    })
    .pipe(Successors)
    .optional(),
});
const Id = z.coerce.number().int().positive();

/** Programs that may use the admin API: names with their secret tokens. */
export type AdminTokens = ReadonlyMap<string, string>;

/**
 * `/api/admin/imports`, for administrators who have signed in and for programs with a token (`Authorization: Bearer …`),
 * after the middleware of `createSessions`: upload and plan (`POST`, multipart
 * field `files`, and `from`, `complete`, `withdrawAtMost`), list (`GET`), and `POST …/:id/approve|reject|apply|rollback`.
 */
export function adminRoutes(parts: { imports: ImportService; tokens: AdminTokens }): Router {
  const { imports, tokens } = parts;
  const router = express.Router();
  // Who is asking is settled before the body is read.
  router.use("/api/admin", (request, response, next) => {
    const { authorization } = request.headers;
    response.locals["admin"] =
      authorization === undefined ? signedInAdmin(request) : tokenHolder(authorization, tokens);
    response.set("cache-control", "no-store");
    next();
  });

  router.get("/api/admin/imports", async (_request, response) => {
    response.json({ imports: await imports.list() });
  });

  router.post(
    "/api/admin/imports",
    express.raw({ type: "multipart/form-data", limit: UPLOAD_LIMIT }),
    async (request, response) => {
      const { files, fields } = await readUpload(request);
      const { from, complete, withdrawAtMost, successors } = fields;
      const { id, plan, report } = await imports.plan({
        files,
        from,
        complete: complete === "true",
        withdrawAtMost,
        successors,
        by: adminOf(response),
      });
      const items = plan.items.slice(0, SHOWN).map((item) => ({
        action: item.action,
        code: item.code,
        ...("changes" in item ? { changes: item.changes } : {}),
      }));
      response.status(201).json({ id, report, items });
    },
  );

  const act = (verb: string, work: (id: number, by: string) => Promise<void>): void => {
    router.post(`/api/admin/imports/:id/${verb}`, async (request, response) => {
      const id = Id.safeParse(request.params["id"]);
      if (!id.success) throw new MotcuaError("not_found", "Không có bản nhập này.");
      await work(id.data, adminOf(response));
      response.json({ id: id.data, done: verb });
    });
  };
  act("approve", (id, by) => imports.approve(id, by));
  act("reject", (id, by) => imports.reject(id, by));
  act("apply", (id, by) => imports.apply(id, by));
  act("rollback", (id, by) => imports.rollBack(id, by));
  return router;
}

const adminOf = (response: Response): string => response.locals["admin"] as string;

/** As the audit names them. @throws MotcuaError `not_signed_in`, `not_allowed` */
function signedInAdmin(request: Request): string {
  const who = requireOperator(request);
  if (!can(who.role, "manage_catalogue"))
    throw new MotcuaError("not_allowed", "Tài khoản của anh/chị không có quyền quản trị danh mục.");
  return writeHolder({ kind: "operator", id: who.id });
}

/** @throws MotcuaError `not_signed_in` */
function tokenHolder(authorization: string, tokens: AdminTokens): string {
  const given = digest(/^Bearer (\S+)$/.exec(authorization)?.[1] ?? "");
  let holder: string | undefined;
  // All are compared, in constant time each: how long it takes tells nothing.
  for (const [name, token] of tokens) if (timingSafeEqual(given, digest(token))) holder = name;
  if (holder === undefined) throw new MotcuaError("not_signed_in", "Cần mã truy cập quản trị hợp lệ.");
  return holder;
}

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

async function readUpload(
  request: Request,
): Promise<{ files: SourceFile[]; fields: z.infer<typeof Fields> }> {
  const bytes: unknown = request.body;
  const type = request.headers["content-type"];
  if (!Buffer.isBuffer(bytes) || type === undefined) {
    throw new MotcuaError("import_unreadable", "Cần gửi tệp ở dạng multipart/form-data, trường files.");
  }
  const form = await new globalThis.Response(new Uint8Array(bytes), { headers: { "content-type": type } })
    .formData()
    .catch((cause: unknown) => {
      throw new MotcuaError("import_unreadable", "Không đọc được nội dung tải lên.", { cause });
    });
  const files: SourceFile[] = [];
  for (const value of form.getAll("files")) {
    if (typeof value === "string") continue;
    files.push({ name: value.name, bytes: new Uint8Array(await value.arrayBuffer()) });
  }
  const rest = Object.fromEntries([...form].filter(([, value]) => typeof value === "string"));
  const fields = Fields.safeParse(rest);
  if (!fields.success || files.length === 0) {
    const faults = fields.success
      ? []
      : fields.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
    throw new MotcuaError(
      "import_unreadable",
      ["Bản tải lên không hợp lệ", ...faults, ...(files.length === 0 ? ["files: chưa có tệp"] : [])].join(
        "; ",
      ),
    );
  }
  return { files, fields: fields.data };
}

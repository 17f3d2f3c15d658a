import { createHash, randomBytes } from "node:crypto";
import type { Request } from "express";
import type { Router } from "express";
import { readMultipart } from "../shared/multipart.ts";
import type { ApiAnswer, ApiGate } from "./api-gate.ts";
import type { Settings } from "./options.ts";
import { ApiRefusal } from "./refusals.ts";

export type UploadKind = "image" | "gif" | "file";

export interface Upload {
  readonly id: string;
  readonly kind: UploadKind;
  readonly name: string;
  readonly bytes: Buffer;
  readonly mime: string;
  readonly md5: string;
  readonly at: Date;
}

const MEGABYTE = 1024 * 1024;
const MOST_BYTES = { image: MEGABYTE, gif: 5 * MEGABYTE, file: 5 * MEGABYTE } as const;
const LIFE_MS = 7 * 24 * 3_600_000;
const MOST_A_MONTH = 5000;
const FILE_TYPES: Readonly<Record<string, string>> = {
  pdf: "application/pdf",
  doc: "application/msword",
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  csv: "text/csv",
};

/** What was uploaded (section 3.2): good for any number of recipients, for 7 days. */
export class Uploads {
  readonly #settings: Settings;
  readonly #kept = new Map<string, Upload>();
  readonly #months = new Map<string, number>();

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /** @throws ApiRefusal -201 for a type the endpoint does not take, -210 over its size, -211 over the month's number. */
  async take(kind: UploadKind, request: Request): Promise<Upload> {
    const file = await fileOf(request);
    const bytes = Buffer.from(await file.arrayBuffer());
    if (bytes.length === 0) throw new ApiRefusal(-201, "file is empty");
    const mime = typeOf(kind, bytes, file.name);
    if (mime === undefined) throw new ApiRefusal(-201, `file is not of a type upload/${kind} takes`);
    if (bytes.length > MOST_BYTES[kind])
      throw new ApiRefusal(-210, `file is larger than ${MOST_BYTES[kind]} bytes`);
    const at = this.#settings.now();
    const month = at.toISOString().slice(0, 7);
    const used = this.#months.get(month) ?? 0;
    if (used >= MOST_A_MONTH) throw new ApiRefusal(-211, `${MOST_A_MONTH} uploads a month`);
    this.#months.set(month, used + 1);
    const upload: Upload = {
      id: randomBytes(24).toString("base64url"),
      kind,
      name: file.name,
      bytes,
      mime,
      md5: createHash("md5").update(bytes).digest("hex"),
      at,
    };
    this.#kept.set(upload.id, upload);
    return upload;
  }

  /** @throws ApiRefusal -201 when there is none of that kind, -100 when it is older than 7 days. */
  use(kind: UploadKind, id: string, name: string): Upload {
    const upload = this.#kept.get(id);
    if (upload?.kind !== kind) throw new ApiRefusal(-201, `${name} is invalid`);
    if (this.#settings.now().getTime() - upload.at.getTime() > LIFE_MS) throw new ApiRefusal(-100);
    return upload;
  }

  find(id: string): Upload | undefined {
    return this.#kept.get(id);
  }
}

export function uploadRoutes(router: Router, gate: ApiGate, uploads: Uploads): void {
  const taking = (kind: UploadKind) => {
    return gate.endpoint("none", async (_input, request): Promise<ApiAnswer> => {
      const { id } = await uploads.take(kind, request);
      return { data: kind === "file" ? { token: id } : { attachment_id: id } };
    });
  };
  router.post("/v2.0/oa/upload/image", taking("image"));
  router.post("/v2.0/oa/upload/gif", taking("gif"));
  router.post("/v2.0/oa/upload/file", taking("file"));
}

async function fileOf(request: Request): Promise<File> {
  const form = await readMultipart(request);
  if (form === undefined) throw new ApiRefusal(-201, "the body must be well-formed multipart/form-data");
  const file = form.get("file");
  if (!(file instanceof File)) throw new ApiRefusal(-201, "field file is missing");
  return file;
}

/** The media type by content for pictures and by name for documents; undefined when the endpoint does not take it. */
function typeOf(kind: UploadKind, bytes: Buffer, name: string): string | undefined {
  const startsWith = (...first: number[]): boolean => first.every((byte, index) => bytes[index] === byte);
  if (kind === "image") {
    if (startsWith(0xff, 0xd8, 0xff)) return "image/jpeg";
    return startsWith(0x89, 0x50, 0x4e, 0x47) ? "image/png" : undefined;
  }
  if (kind === "gif") return bytes.toString("latin1", 0, 4) === "GIF8" ? "image/gif" : undefined;
  return FILE_TYPES[/\.([a-z]+)$/i.exec(name)?.[1]?.toLowerCase() ?? ""];
}

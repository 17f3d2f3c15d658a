import type { JsonObject } from "../shared/json.ts";
import { madeUpDigits } from "../shared/made-up-digits.ts";
import type { AttachmentFetcher } from "./fetch-attachment.ts";
import { textAt, urlAt } from "./json-shapes.ts";
import { GraphRefusal } from "./refusals.ts";
import type { World } from "./world.ts";

export type MediaKind = "image" | "audio" | "video" | "file";

/** A file the platform has. */
export interface KeptFile {
  readonly id: string;
  readonly kind: MediaKind;
  readonly reusable: boolean;
  readonly url: string;
  /** Only of files that came with the call. */
  readonly upload: { readonly bytes: Buffer; readonly mime: string } | undefined;
}

const MEGABYTE = 1024 * 1024;
const MOST_BYTES = { image: 8 * MEGABYTE, audio: 25 * MEGABYTE, video: 25 * MEGABYTE, file: 25 * MEGABYTE };
const FETCH_MS = 10_000;
const VIDEO_FETCH_MS = 75_000;

export function isMediaKind(type: unknown): type is MediaKind {
  return type === "image" || type === "audio" || type === "video" || type === "file";
}

/** The files of messages (3.2): by address, which is fetched at once, by id of an upload, or with the call. */
export class Attachments {
  readonly #fetch: AttachmentFetcher;
  readonly #world: World;
  readonly #kept = new Map<string, KeptFile>();

  constructor(fetchAttachment: AttachmentFetcher, world: World) {
    this.#fetch = fetchAttachment;
    this.#world = world;
  }

  /**
   * Takes the file an attachment's payload names, or the one that came with the call.
   * @throws GraphRefusal 100 for a wrong shape, with subcode 2018008 or 2018294 when the address gave nothing (in
   *   time), 2018047 for another type, 2018074 for an id that is none, 2018109 for too much.
   */
  async take(kind: MediaKind, payload: JsonObject, file: File | undefined): Promise<KeptFile> {
    const { url, attachment_id: id, is_reusable: reusable = false } = payload;
    if (typeof reusable !== "boolean") throw new GraphRefusal("100", "payload.is_reusable must be a boolean");
    const ways = [url, id, file].filter((one) => one !== undefined).length;
    if (ways !== 1) throw new GraphRefusal("100", "an attachment has either url, attachment_id or a file");
    if (id !== undefined) return this.#known(kind, textAt(id, "payload.attachment_id", 100));
    if (file === undefined) {
      const address = urlAt(url, "payload.url");
      await this.#checkAddress(kind, address);
      return this.#keep({ kind, reusable, url: address, upload: undefined });
    }
    const bytes = Buffer.from(await file.arrayBuffer());
    check(kind, bytes.length, file.type);
    return this.#keep({ kind, reusable, url: "", upload: { bytes, mime: file.type } });
  }

  find(id: string): KeptFile | undefined {
    return this.#kept.get(id);
  }

  #known(kind: MediaKind, id: string): KeptFile {
    const kept = this.#kept.get(id);
    if (!kept?.reusable) throw new GraphRefusal("100/2018074");
    if (kept.kind !== kind) throw new GraphRefusal("100/2018047");
    return kept;
  }

  async #checkAddress(kind: MediaKind, url: string): Promise<void> {
    const fetched = await this.#fetch(url, kind === "video" ? VIDEO_FETCH_MS : FETCH_MS);
    if (fetched.kind === "found") check(kind, fetched.size, fetched.mime);
    else
      throw new GraphRefusal(kind === "video" && fetched.kind === "timeout" ? "100/2018294" : "100/2018008");
  }

  #keep(file: Omit<KeptFile, "id">): KeptFile {
    const id = madeUpDigits(this.#world.newId("attachment"), 16);
    const kept = { ...file, id, url: file.url === "" ? this.#world.mediaUrl(`u/${id}`) : file.url };
    this.#kept.set(id, kept);
    return kept;
  }
}

function check(kind: MediaKind, size: number, mime: string): void {
  if (size === 0) throw new GraphRefusal("100", "the file is empty");
  if (size > MOST_BYTES[kind]) throw new GraphRefusal("100/2018109");
  if (kind !== "file" && !mime.startsWith(`${kind}/`)) throw new GraphRefusal("100/2018047");
}

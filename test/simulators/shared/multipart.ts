import type { Request } from "express";

/** The form of a `multipart/form-data` request whose body was kept raw; undefined when it is none or malformed. */
export async function readMultipart(request: Request): Promise<FormData | undefined> {
  const contentType = request.get("content-type") ?? "";
  if (!contentType.startsWith("multipart/form-data") || !Buffer.isBuffer(request.body)) return undefined;
  try {
    const body = new Uint8Array(request.body);
    return await new Response(body, { headers: { "content-type": contentType } }).formData();
  } catch {
    return undefined;
  }
}

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import express, { type Router } from "express";

/** Built by `npm run build`; the same place seen from `src/server` and from `dist/server`. */
const WEB_ROOT = fileURLToPath(new URL("../../dist/web", import.meta.url));
const NOT_BUILT = "Trang web chưa được dựng. Chạy: npm run build";

/**
 * The citizen's page at `/`, the operators' desk at `/desk` and, where Zalo asks for it, the proof that the domain is ours: a meta tag on the home
 * page and the file `/zalo_verifier<code>.html` (channels/zalo-oa.md section 2.1).
 */
export function pageRoutes(parts: { siteVerification: string | undefined }): Router {
  const router = express.Router();
  const code = parts.siteVerification;
  const chat = join(WEB_ROOT, "chat");
  const desk = join(WEB_ROOT, "desk");
  const index = join(chat, "index.html");
  const meta = code === undefined ? "" : `<meta name="zalo-platform-site-verification" content="${code}">`;
  let page: string | undefined;

  router.get("/", (_request, response) => {
    if (page === undefined && existsSync(index))
      page = readFileSync(index, "utf8").replace("<!--head-->", meta);
    if (page === undefined) {
      response.status(503).type("text").send(NOT_BUILT);
      return;
    }
    response.set("cache-control", "no-cache").type("html").send(page);
  });
  if (code !== undefined) {
    router.get(`/zalo_verifier${code}.html`, (_request, response) => {
      response.type("html").send(`<!doctype html><html><head>${meta}</head><body>${code}</body></html>`);
    });
  }
  router.use(
    "/desk/assets",
    express.static(join(desk, "assets"), { immutable: true, maxAge: "365d", fallthrough: false }),
  );
  // Every address of the desk is one page; what it shows it decides by the address.
  router.get(["/desk", "/desk/*path"], (_request, response) => {
    const file = join(desk, "index.html");
    if (existsSync(file))
      response.set("cache-control", "no-cache").type("html").send(readFileSync(file, "utf8"));
    else response.status(503).type("text").send(NOT_BUILT);
  });
  // Built files carry a digest in their name: a changed file is another file.
  router.use(
    "/assets",
    express.static(join(chat, "assets"), { immutable: true, maxAge: "365d", fallthrough: false }),
  );
  router.use(express.static(chat, { index: false, maxAge: "1h" }));
  return router;
}

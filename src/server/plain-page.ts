import type { Response } from "express";

const STYLE =
  "body{margin:0;font:17px/1.5 system-ui,sans-serif;background:#edf1f4;color:#1b2733}" +
  "main{max-width:36rem;margin:10vh auto;padding:1.5rem 2rem;background:#fff;border-top:6px solid #17517e}" +
  "h1{font-size:1.4rem}a{color:#17517e}label{display:block;font-weight:600}" +
  "input,textarea{box-sizing:border-box;width:100%;margin:.3rem 0 .8rem;padding:.5rem;font:inherit;border:1px solid #7b8b99}" +
  "button{padding:.6rem 1.4rem;font:inherit;color:#fff;background:#17517e;border:0;cursor:pointer}";

/** A form with one field to write in. */
export interface PlainForm {
  readonly method: "get" | "post";
  readonly action: string;
  readonly label: string;
  /** The field's name. */
  readonly name: string;
  readonly maxLength: number;
  /** Several lines. */
  readonly long?: true;
  /** Sent along as they are. */
  readonly hidden?: Readonly<Record<string, string>>;
  readonly button: string;
}

/** What stands on a plain page: a paragraph, a link or a form. */
export type PlainBlock = string | { readonly href: string; readonly text: string } | PlainForm;

/** Answers with a page of a few lines for people, without scripts; every text is escaped. Not kept by any cache. */
export function sendPlainPage(
  response: Response,
  status: number,
  title: string,
  blocks: readonly PlainBlock[],
): void {
  const body = blocks.map(blockHtml).join("");
  response
    .status(status)
    .set("cache-control", "no-store")
    .type("html")
    .send(
      `<!doctype html><html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
        `<title>${escaped(title)}</title><style>${STYLE}</style></head><body><main><h1>${escaped(title)}</h1>${body}</main></body></html>`,
    );
}

function blockHtml(block: PlainBlock): string {
  if (typeof block === "string") return `<p>${escaped(block)}</p>`;
  if ("href" in block) return `<p><a href="${escaped(block.href)}">${escaped(block.text)}</a></p>`;
  const { method, action, label, name, maxLength, long, hidden = {}, button } = block;
  const kept = Object.entries(hidden)
    .map(([key, value]) => `<input type="hidden" name="${escaped(key)}" value="${escaped(value)}">`)
    .join("");
  const shared = `id="field" name="${escaped(name)}" maxlength="${maxLength}" required`;
  const field = long ? `<textarea ${shared} rows="5"></textarea>` : `<input ${shared} autocomplete="off">`;
  return (
    `<form method="${method}" action="${escaped(action)}">${kept}` +
    `<label for="field">${escaped(label)}</label>${field}<button>${escaped(button)}</button></form>`
  );
}

function escaped(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
  };
  return text.replace(/[&<>"]/g, (one) => entities[one] ?? one);
}

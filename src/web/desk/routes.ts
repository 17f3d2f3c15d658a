/** The addresses of the desk. The server answers every one of them with the same page. */
export type Route =
  | { readonly page: "conversations"; readonly open: string | undefined }
  | { readonly page: "records" }
  | { readonly page: "figures" }
  | { readonly page: "canned" }
  | { readonly page: "accounts" }
  | { readonly page: "sign-in" }
  | { readonly page: "password" };

const BASE = "/desk";
const PLAIN_PAGES = ["records", "figures", "canned", "accounts", "sign-in", "password"] as const;

/** The route of an address; of one that leads nowhere, the conversations. */
export function readRoute(path: string): Route {
  const [first = "", second = ""] = path.slice(BASE.length).split("/").filter(Boolean);
  const page = PLAIN_PAGES.find((name) => name === first);
  if (page !== undefined) return { page };
  return { page: "conversations", open: first === "c" && second !== "" ? readSegment(second) : undefined };
}

/** The address of a route; `readRoute` reads it back. */
export function hrefOf(route: Route): string {
  if (route.page !== "conversations") return `${BASE}/${route.page}`;
  return route.open === undefined ? `${BASE}/` : `${BASE}/c/${encodeURIComponent(route.open)}`;
}

/** Undefined when the address was cut in the middle of a letter. */
function readSegment(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

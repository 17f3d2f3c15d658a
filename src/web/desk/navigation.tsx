import { useSyncExternalStore, type AnchorHTMLAttributes, type MouseEvent } from "react";
import { hrefOf, readRoute, type Route } from "./routes.ts";

const CHANGED = "desk:navigated";

/** The route of the address bar, followed as it changes. */
export function useRoute(): Route {
  return readRoute(useSyncExternalStore(subscribe, () => window.location.pathname));
}

/** Goes to a route. `replace`: the way back skips where we were. */
export function navigate(route: Route, how: { replace?: boolean } = {}): void {
  const href = hrefOf(route);
  if (href === window.location.pathname) return;
  if (how.replace === true) window.history.replaceState(null, "", href);
  else window.history.pushState(null, "", href);
  window.dispatchEvent(new Event(CHANGED));
}

/** A link within the desk. A real address, so that it can also be opened in a tab of its own. */
export function RouteLink({
  to,
  onClick,
  ...rest
}: { to: Route } & Omit<AnchorHTMLAttributes<HTMLAnchorElement>, "href">) {
  function follow(event: MouseEvent<HTMLAnchorElement>): void {
    onClick?.(event);
    const elsewhere = event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
    if (event.defaultPrevented || elsewhere) return;
    event.preventDefault();
    navigate(to);
  }
  return <a href={hrefOf(to)} onClick={follow} {...rest} />;
}

function subscribe(onChange: () => void): () => void {
  window.addEventListener("popstate", onChange);
  window.addEventListener(CHANGED, onChange);
  return () => {
    window.removeEventListener("popstate", onChange);
    window.removeEventListener(CHANGED, onChange);
  };
}

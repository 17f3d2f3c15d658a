import { oidcFaultText } from "../../../contract/sign-in.ts";

/**
 * What went wrong on the way through the authority's own sign-in, from the address it came back to (`?loi=`), in
 * words; undefined when nothing did. Only known faults are told: an address must not put words on this page.
 */
export function faultOnTheWay(search: string): string | undefined {
  const fault = new URLSearchParams(search).get("loi");
  if (fault === null) return undefined;
  const known = Object.entries(oidcFaultText).find(([code]) => code === fault);
  return known?.[1] ?? oidcFaultText.oidc_refused;
}

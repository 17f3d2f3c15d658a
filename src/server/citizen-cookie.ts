import { parse, serialize } from "cookie";
import { sign, unsign } from "cookie-signature";
import type { NewId } from "../core/ports.ts";

const NAME = "motcua_citizen";
const ONE_YEAR_S = 365 * 24 * 3600;

/** Who writes on the web page: a random id in a signed cookie, so that nobody can claim another's conversation. */
export interface CitizenCookie {
  /** The citizen of a `Cookie` header; undefined when there is none or its signature is wrong. */
  read(cookieHeader: string | undefined): string | undefined;
  /** A new citizen and the `Set-Cookie` header that says so. */
  issue(): { readonly citizenId: string; readonly setCookie: string };
}

export function createCitizenCookie(key: Buffer, secure: boolean, newId: NewId): CitizenCookie {
  return {
    read(cookieHeader) {
      const value = parse(cookieHeader ?? "")[NAME];
      const citizenId = value === undefined ? false : unsign(value, key);
      return citizenId === false ? undefined : citizenId;
    },
    issue() {
      const citizenId = `web-${newId()}`;
      const options = { httpOnly: true, sameSite: "lax", secure, path: "/", maxAge: ONE_YEAR_S } as const;
      return { citizenId, setCookie: serialize(NAME, sign(citizenId, key), options) };
    },
  };
}

import { z } from "zod";

/** The vault's name for the pair. */
export const VAULT_NAME = "zalo";

/**
 * The OA's grant as it lies in the vault, encrypted there. The refresh token works once and lives three months,
 * the access token 25 hours and no longer than until the next refresh.
 */
const TokenPair = z.object({
  accessToken: z.string().min(1),
  refreshToken: z.string().min(1),
  obtainedAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  /** Since when Zalo refuses to refresh, and its error code. */
  brokenSince: z.iso.datetime().optional(),
  brokenBy: z.number().int().optional(),
});
export type TokenPair = Readonly<z.infer<typeof TokenPair>>;

export function writePair(pair: TokenPair): string {
  return JSON.stringify(pair);
}

/** The pair in a value of the vault; undefined when there is none or it is none of ours. */
export function readPair(value: string | undefined): TokenPair | undefined {
  if (value === undefined) return undefined;
  try {
    return TokenPair.safeParse(JSON.parse(value)).data;
  } catch {
    return undefined;
  }
}

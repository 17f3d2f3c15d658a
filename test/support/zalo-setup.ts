import type { DeskClient } from "./desk-client.ts";
import {
  startZaloSimulator,
  type ZaloSimulator,
  type ZaloSimulatorOptions,
} from "../simulators/zalo/simulator.ts";

/** Made-up ids and secrets of a Zalo application and OA, shared by simulator and server. */
export const ZALO = {
  appId: "4111222333444555666",
  appSecret: "AppSecret-made-up-0002",
  oaId: "3777000111222333444",
  oaSecret: "OaSecret-made-up-0001",
} as const;

/** A simulated Zalo platform that delivers to servers on these ports. */
export function simulateZalo(
  ports: readonly number[],
  more: Partial<ZaloSimulatorOptions> = {},
): Promise<ZaloSimulator> {
  const [first] = ports;
  return startZaloSimulator({
    ...ZALO,
    callbackUrl: `http://localhost:${first ?? 0}/oauth/zalo/callback`,
    webhookUrls: ports.map((port) => `http://127.0.0.1:${port}/webhooks/zalo`),
    rateLimitPerMinute: 1_000_000,
    ...more,
  });
}

/** The settings with which a server talks to this simulator. */
export function zaloEnv(simulator: ZaloSimulator, publicPort: number): Record<string, string> {
  return {
    PUBLIC_URL: `http://localhost:${publicPort}`,
    ZALO_APP_ID: ZALO.appId,
    ZALO_APP_SECRET: ZALO.appSecret,
    ZALO_OA_ID: ZALO.oaId,
    ZALO_OA_SECRET: ZALO.oaSecret,
    ZALO_OAUTH_URL: simulator.url,
    ZALO_API_URL: simulator.url,
    ZALO_RATE_PER_MINUTE: "1000000",
  };
}

/**
 * Goes through the consent as the browser of an OA administrator does who has signed in to the desk: start page,
 * approval at Zalo, callback.
 */
export async function giveConsent(
  serverUrl: string,
  simulator: ZaloSimulator,
  admin: DeskClient,
): Promise<Response> {
  const begun = await fetch(`${serverUrl}/oauth/zalo/start`, {
    redirect: "manual",
    headers: { cookie: admin.cookie },
  });
  const permission = begun.headers.get("location") ?? "";
  const cookie = (begun.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
  const back = new URL(await simulator.approveConsent(permission));
  return fetch(`${serverUrl}${back.pathname}${back.search}`, { headers: { cookie } });
}

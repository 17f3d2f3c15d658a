import {
  startMessengerSimulator,
  type MessengerSimulator,
  type MessengerSimulatorOptions,
} from "../simulators/messenger/simulator.ts";

/** Made-up ids and secrets of a Facebook application and Page, shared by simulator and server. */
export const MESSENGER = {
  appId: "900800700600500",
  appSecret: "MetaAppSecret-made-up-0003",
  pageId: "100200300400500",
  pageToken: "page-access-token-made-up",
  verifyToken: "verify-made-up",
} as const;

/** A simulated Graph API that delivers to servers on these ports. */
export function simulateMessenger(
  ports: readonly number[],
  more: Partial<MessengerSimulatorOptions> = {},
): Promise<MessengerSimulator> {
  return startMessengerSimulator({
    ...MESSENGER,
    webhookUrl: ports.map((port) => `http://127.0.0.1:${port}/webhooks/messenger`),
    callsPerPersonPerDay: Number.POSITIVE_INFINITY,
    ...more,
  });
}

/** The settings with which a server talks to this simulator. */
export function messengerEnv(simulator: MessengerSimulator): Record<string, string> {
  return {
    MESSENGER_APP_ID: MESSENGER.appId,
    MESSENGER_APP_SECRET: MESSENGER.appSecret,
    MESSENGER_PAGE_ID: MESSENGER.pageId,
    MESSENGER_PAGE_TOKEN: MESSENGER.pageToken,
    MESSENGER_VERIFY_TOKEN: MESSENGER.verifyToken,
    MESSENGER_GRAPH_URL: simulator.url,
  };
}

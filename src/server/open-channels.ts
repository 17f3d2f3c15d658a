import type { Logger } from "pino";
import { createMessengerChannel, type MessengerChannel } from "../channels/messenger/messenger-channel.ts";
import { createWebChannel } from "../channels/web/web-channel.ts";
import { createZaloChannel, type ZaloChannel } from "../channels/zalo/zalo-channel.ts";
import type { Channel, ChannelName } from "../core/channel.ts";
import type { Clock, NewId, Vault } from "../core/ports.ts";
import type { Config } from "../platform/config.ts";
import type { Store } from "../store/open-store.ts";
import { createRateGate } from "../store/rate-gate.ts";
import type { ChannelHealth } from "./health-routes.ts";

export interface OpenChannels {
  readonly all: ReadonlyMap<ChannelName, Channel>;
  readonly web: Channel;
  readonly zalo: ZaloChannel | undefined;
  readonly messenger: MessengerChannel | undefined;
  readonly health: ReadonlyMap<ChannelName, ChannelHealth>;
}

/** The citizen's page always; a platform's channel when it is configured. */
export function openChannels(
  config: Config,
  parts: { store: Store; vault: Vault; clock: Clock; newId: NewId; log: Logger },
): OpenChannels {
  const { store, clock, newId } = parts;
  const random = Math.random;
  const { sendTimeoutMs, burst } = config;
  const gate = (name: ChannelName, perMinute: number) => createRateGate(store, name, perMinute, clock);
  const web = createWebChannel({ newId, burst });
  const zalo =
    config.zalo &&
    createZaloChannel(
      { ...config.zalo, sendTimeoutMs, burst },
      { ...parts, random, rateGate: gate("zalo", config.zalo.ratePerMinute) },
    );
  const messenger =
    config.messenger &&
    createMessengerChannel(
      { ...config.messenger, sendTimeoutMs, burst },
      { ...parts, random, rateGate: gate("messenger", config.messenger.ratePerMinute) },
    );
  const all = new Map<ChannelName, Channel>([["web", web]]);
  const health = new Map<ChannelName, ChannelHealth>();
  if (zalo !== undefined) {
    all.set("zalo", zalo);
    health.set("zalo", () => zalo.tokens.state().then((state) => ({ token: state })));
  }
  if (messenger !== undefined) {
    all.set("messenger", messenger);
    health.set("messenger", () => messenger.state().then((state) => ({ ...state })));
  }
  return { all, web, zalo, messenger, health };
}

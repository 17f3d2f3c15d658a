import express, { type Request, type Response, type Router } from "express";
import type { WebhookChannel } from "../core/channel.ts";
import { MotcuaError } from "../core/errors.ts";
import type { Log } from "../core/ports.ts";
import type { Receiver } from "../messaging/receive.ts";
import type { Store } from "../store/open-store.ts";

/** Larger than any event of the platforms' contracts by far. */
export const WEBHOOK_BODY_LIMIT = "256kb";

/**
 * What an unsigned or wrongly signed delivery is answered with. `refuse`: 401. `commissioning`: 200 until the first
 * valid delivery was seen, then 401 (while the secret is mistyped every genuine delivery looks forged, and a row of
 * 401 makes the platform switch the webhook off: channels/zalo-oa.md section 2.3). Nothing is stored in either case.
 */
export type UnsignedPolicy = "refuse" | "commissioning";

/** `POST /webhooks/<channel>`: signature over the raw bytes, then stored, then 200. No thinking here. */
export function webhookRoutes(parts: {
  channel: WebhookChannel;
  unsigned: UnsignedPolicy;
  receiver: Receiver;
  store: Store;
  log: Log;
}): Router {
  const { channel, receiver, log } = parts;
  const seen = validDeliveryMark(parts.store, channel.name);
  const router = express.Router();
  router.post(
    `/webhooks/${channel.name}`,
    express.raw({ type: () => true, limit: WEBHOOK_BODY_LIMIT, inflate: false }),
    async (request: Request, response: Response) => {
      const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const delivery = { bytes, headers: singleHeaders(request) };
      const checked = channel.verify(delivery);
      if (checked.verdict === "probe") {
        response.status(200).end();
        return;
      }
      if (checked.verdict === "refuse") {
        log.warn(
          { channel: channel.name, why: checked.why, bytes: bytes.length },
          "a webhook delivery was refused",
        );
        if (parts.unsigned === "commissioning" && !(await seen.isSet())) {
          response.status(200).end();
          return;
        }
        throw new MotcuaError("webhook_refused", checked.why);
      }
      await receiver.receive(channel, channel.read(delivery));
      if (parts.unsigned === "commissioning") await seen.set();
      response.status(200).end();
    },
  );
  return router;
}

function singleHeaders(request: Request): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]),
  );
}

/** Remembers, for all instances, that the platform's signature has once been right. */
function validDeliveryMark(store: Store, channel: string) {
  const key = `webhook_valid_seen:${channel}`;
  let known = false;
  return {
    async isSet(): Promise<boolean> {
      if (!known) known = (await store.run("select 1 from setting where key = $1", [key])).rows.length > 0;
      return known;
    },
    async set(): Promise<void> {
      if (known) return;
      await store.run(
        "insert into setting (key, value, changed_at) values ($1, 'yes', now()) on conflict do nothing",
        [key],
      );
      known = true;
    },
  };
}

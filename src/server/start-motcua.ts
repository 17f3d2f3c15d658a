import { randomUUID } from "node:crypto";
import { createServer, type Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import express from "express";
import helmet from "helmet";
import type { Logger } from "pino";
import { createImportService } from "../admin/import-service.ts";
import { readJourneys } from "../catalogue/journeys/read-journeys.ts";
import { loadStarter } from "../catalogue/load-starter.ts";
import { READERS } from "../catalogue/readers/all-readers.ts";
import { readRecords } from "../catalogue/read-records.ts";
import { createWebChannel } from "../channels/web/web-channel.ts";
import { createZaloChannel } from "../channels/zalo/zalo-channel.ts";
import type { Channel, ChannelName } from "../core/channel.ts";
import type { Clock } from "../core/ports.ts";
import { vietnamDate } from "../core/vietnam-date.ts";
import { createReceiver } from "../messaging/receive.ts";
import { createSender } from "../messaging/send-next.ts";
import { recoverAfterStart, sweep } from "../messaging/sweep.ts";
import { retryNeedingAdmin } from "../messaging/unsent.ts";
import type { Config } from "../platform/config.ts";
import { deriveKey } from "../platform/sealing.ts";
import { openStore, type Store } from "../store/open-store.ts";
import { startQueue } from "../store/queue.ts";
import { createRateGate } from "../store/rate-gate.ts";
import { createVault } from "../store/vault.ts";
import { createTurnRunner } from "../turn/run-turn.ts";
import { adminRoutes } from "./admin-routes.ts";
import { chatRoutes } from "./chat-routes.ts";
import { createChatSocket } from "./chat-socket.ts";
import { createCitizenCookie } from "./citizen-cookie.ts";
import { openControlSocket } from "./control-socket.ts";
import { errorHandler } from "./error-answer.ts";
import { healthRoutes, type ChannelHealth } from "./health-routes.ts";
import { lexiconFrom } from "./lexicon-from.ts";
import { openLiveCatalogue } from "./live-catalogue.ts";
import { pageRoutes } from "./pages.ts";
import { createWebChat } from "./web-chat.ts";
import { webhookRoutes } from "./webhook-routes.ts";
import { zaloConsentRoutes } from "./zalo-consent-routes.ts";

/** How long running work may take to finish once the process is told to stop. */
const STOP_WITHIN_MS = 15_000;
const SWEEP_EVERY_MS = 5_000;
/** How soon an import applied by another instance, or a new day, is answered from. */
const CATALOGUE_LOOK_EVERY_MS = 2_000;
const TOKEN_CHECK_EVERY_MS = 5 * 60_000;
const TURNS_AT_ONCE = 8;
const SENDS_AT_ONCE = 16;

export interface Motcua {
  /** Where the chat page is on this machine. */
  readonly url: string;
  /** The open database, for what runs in the same process. */
  readonly store: Store;
  /** Ends in order: no new requests, running work finished or given back, database closed. At most 15 s. */
  stop(): Promise<void>;
}

/**
 * Starts everything, in the order in which the parts need each other, and listens last.
 * @param clock the present moment; a test may hand in another.
 */
export async function startMotcua(
  config: Config,
  log: Logger,
  clock: Clock = () => new Date(),
): Promise<Motcua> {
  const newId = randomUUID;
  const store = await openStore(config.databaseUrl === undefined ? { dataDir: config.dataDir } : config);
  try {
    if (store.engine === "pglite") await recoverAfterStart(store, clock);

    const today = vietnamDate(clock());
    const starter = await loadStarter(
      store,
      await readRecords(join(config.knowledgeDir, "procedures")),
      today,
      clock(),
    );
    log.info(starter, "starter catalogue loaded");
    const lexicon = await lexiconFrom(join(config.knowledgeDir, "lexicon"));
    // A centre's own catalogue may lack a step; that is told, and does not stop the server.
    const journeys = await readJourneys(join(config.knowledgeDir, "journeys"), () => true);
    const now = () => performance.now();
    const catalogue = await openLiveCatalogue({
      store,
      lexicon,
      journeys,
      centre: config.centre,
      clock,
      now,
      log,
      engines: config,
    });

    const imports = createImportService({
      store,
      readers: READERS,
      clock,
      fourEyes: config.fourEyes,
      onChanged: () => catalogue.refresh(),
    });
    const vault = createVault(store, config.secretKey, clock, newId);
    const queue = await startQueue(store, clock, log);
    const receiver = createReceiver({ store, queue, clock, newId, log });
    const web = createWebChannel({ newId, burst: config.burst });
    const zalo =
      config.zalo &&
      createZaloChannel(
        { ...config.zalo, sendTimeoutMs: config.sendTimeoutMs, burst: config.burst },
        {
          vault,
          rateGate: createRateGate(store, "zalo", config.zalo.ratePerMinute, clock),
          clock,
          random: Math.random,
          log,
        },
      );
    const channels = new Map<ChannelName, Channel>([["web", web]]);
    const health = new Map<ChannelName, ChannelHealth>();
    if (zalo !== undefined) {
      channels.set("zalo", zalo);
      health.set("zalo", () => zalo.tokens.state().then((state) => ({ token: state })));
    }

    const app = express();
    const http = createServer(app);
    const socket = createChatSocket({ http, store, log, trustProxy: config.trustProxy });
    const chat = createWebChat({
      store,
      receiver,
      channel: web,
      clock,
      messagesPerMinute: config.webMessagesPerMinute,
    });
    const secure = config.publicUrl.startsWith("https:");
    const cookie = createCitizenCookie(deriveKey(config.secretKey, "citizen cookie"), secure, newId);
    let started = false;

    app.disable("x-powered-by");
    app.set("trust proxy", config.trustProxy);
    // Without TLS (a first try, or a network of its own) the browser must not be told to insist on it.
    app.use(
      helmet({
        strictTransportSecurity: secure,
        contentSecurityPolicy: { directives: { upgradeInsecureRequests: secure ? [] : null } },
      }),
    );
    app.use(
      healthRoutes({
        store,
        isStarted: () => started,
        queueWorks: () => store.run("select 1 from pgboss.version").then(() => true),
        channels: health,
      }),
    );
    if (config.zalo !== undefined && zalo !== undefined) {
      app.use(webhookRoutes({ channel: zalo, unsigned: config.zalo.unsigned, receiver, store, log }));
      app.use(
        zaloConsentRoutes({
          consent: zalo.consent,
          key: deriveKey(config.secretKey, "zalo consent"),
          secure,
          onConsent: () => retryNeedingAdmin(store, queue, clock, "zalo"),
        }),
      );
    }
    app.use(adminRoutes({ imports, tokens: config.adminTokens }));
    app.use(chatRoutes({ chat, cookie, centre: config.centre }));
    app.use(pageRoutes({ siteVerification: config.zalo?.siteVerification }));
    app.use(errorHandler(log));

    socket.open(chat, cookie);
    const turns = createTurnRunner({
      store,
      queue,
      channels,
      answerer: catalogue.answerer,
      live: socket.live,
      clock,
      newId,
      log,
      holdQuietMinutes: config.holdQuietMinutes,
    });
    const { sendTimeoutMs } = config;
    const sender = createSender({ store, channels, live: socket.live, clock, newId, log, sendTimeoutMs });
    queue.work("turn", TURNS_AT_ONCE, (conversationId) => turns.run(conversationId));
    queue.work("send", SENDS_AT_ONCE, (conversationId) => sender.sendDue(conversationId));

    const timers = [
      every(CATALOGUE_LOOK_EVERY_MS, () => catalogue.refresh(), log),
      every(SWEEP_EVERY_MS, () => sweep(store, queue, clock, SWEEP_EVERY_MS), log),
      every(TOKEN_CHECK_EVERY_MS, () => zalo?.tokens.keepFresh() ?? Promise.resolve(), log),
    ];
    const control =
      store.engine === "pglite"
        ? await openControlSocket({ dataDir: config.dataDir, store, queue, imports, clock, log })
        : undefined;
    await listen(http, config.port);
    started = true;
    const { port } = http.address() as AddressInfo;

    let stopping: Promise<void> | undefined;
    const stop = async (): Promise<void> => {
      started = false;
      for (const timer of timers) timer.end();
      const closed = Promise.all([socket.close(), control?.()]);
      http.closeIdleConnections();
      await queue.stop(STOP_WITHIN_MS);
      await Promise.all(timers.map((timer) => timer.running()));
      http.closeAllConnections();
      await closed;
      await store.close();
    };
    return { url: `http://localhost:${port}`, store, stop: () => (stopping ??= stop()) };
  } catch (cause) {
    await store.close();
    throw cause;
  }
}

function listen(http: HttpServer, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    http.once("error", reject);
    http.listen(port, () => {
      http.off("error", reject);
      resolve();
    });
  });
}

/** Does something now and then; one run at a time, and a failure is logged and tried again at the next. */
function every(
  ms: number,
  work: () => Promise<unknown>,
  log: Logger,
): { end: () => void; running: () => Promise<void> } {
  let running = Promise.resolve();
  let busy = false;
  const run = (): void => {
    if (busy) return;
    busy = true;
    running = work()
      .catch((error: unknown) => {
        log.error({ error }, "regular work failed");
      })
      .then(() => {
        busy = false;
      });
  };
  const timer = setInterval(run, ms);
  run();
  return {
    end: () => {
      clearInterval(timer);
    },
    running: () => running,
  };
}

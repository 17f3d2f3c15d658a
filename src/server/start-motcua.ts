import { randomUUID } from "node:crypto";
import { createServer, type Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import express from "express";
import helmet from "helmet";
import type { Logger } from "pino";
import { createAccounts } from "../access/accounts.ts";
import { createFirstAdmin } from "../access/first-admin.ts";
import { createHashing } from "../access/hash-password.ts";
import { sweepExpired } from "../access/session-store.ts";
import { createSignIn } from "../access/sign-in.ts";
import { createImportService } from "../admin/import-service.ts";
import { readJourneys } from "../catalogue/journeys/read-journeys.ts";
import { loadStarter } from "../catalogue/load-starter.ts";
import { READERS } from "../catalogue/readers/all-readers.ts";
import { readRecords } from "../catalogue/read-records.ts";
import type { ChannelName, CitizenMessage } from "../core/channel.ts";
import type { Clock } from "../core/ports.ts";
import { vietnamDate } from "../core/vietnam-date.ts";
import type { DeskView } from "../desk/look-up-names.ts";
import { createTimerRunner } from "../desk/run-timers.ts";
import { forgetNumbers } from "../messaging/callbacks.ts";
import { createDeletionRequests } from "../messaging/deletion-requests.ts";
import { createHandovers } from "../messaging/hand-over.ts";
import { createInConversation } from "../messaging/in-conversation.ts";
import type { Live } from "../messaging/live.ts";
import { createReceiver } from "../messaging/receive.ts";
import { createSender } from "../messaging/send-next.ts";
import { askDueTimers, recoverAfterStart, sweep } from "../messaging/sweep.ts";
import { retryNeedingAdmin } from "../messaging/unsent.ts";
import type { Config } from "../platform/config.ts";
import { deriveKey } from "../platform/sealing.ts";
import { openStore, type Store } from "../store/open-store.ts";
import { startQueue } from "../store/queue.ts";
import { createVault } from "../store/vault.ts";
import { createTurnRunner } from "../turn/run-turn.ts";
import { accountRoutes } from "./account-routes.ts";
import { adminRoutes } from "./admin-routes.ts";
import { calendarFrom } from "./calendar-from.ts";
import { chatRoutes } from "./chat-routes.ts";
import { createChatSocket } from "./chat-socket.ts";
import { createCitizenCookie } from "./citizen-cookie.ts";
import { openControlSocket } from "./control-socket.ts";
import { createDeskAnswers } from "./desk-answers.ts";
import { deskRoutes } from "./desk-routes.ts";
import { createDeskSocket } from "./desk-socket.ts";
import { errorHandler } from "./error-answer.ts";
import { healthRoutes } from "./health-routes.ts";
import { keepableMessage } from "./keepable-message.ts";
import { lexiconFrom } from "./lexicon-from.ts";
import { openLiveCatalogue } from "./live-catalogue.ts";
import { messengerRoutes } from "./messenger-routes.ts";
import { createCitizenNaming, type NameLookUp } from "./name-citizens.ts";
import { openChannels } from "./open-channels.ts";
import { readOrganisation } from "./organisation.ts";
import { pageRoutes } from "./pages.ts";
import { signInRoutes } from "./sign-in-routes.ts";
import { createSessions } from "./signed-in.ts";
import { createSockets } from "./sockets.ts";
import { topicsFrom } from "./topics-from.ts";
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
const TIMERS_AT_ONCE = 4;
/** Timers are in minutes; a second more or less is nothing. */
const TIMER_LOOK_EVERY_MS = 1_000;
/** Well within the shortest useful AWAY_PRESENCE_SECONDS, so that who is here does not seem away. */
const PRESENCE_EVERY_MS = 10_000;
const NAMES_EVERY_MS = 5_000;
const FORGET_EVERY_MS = 3_600_000;

export interface Motcua {
  /** Where the chat page is on this machine. */
  readonly url: string;
  /** The open database, for what runs in the same process. */
  readonly store: Store;
  /** The administrator made at the first start, whose one-time password is to be shown once. */
  readonly firstAdmin: { readonly username: string; readonly oneTimePassword: string } | undefined;
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
      topics: await topicsFrom(join(config.knowledgeDir, "always-human.yaml")),
      keepsIdentityPictures: config.desk.keepsIdentityPictures,
      centre: config.centre,
      clock,
      now,
      log,
      engines: config,
    });

    const { units } = await readOrganisation(config.knowledgeDir);
    const calendar = await calendarFrom(join(config.knowledgeDir, "calendar.yaml"));
    const { rules, caseWorkingDays } = config.desk;
    const view = (): DeskView => ({ book: catalogue.book(), units, rules });

    const imports = createImportService({
      store,
      readers: READERS,
      clock,
      fourEyes: config.fourEyes,
      onChanged: () => catalogue.refresh(),
    });
    const vault = createVault(store, config.secretKey, clock, newId);
    const queue = await startQueue(store, clock, log);
    const channels = openChannels(config, { store, vault, clock, newId, log });
    const { zalo, messenger } = channels;

    const hashing = createHashing();
    const firstAdmin = await createFirstAdmin({ store, hashing, clock, newId });
    const { publicUrl } = config;
    const secure = publicUrl.startsWith("https:");
    const sessions = createSessions({
      store,
      key: deriveKey(config.secretKey, "desk session"),
      publicUrl,
      sessionMs: config.signIn.sessionMs,
      clock,
    });

    const app = express();
    const http = createServer(app);
    const sockets = createSockets({ http, store, log, mayConnect: sessions.maySocketConnect });
    const chatSocket = createChatSocket({ sockets, log, trustProxy: config.trustProxy });
    const deskSocket = createDeskSocket({ sockets, store, view, clock, log });
    const live: Live = {
      ...chatSocket.live,
      ...deskSocket.live,
      typing(conversation, on) {
        chatSocket.live.typing(conversation, on);
        if (on && conversation.channel === "messenger") void messenger?.showTyping(conversation.citizenId);
      },
    };

    const handovers = createHandovers({ newId, calendar, rules, caseWorkingDays });
    const inConversation = createInConversation({
      store,
      queue,
      channels: channels.all,
      handovers,
      live,
      clock,
    });
    const keepable = config.desk.keepsIdentityPictures
      ? (message: CitizenMessage) => message
      : keepableMessage;
    const receiver = createReceiver({ store, queue, live, clock, newId, log, keepable });
    const chat = createWebChat({
      store,
      receiver,
      channel: channels.web,
      clock,
      messagesPerMinute: config.webMessagesPerMinute,
    });
    const cookie = createCitizenCookie(deriveKey(config.secretKey, "citizen cookie"), secure, newId);
    const { attempts, lockoutMs } = config.signIn;
    const passwords = { store, hashing, clock, attempts, lockoutMs };
    const onSessionsEnded = (accountId: string): void => {
      deskSocket.sessionsEnded(accountId).catch((error: unknown) => {
        log.warn({ error }, "consoles of an ended session could not be cut off");
      });
    };
    const accounts = createAccounts({ ...passwords, newId, onSessionsEnded });
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
        channels: channels.health,
      }),
    );
    if (config.zalo !== undefined && zalo !== undefined) {
      app.use(webhookRoutes({ channel: zalo, unsigned: config.zalo.unsigned, receiver, store, log }));
      app.use(
        zaloConsentRoutes({
          consent: zalo.consent,
          key: deriveKey(config.secretKey, "zalo consent"),
          secure,
          readOperator: sessions.readOperator,
          onConsent: () => retryNeedingAdmin(store, queue, clock, "zalo"),
        }),
      );
    }
    if (config.messenger !== undefined && messenger !== undefined) {
      app.use(webhookRoutes({ channel: messenger, unsigned: "refuse", receiver, store, log }));
      const requests = createDeletionRequests({ store, clock, newId });
      app.use(messengerRoutes({ account: config.messenger, publicUrl, requests, log }));
    }
    app.use(sessions.middleware);
    app.use(
      signInRoutes({
        sessions,
        signIn: createSignIn(passwords),
        accounts,
        settings: config.signIn,
        publicUrl,
        clock,
        log,
        onSessionsEnded,
      }),
    );
    app.use(accountRoutes({ accounts, store, clock }));
    app.use(
      deskRoutes({
        store,
        queue,
        inConversation,
        channels: channels.all,
        answers: createDeskAnswers({ connection: store, catalogue, channels: channels.all }),
        view,
        calendar,
        centre: config.centre.name,
        settings: config.desk,
        clock,
        newId,
      }),
    );
    app.use(adminRoutes({ imports, tokens: config.adminTokens }));
    app.use(chatRoutes({ chat, cookie, centre: config.centre }));
    app.use(pageRoutes({ siteVerification: config.zalo?.siteVerification }));
    app.use(errorHandler(log));

    chatSocket.open(chat, cookie);
    deskSocket.open(sessions.readOperator);
    const turns = createTurnRunner({
      store,
      inConversation,
      channels: channels.all,
      answerer: catalogue.answerer,
      handovers,
      live,
      clock,
      newId,
      log,
      calendar,
      centreName: config.centre.name,
      callbackKeepDays: config.desk.callbackKeepDays,
    });
    const { sendTimeoutMs } = config;
    const sender = createSender({ store, channels: channels.all, live, clock, newId, log, sendTimeoutMs });
    const runTimers = createTimerRunner({ inConversation, handovers, calendar });
    queue.work("turn", TURNS_AT_ONCE, (conversationId) => turns.run(conversationId));
    queue.work("send", SENDS_AT_ONCE, (conversationId) => sender.sendDue(conversationId));
    queue.work("timer", TIMERS_AT_ONCE, runTimers);

    const lookUps = new Map<ChannelName, NameLookUp>();
    if (zalo !== undefined) lookUps.set("zalo", (id) => zalo.citizenName(id));
    if (messenger !== undefined) lookUps.set("messenger", (id) => messenger.citizenName(id));
    const nameCitizens = createCitizenNaming({ store, live, lookUps });
    const forget = () => forgetNumbers(store, config.desk.callbackKeepDays, clock());
    const timers = [
      every(CATALOGUE_LOOK_EVERY_MS, () => catalogue.refresh(), log),
      every(SWEEP_EVERY_MS, () => sweep(store, queue, clock, SWEEP_EVERY_MS), log),
      every(TIMER_LOOK_EVERY_MS, () => askDueTimers(store, queue, clock), log),
      every(PRESENCE_EVERY_MS, () => deskSocket.look(), log),
      every(NAMES_EVERY_MS, nameCitizens, log),
      every(TOKEN_CHECK_EVERY_MS, () => zalo?.tokens.keepFresh() ?? Promise.resolve(), log),
      every(FORGET_EVERY_MS, () => Promise.all([forget(), sweepExpired(store, clock)]), log),
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
      const closed = Promise.all([sockets.close(), control?.()]);
      http.closeIdleConnections();
      await queue.stop(STOP_WITHIN_MS);
      await Promise.all(timers.map((timer) => timer.running()));
      http.closeAllConnections();
      await closed;
      await store.close();
    };
    return { url: `http://localhost:${port}`, store, firstAdmin, stop: () => (stopping ??= stop()) };
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

import type { Answerer, Centre, ProcedureBook, Retriever } from "../core/answering.ts";
import type { ReadJourney } from "../core/journey.ts";
import type { Procedure } from "../core/procedure.ts";
import type { Clock, Log } from "../core/ports.ts";
import { vietnamDate } from "../core/vietnam-date.ts";
import { createAnswerer } from "../answer/answerer.ts";
import type { Topic } from "../answer/topics.ts";
import { bookOf } from "../catalogue/book-of.ts";
import { timelineOn } from "../catalogue/timeline.ts";
import type { Lexicon } from "../language/lexicon.ts";
import { createRetrieverBuilder } from "../retrieval/embedded-retriever.ts";
import { createStoreCache } from "../retrieval/vector-cache.ts";
import type { Store } from "../store/open-store.ts";
import { openNearby, type NearbySettings } from "./open-nearby.ts";

/** Answers from what is in force now, also while the catalogue changes. */
export interface LiveCatalogue {
  /** Each question is answered from one state of the catalogue: the old one until the new one is ready as a whole. */
  readonly answerer: Answerer;
  book(): ProcedureBook;
  /** The best matches of the records in force. */
  search: Retriever["search"];
  /** Takes in what has changed since, by any instance, or because a new day has come. Cheap when nothing has. */
  refresh(): Promise<void>;
}

interface Snapshot {
  readonly mark: string;
  /** False while an engine beside is set and not yet ready. */
  besideReady: boolean;
  readonly answerer: Answerer;
  readonly book: ProcedureBook;
  readonly retriever: Retriever;
  /** Opens the engine beside over these records, and searches with it from then on. */
  openBeside(): Promise<void>;
}

/** How soon an engine that could not be reached is tried again, and how often its failures are told. */
const OPEN_AGAIN_MS = 60_000;
const TELL_EVERY_MS = 60_000;

/**
 * Builds the first state before it resolves. A later one is built beside the old one in short steps, so that
 * webhooks are still acknowledged in time, and only records that changed are read anew.
 */
export async function openLiveCatalogue(parts: {
  store: Store;
  lexicon: Lexicon;
  /** Steps without a procedure in force are told so; the log names them. */
  journeys: readonly ReadJourney[];
  /** What a machine never answers. */
  topics: readonly Topic[];
  keepsIdentityPictures: boolean;
  centre: Centre;
  clock: Clock;
  now: () => number;
  log: Log;
  /** Engines beside the index in this process; without any, words alone decide. */
  engines: NearbySettings;
}): Promise<LiveCatalogue> {
  const { store, lexicon, journeys, topics, keepsIdentityPictures, centre, clock, now, log, engines } = parts;
  const cache = createStoreCache(store, clock);
  const isBeside = engines.embeddings !== undefined || engines.qdrant !== undefined;
  const builder = createRetrieverBuilder(lexicon, now);
  /** Records by digest, so that an unchanged one stays the same object and need not be read again. */
  let known = new Map<string, Procedure>();

  const load = async (mark: string, day: string): Promise<Snapshot> => {
    const start = now();
    const timeline = await timelineOn(store, day);
    const same = new Map<string, Procedure>();
    const kept = (record: Procedure, key: string): Procedure => {
      const found = known.get(key) ?? record;
      same.set(key, found);
      return found;
    };
    const entries = [...timeline].map(([code, one]) => {
      const record = one.record && kept(one.record, one.digest);
      const lastRecord = one.lastRecord && kept(one.lastRecord, `last ${code}`);
      return [code, { ...one, record, lastRecord }] as const;
    });
    const fresh = [...same.keys()].filter((key) => !known.has(key)).length;
    known = same;
    const book = bookOf(new Map(entries));
    // Withdrawn ones too: a citizen who asks for one is told what came of it.
    const searched = entries.flatMap(([, one]) => one.record ?? one.lastRecord ?? []);
    const embedded = await inSteps(builder.build(searched));
    log.info({ records: searched.length, read: fresh, ms: Math.round(now() - start) }, "catalogue loaded");
    const lacking = journeys.flatMap(({ id, steps }) =>
      steps
        .filter((step) => book.inForce(step.procedure) === undefined)
        .map((step) => `${id}: ${step.procedure}`),
    );
    if (lacking.length > 0) log.warn({ lacking }, "steps of journeys have no procedure in force");
    let current: Retriever = embedded;
    const retriever: Retriever = { search: (question, limit) => current.search(question, limit) };
    const loaded: Snapshot = {
      mark,
      besideReady: !isBeside,
      book,
      retriever,
      answerer: createAnswerer({
        retriever,
        book,
        centre,
        lexicon,
        journeys,
        topics,
        keepsIdentityPictures,
        now,
      }),
      async openBeside() {
        const nearby = await openNearby(engines, embedded.nearbyDocuments(), cache, log);
        if (nearby === undefined) return;
        current = embedded.beside(nearby, (error) => {
          if (now() - toldAt < TELL_EVERY_MS) return;
          toldAt = now();
          log.warn({ error }, "engine beside failed; answered without");
        });
        loaded.besideReady = true;
        log.info({ records: searched.length }, "engine beside is ready");
      },
    };
    return loaded;
  };
  let toldAt = -Infinity;
  let opening: Promise<void> | undefined;
  let openAgainAt = 0;
  /** In the background: answers do not wait for it, and a failure is tried again. */
  const openBeside = (): void => {
    if (snapshot.besideReady || opening !== undefined || now() < openAgainAt) return;
    opening = snapshot
      .openBeside()
      .catch((error: unknown) => {
        log.warn({ error }, "engine beside could not be opened; it is tried again");
        openAgainAt = now() + OPEN_AGAIN_MS;
      })
      .finally(() => {
        opening = undefined;
      });
  };

  const markOf = async (day: string): Promise<string> => {
    const { rows } = await store.run<{ last: number | null; revoked: Date | null; count: number }>(
      "select max(id) as last, max(revoked_at) as revoked, count(revoked_at)::int as count from procedure_version",
    );
    return JSON.stringify([day, rows[0]]);
  };

  const today = vietnamDate(clock());
  let snapshot = await load(await markOf(today), today);
  openBeside();
  let refreshing: Promise<void> | undefined;
  const refresh = async (): Promise<void> => {
    const day = vietnamDate(clock());
    const mark = await markOf(day);
    if (mark !== snapshot.mark) snapshot = await load(mark, day);
    openBeside();
  };
  return {
    answerer: {
      group: (messages) => snapshot.answerer.group(messages),
      think: (question) => snapshot.answerer.think(question),
      isCourtesy: (messages) => snapshot.answerer.isCourtesy(messages),
    },
    book: () => snapshot.book,
    search: (question, limit) => snapshot.retriever.search(question, limit),
    refresh() {
      // One at a time; whoever asks during a refresh wants what has changed since it began.
      refreshing = (refreshing ?? Promise.resolve()).catch(() => undefined).then(refresh);
      return refreshing;
    },
  };
}

/** Runs a build in steps of a few milliseconds, with everything else in between. */
async function inSteps<Result>(steps: Generator<void, Result>): Promise<Result> {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

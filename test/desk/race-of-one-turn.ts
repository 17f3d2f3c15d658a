import type { CitizenInput } from "../../src/core/answering.ts";
import type { Operator } from "../../src/core/people.ts";
import { handBack } from "../../src/desk/end-part.ts";
import { assign, claim } from "../../src/desk/take-over.ts";
import type { Store, Transaction } from "../../src/store/open-store.ts";
import type { JobEnd } from "../../src/store/queue.ts";
import { callsPerson, newCitizen, takeIt, type DeskBench } from "../support/desk-bench.ts";
import { answered, asks, CENTRE, echo, type Instance } from "../support/workbench.ts";

/** One turn of the bot while a person takes the conversation over, stepped so that the moment can be chosen. */

export interface Scenario {
  /** Messages of the burst, and into how many questions they fall; each is answered. */
  readonly burst: number;
  readonly questions: number;
  /** The last question goes to a person. */
  readonly callsPerson: boolean;
  /** The platform refuses the first send and takes it a second later. */
  readonly refusedOnce: boolean;
  /** A second server runs the same turn and sends at the same time. */
  readonly twoServers: boolean;
  readonly by: "claim" | "assign" | "platform";
}

export interface Outcome {
  /** Did the person come during the turn? */
  readonly taken: boolean;
  /** Automatic messages the platform was given before the person came. */
  readonly before: number;
  /**
   * Whose row of the outbox was marked as leaving before the person came, and which the platform was given after: the
   * row's lock decided so, and the network is no part of it.
   */
  readonly leaving: number;
  /** Automatic messages that left after the person had come. */
  readonly after: number;
  /** Questions that nobody answered and that the person does not owe either. */
  readonly lost: number;
}

/** @param pause is awaited wherever another process could come in between. */
export type Pause = () => Promise<void>;

/** A store that pauses before and after each transaction. */
const pausing = (store: Store, pause: Pause): Store => ({
  ...store,
  async transaction(work) {
    await pause();
    const result = await store.transaction(work);
    await pause();
    return result;
  },
});

/** A store that looks, at the end of its first transaction and within it, which rows are leaving. */
function witnessing(store: Store): { store: Store; leaving: Set<number>; committed: () => boolean } {
  const leaving = new Set<number>();
  let [seen, isCommitted] = [false, false];
  const transaction: Store["transaction"] = async (work) => {
    const result = await store.transaction(async (tx: Transaction) => {
      const done = await work(tx);
      if (!isCommitted) {
        leaving.clear();
        const { rows } = await tx.run<{ id: number }>("select id from outbox where state = 'sending'");
        for (const { id } of rows) leaving.add(id);
        seen = true;
      }
      return done;
    });
    isCommitted = seen;
    return result;
  };
  return { store: { ...store, transaction }, leaving, committed: () => isCommitted };
}

export interface Hands {
  readonly bench: DeskBench;
  readonly operator: Operator;
  readonly supervisor: Operator;
}

/** A turn that has not begun: its messages are received. */
export interface Race {
  /** Runs the turn and its sends to the end, pausing at every point. */
  run(pause: Pause): Promise<void>;
  /** The person comes, now. */
  takeOver(): Promise<void>;
  /** What came of it; runs everything that is still to be done. */
  settle(): Promise<Outcome>;
}

/** Lets turns be raced, several at once if need be. The bench's answer steps and platform are the races' from then on. */
export function createRaces({ bench, operator, supervisor }: Hands): (scenario: Scenario) => Promise<Race> {
  interface Running {
    readonly scenario: Scenario;
    readonly pause: Pause;
    /** The platform is given a message. */
    readonly give: (row: number) => void;
    refusals: number;
  }
  const running = new Map<string, Running>();
  /** Whose messages these are: the citizen's name stands before the colon. */
  const raceOf = (messages: readonly CitizenInput[]): Running => {
    const race = running.get(messages[0]?.text.split(":")[0] ?? "");
    if (race === undefined) throw new Error("a question of no race");
    return race;
  };
  bench.answer = {
    isCourtesy: () => false,
    async group(messages) {
      const { pause, scenario } = raceOf(messages);
      await pause();
      const groups = messages.slice(0, scenario.questions).map((one) => [one]);
      groups.at(-1)?.push(...messages.slice(scenario.questions));
      return groups;
    },
    async think({ messages }) {
      const { pause, scenario } = raceOf(messages);
      await pause();
      const isLast = messages.some((one) => one.text.endsWith(`: câu ${scenario.burst}`));
      return scenario.callsPerson && isLast ? callsPerson() : answered(`về ${messages[0]?.text}`);
    },
  };
  bench.zalo.respond = async ({ citizenId, origin, reference }) => {
    const race = running.get(citizenId);
    if (race === undefined) return takeIt();
    race.give(Number(reference.split(":")[1]));
    await race.pause();
    if (origin !== "operator" && race.refusals-- > 0)
      return { kind: "refused", next: "retry", code: "-200", detail: "" };
    return takeIt();
  };

  const repeated = async (work: () => Promise<JobEnd>): Promise<void> => {
    for (let times = 0; times < 12; times++) {
      const end = await work();
      if ("done" in end || end.again > bench.now) return;
    }
  };

  return async (scenario) => {
    const citizen = newCitizen();
    const events = Array.from({ length: scenario.burst }, (_, index) =>
      asks(citizen, `${citizen}: câu ${index + 1}`, bench.now),
    );
    const [first] = await bench.receiver.receive(bench.zalo, events);
    const id = first?.conversationId ?? "";
    const witness = witnessing(bench.store);
    const desk = bench.another(witness.store);
    const given: { row: number; isAfter: boolean }[] = [];
    let taken = false;

    return {
      async run(pause) {
        const give = (row: number): void => {
          given.push({ row, isAfter: witness.committed() });
        };
        running.set(citizen, { scenario, pause, give, refusals: scenario.refusedOnce ? 1 : 0 });
        const server = (): Instance => bench.another(pausing(bench.store, pause));
        const servers = scenario.twoServers ? [server(), server()] : [server()];
        await Promise.all(servers.map(({ turns }) => repeated(() => turns.run(id))));
        await Promise.all(servers.map(({ sender }) => repeated(() => sender.sendDue(id))));
        if (!scenario.refusedOnce) return;
        bench.pass(1000);
        await Promise.all(servers.map(({ sender }) => repeated(() => sender.sendDue(id))));
      },
      async takeOver() {
        taken = true;
        if (scenario.by === "claim") await claim(desk.inConversation, operator, id, CENTRE);
        else if (scenario.by === "assign")
          await assign(desk.inConversation, supervisor, id, operator.id, CENTRE);
        else {
          const words = echo(citizen, "Chào anh/chị", bench.now, { by: "person", personId: "7" });
          await desk.receiver.receive(bench.zalo, [words]);
        }
      },
      async settle() {
        await repeated(() => bench.turns.run(id));
        await repeated(() => bench.sender.sendDue(id));
        const row = await bench.row(id);
        const { rows } = await bench.store.run<{ id: number; state: string }>(
          "select id, state from outbox where conversation_id = $1 and automatic",
          [id],
        );
        if (taken) expect(row).toMatchObject({ state: "held" });
        // What was refused and waits for its next attempt must not come after the person's part either.
        if (taken && scenario.refusedOnce) {
          await handBack(bench.inConversation, supervisor, id, { settled: "" });
          bench.pass(1000);
          await repeated(() => bench.sender.sendDue(id));
        }
        running.delete(citizen);
        const automatic = new Set(rows.map((one) => one.id));
        const ofBot = given.filter((one) => automatic.has(one.row));
        const late = ofBot.filter(({ isAfter }) => isAfter);
        const answers = rows.filter((one) => one.state === "sent").length;
        const isOwed = row.unansweredSince !== null || scenario.by === "platform" || !taken;
        return {
          taken,
          before: ofBot.length - late.length,
          leaving: late.filter((one) => witness.leaving.has(one.row)).length,
          after: late.filter((one) => !witness.leaving.has(one.row)).length,
          lost: isOwed ? 0 : Math.max(0, scenario.questions - answers),
        };
      },
    };
  };
}

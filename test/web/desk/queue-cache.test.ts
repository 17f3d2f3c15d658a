import fc from "fast-check";
import type { ConversationCard } from "../../../src/contract/desk.ts";
import {
  conversationsOf,
  nextBefore,
  withCard,
  type QueueData,
} from "../../../src/web/desk/data/queue-cache.ts";
import { before, card, COLLEAGUE, held, ME, waiting } from "./cards.ts";

const pages = (more: boolean, ...lists: ConversationCard[][]): QueueData => ({
  pages: lists.map((conversations, at) => ({ conversations, more: more || at < lists.length - 1 })),
  pageParams: lists.map(() => undefined),
});
const ids = (data: QueueData): string[] => conversationsOf(data).map(({ id }) => id);

describe("a queue while conversations change", () => {
  it("takes in one that begins to wait, by how long it has waited", () => {
    const data = pages(false, [waiting("a", 20), waiting("c", 5)]);
    expect(ids(withCard(data, { queue: "waiting" }, waiting("b", 10), ME).data)).toEqual(["a", "b", "c"]);
  });

  it("lets go of one that was taken, and the list of the one who took it takes it in", () => {
    const mine = held("a", ME, 20);
    const before = pages(false, [waiting("a", 20), waiting("b", 10)]);
    expect(ids(withCard(before, { queue: "waiting" }, mine, ME).data)).toEqual(["b"]);
    expect(ids(withCard(pages(false, []), { queue: "mine" }, mine, ME).data)).toEqual(["a"]);
    expect(ids(withCard(pages(false, []), { queue: "mine" }, held("a", COLLEAGUE, 20), ME).data)).toEqual([]);
  });

  it("shows what is unanswered first among one's own", () => {
    const data = pages(false, [held("answered", ME), held("other", ME)]);
    expect(ids(withCard(data, { queue: "mine" }, held("asks", ME, 3), ME).data)[0]).toBe("asks");
    const both = pages(false, [held("short", ME, 1), held("answered", ME)]);
    expect(ids(withCard(both, { queue: "mine" }, held("long", ME, 9), ME).data)).toEqual([
      "long",
      "short",
      "answered",
    ]);
  });

  it("keeps what it shows when an older event comes late", () => {
    const data = pages(false, [waiting("a", 20, { version: 5 })]);
    const late = withCard(data, { queue: "waiting" }, held("a", ME), ME);
    expect(late.data).toBe(data);
    expect(ids(withCard(data, { queue: "waiting" }, { ...held("a", ME), version: 6 }, ME).data)).toEqual([]);
  });

  it("keeps to channel and label", () => {
    const data = pages(false, [waiting("a", 20, { labels: ["đất đai"] })]);
    const filter = { queue: "waiting", channel: "zalo", label: "đất đai" } as const;
    const fits = waiting("b", 5, { labels: ["đất đai"] });
    expect(ids(withCard(data, filter, fits, ME).data)).toEqual(["a", "b"]);
    expect(ids(withCard(data, filter, { ...fits, channel: "web" }, ME).data)).toEqual(["a"]);
    expect(ids(withCard(data, filter, waiting("a", 20), ME).data)).toEqual([]);
  });

  it("leaves to the server whether a search finds what it has not found yet", () => {
    const data = pages(false, [waiting("a", 20)]);
    const filter = { queue: "waiting", q: "khai sinh" } as const;
    expect(withCard(data, filter, waiting("b", 5), ME)).toEqual({ data, unsure: true });
    const known = withCard(data, filter, waiting("a", 20, { escalated: true }), ME);
    expect(conversationsOf(known.data)[0]?.escalated).toBe(true);
    expect(known.unsure).toBe(true);
  });

  it("asks the server whether one with the bot has an ended case", () => {
    const data = pages(false, [card("a", { state: "closed" })]);
    expect(withCard(data, { queue: "closed" }, card("b"), ME).unsure).toBe(true);
    expect(withCard(data, { queue: "closed" }, card("b", { state: "closed" }), ME).unsure).toBe(false);
    expect(ids(withCard(data, { queue: "closed" }, waiting("a", 1), ME).data)).toEqual([]);
  });

  it("leaves what sorts below everything loaded to the next page", () => {
    const loaded = [card("a", { changedAt: before(1) }), card("b", { changedAt: before(5) })];
    const old = card("c", { changedAt: before(60) });
    expect(ids(withCard(pages(true, loaded), { queue: "all" }, old, ME).data)).toEqual(["a", "b"]);
    expect(ids(withCard(pages(false, loaded), { queue: "all" }, old, ME).data)).toEqual(["a", "b", "c"]);
  });

  it("goes on after the last one shown, and nowhere when all is loaded", () => {
    const lists = [[card("a", { changedAt: before(1) })], [card("b", { changedAt: before(7) })]];
    expect(nextBefore(pages(true, ...lists).pages)).toBe(before(7));
    expect(nextBefore(pages(false, ...lists).pages)).toBeUndefined();
  });

  it("shows each once and in order, whatever comes in whatever order", () => {
    const anyCard = fc
      .record({ id: fc.constantFrom("a", "b", "c", "d", "e"), minutes: fc.nat(100), isClosed: fc.boolean() })
      .map(({ id, minutes, isClosed }) =>
        card(id, { changedAt: before(minutes), state: isClosed ? "closed" : "bot" }),
      );
    fc.assert(
      fc.property(fc.array(anyCard), (events) => {
        const last = new Map(events.map((event) => [event.id, event]));
        const data = events.reduce<QueueData>(
          (now, event) => withCard(now, { queue: "all" }, event, ME).data,
          pages(false, []),
        );
        const shown = conversationsOf(data);
        const expected = [...last.values()].filter(({ state }) => state !== "closed");
        expect(shown.map(({ id }) => id).sort()).toEqual(expected.map(({ id }) => id).sort());
        expect(data.pages[0]?.conversations).toEqual(shown);
        const times = shown.map(({ changedAt }) => changedAt);
        expect(times).toEqual([...times].sort().reverse());
      }),
    );
  });
});

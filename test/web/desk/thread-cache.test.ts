import type { Thread } from "../../../src/contract/desk.ts";
import {
  isBehind,
  itemsOf,
  nextOlder,
  withItem,
  type ThreadData,
} from "../../../src/web/desk/data/thread-cache.ts";
import { before, message, note, threadPage } from "./cards.ts";

const thread = (...pages: Thread[]): ThreadData => ({ pages, pageParams: pages.map(() => undefined) });
const keysOf = (data: ThreadData): string[] => itemsOf(data).map(({ key }) => key);

const newest = threadPage([message(3, 20), message(4, 10)], true);
const older = threadPage([message(1, 40), message(2, 30)]);

describe("the course of a conversation while things are added", () => {
  it("is read oldest first, over all pages", () => {
    expect(keysOf(thread(newest, older))).toEqual(["message:1", "message:2", "message:3", "message:4"]);
  });

  it("adds what is new at the end", () => {
    expect(keysOf(withItem(thread(newest, older), message(5, 1)))).toEqual([
      "message:1",
      "message:2",
      "message:3",
      "message:4",
      "message:5",
    ]);
  });

  it("renews an item in its place", () => {
    const data = withItem(thread(newest, older), message(2, 30, "đã sửa"));
    expect(keysOf(data)).toEqual(["message:1", "message:2", "message:3", "message:4"]);
    expect(itemsOf(data)[1]).toMatchObject({ text: "đã sửa" });
  });

  it("puts a late one where its time wants it", () => {
    expect(keysOf(withItem(thread(newest, older), note(9, 15)))).toEqual([
      "message:1",
      "message:2",
      "message:3",
      "note:9",
      "message:4",
    ]);
    expect(keysOf(withItem(thread(newest, older), note(9, 25)))[2]).toBe("note:9");
  });

  it("leaves what is older than everything loaded to the next page, if there is one", () => {
    expect(keysOf(withItem(thread(newest), note(9, 99)))).toEqual(["message:3", "message:4"]);
    expect(keysOf(withItem(thread(older), note(9, 99)))[0]).toBe("note:9");
  });

  it("begins with the first item of an empty one", () => {
    expect(keysOf(withItem(thread(threadPage([])), message(1, 1)))).toEqual(["message:1"]);
  });

  it("knows the page before, and when there is none", () => {
    expect(nextOlder(newest)).toBe(3);
    expect(nextOlder(older)).toBeUndefined();
  });

  it("notices a message it has not been told of", () => {
    const lastMessage = { speaker: "citizen", text: "mới", at: before(1) } as const;
    expect(isBehind(thread(newest), { lastMessage })).toBe(true);
    expect(isBehind(withItem(thread(newest), message(5, 1)), { lastMessage })).toBe(false);
    expect(isBehind(withItem(thread(newest), note(5, 0)), { lastMessage })).toBe(true);
    expect(isBehind(thread(newest), { lastMessage: null })).toBe(false);
  });
});

import { alertWords, isMeantFor, titleWith } from "../../../src/web/desk/alerts/alert-rules.ts";
import { matchingReplies } from "../../../src/web/desk/composer/canned-match.ts";
import { lengthWords } from "../../../src/web/desk/composer/message-parts.ts";
import { viewerWords } from "../../../src/web/desk/conversation/viewer-words.ts";
import { windowLeft } from "../../../src/web/desk/conversation/window-left.ts";
import { waitingOf } from "../../../src/web/desk/queue/sla.ts";
import { menuFor } from "../../../src/web/desk/shell/menu.ts";
import { commandOf, type KeyPress } from "../../../src/web/desk/shortcuts/commands.ts";
import { before, card, held, ME, NOW, waiting } from "./cards.ts";

describe("how long there is to answer", () => {
  const until = (minutes: number) => ({ open: true, until: before(-minutes), paid: false });

  it("is told in hours and minutes, with emphasis towards the end", () => {
    expect(windowLeft(until(192), NOW)).toEqual({
      open: true,
      words: "Còn 3 giờ 12 phút để trả lời",
      soon: false,
    });
    expect(windowLeft(until(40), NOW)).toMatchObject({ words: "Còn 40 phút để trả lời", soon: true });
  });

  it("ends while one looks, though the server last said that it is open", () => {
    expect(windowLeft(until(1), NOW).open).toBe(true);
    expect(windowLeft(until(1), new Date(NOW.getTime() + 60_000))).toEqual({ open: false });
  });

  it("is not told where there is no limit, and closed is closed", () => {
    expect(windowLeft({ open: true, until: "never", paid: false }, NOW)).toMatchObject({ words: undefined });
    expect(windowLeft({ open: false, until: null, paid: false }, NOW)).toEqual({ open: false });
  });
});

describe("how long a citizen has waited", () => {
  const limits = { slaWarnMs: 5 * 60_000, slaLateMs: 15 * 60_000 };

  it("changes its words with the centre's limits, not only its colour", () => {
    expect(waitingOf(waiting("a", 4), limits, NOW)).toEqual({ level: "fresh", words: "4 phút" });
    expect(waitingOf(waiting("a", 5), limits, NOW)).toEqual({ level: "warn", words: "Sắp trễ · 5 phút" });
    expect(waitingOf(waiting("a", 75), limits, NOW)).toEqual({
      level: "late",
      words: "Trễ · 1 giờ 15 phút",
    });
  });

  it("goes on after somebody took it, until the answer", () => {
    expect(waitingOf(held("a", ME, 20), limits, NOW)?.level).toBe("late");
    expect(waitingOf(held("a", ME), limits, NOW)).toBeUndefined();
    expect(waitingOf(card("a", { unansweredSince: before(20) }), limits, NOW)).toBeUndefined();
  });
});

describe("keys", () => {
  const press = (key: string, other: Partial<KeyPress> = {}): KeyPress => ({
    ...{ key, ctrlKey: false, altKey: false, metaKey: false, isComposing: false, defaultPrevented: false },
    ...other,
  });

  it("do something where nothing is typed", () => {
    expect(commandOf(press("c"), false)).toBe("claim");
    expect(commandOf(press("?"), false)).toBe("help");
    expect(commandOf(press("x"), false)).toBeUndefined();
  });

  it("do nothing in a field, with another key held, or while a word is composed", () => {
    expect(commandOf(press("c"), true)).toBeUndefined();
    expect(commandOf(press("c", { ctrlKey: true }), false)).toBeUndefined();
    expect(commandOf(press("c", { isComposing: true }), false)).toBeUndefined();
  });

  it("leave Enter to the line that is focused", () => {
    expect(commandOf(press("Enter"), false)).toBeUndefined();
  });
});

describe("canned replies", () => {
  const replies = [
    { id: 1, title: "Xin số hồ sơ", text: "Anh/chị vui lòng cho biết số hồ sơ." },
    { id: 2, title: "Giờ làm việc", text: "Sáng 7 giờ 30, chiều 13 giờ 30." },
    { id: 3, title: "Đã nhận", text: "Trung tâm đã nhận được hồ sơ." },
  ];
  const found = (words: string) => matchingReplies(replies, words).map(({ id }) => id);

  it("are found with or without marks, those with the words in the title first", () => {
    expect(found("ho so")).toEqual([1, 3]);
    expect(found("hồ sơ")).toEqual([1, 3]);
    expect(found("da nhan")).toEqual([3]);
    expect(found("GIO lam")).toEqual([2]);
  });

  it("are all offered for no words, and none for words that none has", () => {
    expect(found("")).toEqual([1, 2, 3]);
    expect(found("lệ phí")).toEqual([]);
  });
});

describe("the length of a reply", () => {
  it("is told against the channel's limit, with the number of messages it takes", () => {
    expect(lengthWords("a".repeat(2000), 2000)).toEqual({
      counter: "2.000/2.000",
      hint: undefined,
      tooLong: false,
    });
    expect(lengthWords("a".repeat(2001), 2000).hint).toBe("Sẽ gửi thành khoảng 2 tin.");
  });

  it("has an end", () => {
    expect(lengthWords("a".repeat(10_000), 2000).tooLong).toBe(false);
    expect(lengthWords("a".repeat(10_001), 2000).tooLong).toBe(true);
  });
});

describe("alerts", () => {
  it("of supervisors are not for operators", () => {
    expect(isMeantFor({ level: "supervisor" }, "operator")).toBe(false);
    expect(isMeantFor({ level: "supervisor" }, "supervisor")).toBe(true);
    expect(isMeantFor({ level: "supervisor" }, "admin")).toBe(true);
    expect(isMeantFor({ level: "operator" }, "operator")).toBe(true);
  });

  it("never show on the screen what the citizen wrote, nor the name", () => {
    const conversation = waiting("a", 1, {
      citizen: { name: "Trần Thị Hoa", short: "…7713" },
      lastMessage: { speaker: "citizen", text: "số căn cước của tôi", at: before(1) },
    });
    const { title, body } = alertWords({ kind: "new", level: "operator", conversation });
    expect(title).toBe("Có người dân cần cán bộ");
    expect(body).toBe("Zalo · …7713 · Xin gặp cán bộ");
  });

  it("count in the title, if there is anything to count", () => {
    expect(titleWith(3, "Bàn làm việc")).toBe("(3) Bàn làm việc");
    expect(titleWith(0, "Bàn làm việc")).toBe("Bàn làm việc");
  });
});

describe("colleagues at the same conversation", () => {
  it("are told apart by what they do", () => {
    const viewer = (name: string, typing = false) => ({ id: name, name, typing });
    expect(viewerWords([])).toBeUndefined();
    expect(viewerWords([viewer("Lan")])).toBe("Lan đang xem");
    expect(viewerWords([viewer("Lan"), viewer("Minh", true)])).toBe("Minh đang gõ · Lan đang xem");
  });
});

describe("the menu", () => {
  const pagesOf = (role: Parameters<typeof menuFor>[0]) => menuFor(role).map(({ to }) => to.page);

  it("offers to each role what it may open", () => {
    expect(pagesOf("operator")).toEqual(["conversations", "records", "canned"]);
    expect(pagesOf("supervisor")).toEqual(["conversations", "records", "figures", "canned"]);
    expect(pagesOf("admin")).toContain("accounts");
  });
});

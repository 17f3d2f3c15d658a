import { createHash } from "node:crypto";
import type { Level } from "../../src/core/procedure.ts";
import type {
  NearbyDocument,
  NearbyQuestion,
  NearbySearch,
  SparseVector,
} from "../../src/retrieval/nearby.ts";
import { record } from "../retrieval/records.ts";
import { closedAfterEach } from "../support/cleanup.ts";

/** A search over documents that can be exchanged while it is asked. */
export interface SearchUnderTest {
  /** Stays the same object when the documents are exchanged. */
  readonly search: NearbySearch;
  readonly reindex: (documents: readonly NearbyDocument[]) => Promise<void>;
  /** From now on what it asks does not answer. */
  readonly hang: () => void;
  close(): Promise<void>;
}

/** Its questions' time limit, of every engine behind it. */
export const TIME_LIMIT_MS = 1_000;

export function nearbyDocument(
  code: string,
  name: string,
  more: { readonly levels?: Level[]; readonly sections?: readonly string[] } = {},
): NearbyDocument {
  return {
    procedure: { ...record(code, name), levels: more.levels ?? ["commune"] },
    sections: (more.sections ?? [name]).map((text, at) => ({ name: `section ${at}`, text })),
    words: wordsOf(name),
  };
}

export function ask(text: string, levels?: readonly Level[]): NearbyQuestion {
  return { text, words: wordsOf(text), ...(levels && { levels }) };
}

/** Words by their hashes, each of the weight 1. */
function wordsOf(text: string): SparseVector {
  const words = new Set(text.toLowerCase().match(/\p{L}+/gu) ?? []);
  const indices = [...words]
    .map((word) => createHash("sha256").update(word).digest().readUInt32LE(0))
    .sort((a, b) => a - b);
  return { indices, values: indices.map(() => 1) };
}

const CARD = nearbyDocument("1.000001", "Cấp lại thẻ căn cước", { levels: ["commune", "province"] });
const BIRTH = nearbyDocument("1.000002", "Đăng ký khai sinh");
const HOUSE = nearbyDocument("1.000003", "Cấp giấy phép xây dựng nhà ở riêng lẻ", { levels: ["province"] });
const MARRIAGE = nearbyDocument("1.000004", "Đăng ký kết hôn");
const OLD = [CARD, BIRTH, HOUSE, MARRIAGE];
/** The same names under other codes. */
const NEW = OLD.map((document) => ({
  ...document,
  procedure: { ...document.procedure, code: document.procedure.code.replace("1.", "2.") },
}));

/** What whoever asks a `NearbySearch` may rely on, whatever is behind it. */
export function promisesOfNearbySearch(
  title: string,
  open: (documents: readonly NearbyDocument[]) => Promise<SearchUnderTest>,
): void {
  describe(`nearby search: ${title}`, () => {
    const onClose = closedAfterEach();
    const opened = async (documents: readonly NearbyDocument[] = OLD) => {
      const one = await open(documents);
      onClose(() => one.close());
      return one;
    };
    const codes = async (search: NearbySearch, question: NearbyQuestion, limit = 10) =>
      (await search.search(question, limit)).map(({ code }) => code);

    it("finds the nearest first", async () => {
      const { search } = await opened();
      expect((await codes(search, ask("làm lại thẻ căn cước")))[0]).toBe("1.000001");
      expect((await codes(search, ask("khai sinh cho con")))[0]).toBe("1.000002");
      expect((await codes(search, ask("xin giấy phép xây nhà ở")))[0]).toBe("1.000003");
      expect((await codes(search, ask("kết hôn")))[0]).toBe("1.000004");
    });

    it("tells the cosine of the nearest section", async () => {
      const { search } = await opened([
        BIRTH,
        nearbyDocument("1.000009", "Xóa đăng ký tàu cá", {
          sections: ["Đăng ký lưu trú", "Xóa đăng ký tàu cá"],
        }),
      ]);
      const found = await search.search(ask("Xóa đăng ký tàu cá"), 10);
      expect(found[0]?.code).toBe("1.000009");
      expect(found[0]?.similarity).toBeCloseTo(1, 4);
      const birth = found.find(({ code }) => code === "1.000002");
      expect(Math.abs(birth?.similarity ?? 2)).toBeLessThan(0.99);
    });

    it("finds a procedure without sections or without words by what it has, and none twice", async () => {
      const noWords = { ...BIRTH, words: { indices: [], values: [] } };
      const noSections = { ...MARRIAGE, sections: [{ name: "empty", text: " " }] };
      const { search } = await opened([CARD, noWords, noSections]);
      const found = await codes(search, ask("đăng ký khai sinh"));
      expect(found[0]).toBe("1.000002");
      expect(new Set(found).size).toBe(found.length);
    });

    it("keeps to the levels asked for", async () => {
      const { search } = await opened();
      const asked = "cấp thẻ căn cước, giấy phép xây dựng, đăng ký khai sinh";
      expect([...(await codes(search, ask(asked, ["province"])))].sort()).toEqual(["1.000001", "1.000003"]);
      expect(await codes(search, ask(asked, ["ministry"]))).toEqual([]);
      expect([...(await codes(search, ask(asked, ["ministry", "commune"])))].sort()).toEqual([
        "1.000001",
        "1.000002",
        "1.000004",
      ]);
      expect(await codes(search, ask(asked))).toHaveLength(4);
    });

    it("gives no more than the limit, and then the best", async () => {
      const { search } = await opened();
      const question = ask("đăng ký kết hôn");
      const all = await codes(search, question);
      expect(all).toHaveLength(4);
      expect(await codes(search, question, 2)).toEqual(all.slice(0, 2));
      expect(await codes(search, question, 1)).toEqual(["1.000004"]);
    });

    it("answers the same question alike", async () => {
      const twins = ["1.000007", "1.000005", "1.000006"].map((code) =>
        nearbyDocument(code, "Đăng ký kết hôn"),
      );
      const { search } = await opened([...twins, CARD]);
      const first = await search.search(ask("đăng ký kết hôn"), 3);
      expect(first.map(({ code }) => code).sort()).toEqual(["1.000005", "1.000006", "1.000007"]);
      for (let round = 0; round < 5; round++)
        expect(await search.search(ask("đăng ký kết hôn"), 3)).toEqual(first);
    });

    it("rejects in time when its engine hangs", async () => {
      const { search, hang } = await opened();
      expect(await search.search(ask("kết hôn"), 1)).toHaveLength(1);
      hang();
      const start = performance.now();
      await expect(search.search(ask("khai sinh"), 1)).rejects.toMatchObject({ code: "engine_unreachable" });
      expect(performance.now() - start).toBeLessThan(TIME_LIMIT_MS + 2_000);
    });

    it("answers from the old documents or from the new ones while they are exchanged", async () => {
      const { search, reindex } = await opened();
      const question = ask("đăng ký khai sinh");
      const answers: (readonly string[])[] = [await codes(search, question)];
      let exchanged = false;
      const keepAsking = async () => {
        while (!exchanged) answers.push(await codes(search, question));
      };
      const asking = Promise.all([keepAsking(), keepAsking(), keepAsking()]);
      await reindex(NEW);
      exchanged = true;
      await asking;
      const kinds = answers.map((found) => [...new Set(found.map((code) => code.slice(0, 1)))].join());
      expect(kinds[0]).toBe("1");
      expect(answers.length).toBeGreaterThan(3);
      expect([...new Set(kinds)].filter((kind) => kind !== "1" && kind !== "2")).toEqual([]);
      expect((await codes(search, question))[0]).toBe("2.000002");
    });
  });
}

import type { ReadJourney } from "../core/journey.ts";
import { rawWords, wordForms } from "../language/tokenise.ts";
import { createPhraseFinder } from "../language/phrases.ts";
import type { Reading } from "../language/reader.ts";

/** The journeys, by what people say and by id. */
export interface Journeys {
  /**
   * The journey a question is about: it says that something happened, asks at most for what any life event brings,
   * and says nothing beyond. A word more ("vợ mới sinh, làm khai sinh ở đâu", "con 14 tuổi bị đánh") and none is meant.
   */
  recognise(reading: Reading): ReadJourney | undefined;
  byId(id: string): ReadJourney | undefined;
}

/** Words of these kinds around a life event say nothing more about it. */
const ASIDE: readonly string[] = [
  // people
  "vợ/chồng/con/cháu/bé/bố/ba/cha/tía/thầy/mẹ/má/mợ/u/bầm/ông/bà/cụ/nội/ngoại/anh/chị/em/cô/chú/bác/dì/cậu/dượng/thím",
  "em bé",
  "người nhà/thân/yêu",
  "gia đình",
  "nhà em/tôi/tui/mình/cháu/con/chúng/tụi/bạn/chị/anh/ông/bà/bác/nó",
  "trai/gái/út/dâu/rể",
  "con/cháu/em/anh/chị/đứa/thằng lớn/nhỏ/đầu",
  "nhà vừa/mới/sắp/có/đang/bị",
  "bạn/đứa/thằng/tụi/bọn/chúng",
  "hai/ba đứa",
  "cả hai",
  "đầu lòng",
  "thứ hai/ba",
  "người quen",
  // times
  "hôm/bữa/ngày/đêm/sáng/trưa/chiều/tối/tuần/tháng/năm qua/nay/kia/trước/này/sau/tới/rồi/mai/đó/nọ/ấy",
  "tối/đêm/sáng/chiều/trưa hôm",
  "đầu/giữa/cuối tuần/tháng/năm",
  "qua/ra/sang năm/tuần/tháng",
  "vừa rồi/qua/xong",
  "gần/mới/trước/sau/lâu đây/đó/này/nay",
  "tháng/ngày/mùng/năm/lúc #",
  "hai/ba/bốn/năm/sáu/bảy/tám/chín/mười/mấy/vài ngày/hôm/tuần/tháng/năm/bữa",
  "được/cách/khoảng/gần/hơn # ngày/hôm/tuần/tháng/năm/bữa",
  "giờ/mai/nay/hôm/tết/lễ",
  // places of no meaning here
  "ở/tại/trong/dưới/trên bệnh viện",
  "ở/dưới/về/tại/trên quê",
  "ở/tại/trên/dưới/trong thành phố/xã/phường/huyện/tỉnh/thôn/xóm/làng/phố",
  "ở/tại nhà",
  "vì/do bệnh/già/tuổi",
  "vì/do ung thư",
  "vì/do tai nạn",
  // "mới" as it is written in messages
  "ms",
  // papers and doings in general
  "giấy tờ",
  "giấy gì/nào/chi",
  "hồ sơ",
  "thủ tục",
  "hành chính",
  "pháp luật",
  "nhà nước",
  "chính quyền",
  "địa phương",
  "làm/xin/cấp/khai/lo lại",
  "đăng ký gì",
  "đăng ký những gì",
  "khai báo gì",
  "khai báo những gì",
  "tất cả",
  "liên quan",
  "cần thiết",
  "đầu tiên",
  "trước tiên",
  "trước hết",
  "bắt đầu",
  "tiếp theo",
  "từ đâu",
  "chuẩn bị",
  "dự định",
  "dự tính",
  "kế hoạch",
  "nghe nói",
  "không rõ",
  "chưa biết",
  "không biết",
  "biết/lo/nhỏ/lắm/quá/trước/sau/xong/hết/gồm/việc/khoản/thứ/loại/chuyện/cả/mọi/toàn/bộ/sao/từ/gấp/nhanh/sớm/riêng/chung",
];

/** With these asked for, one procedure is meant, though it is not said which. */
const OF_ONE_PROCEDURE: ReadonlySet<string> = new Set(["form", "result", "legal_basis"]);

interface Saying {
  readonly journey: ReadJourney;
  /** Is a word of the occurrence the phrase's own? What a gap holds besides is said beyond it. */
  readonly isOwn: (folded: string) => boolean;
}

/**
 * Finds journeys by their sayings. Building it takes milliseconds: build one and keep it.
 * @param known see `Reader.known`.
 */
export function createJourneys(list: readonly ReadJourney[], known: ReadonlySet<string>): Journeys {
  const sayings = createPhraseFinder<Saying>(
    list.flatMap((journey) =>
      journey.sayings.map((say) => [say, { journey, isOwn: ownWordsOf(say, known) }] as const),
    ),
    known,
  );
  const unless = createPhraseFinder<ReadJourney>(
    list.flatMap((journey) => (journey.unless ?? []).map((phrase) => [phrase, journey] as const)),
    known,
  );
  const aside = createPhraseFinder(
    ASIDE.map((phrase) => [phrase, true] as const),
    known,
  );

  return {
    byId: (id) => list.find((one) => one.id === id),
    recognise({ phrasings: [{ words, roles }], facets }) {
      if (facets.some((facet) => OF_ONE_PROCEDURE.has(facet))) return undefined;
      const against = unless.find(words);
      const found = sayings
        .find(words)
        .filter(
          (one) =>
            !against.some(
              (other) => other.value === one.value.journey && other.start < one.end && one.start < other.end,
            ),
        );
      if (found.length === 0) return undefined;
      const meaningless = new Set<number>();
      for (const { start, end } of aside.find(words))
        for (let at = start; at < end; at++) meaningless.add(at);

      const said = list.map((journey) => {
        const own = new Set<number>();
        for (const { start, end, value } of found)
          if (value.journey === journey)
            for (let at = start; at < end; at++) if (value.isOwn(words.tokens[at]?.folded ?? "")) own.add(at);
        const beyond = roles.some((role, at) => role === "matter" && !own.has(at) && !meaningless.has(at));
        return { journey, words: beyond ? 0 : own.size };
      });
      const best = said.reduce((most, one) => (one.words > most.words ? one : most));
      return best.words === 0 ? undefined : best.journey;
    },
  };
}

function ownWordsOf(saying: string, known: ReadonlySet<string>): (folded: string) => boolean {
  const own = new Set(rawWords(saying).map((word) => wordForms(word, known).folded));
  return (folded) => own.has(folded) || (saying.includes("#") && /^\d/.test(folded));
}

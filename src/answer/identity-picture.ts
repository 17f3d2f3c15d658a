import { clean } from "../language/clean.ts";
import { createPhraseFinder, type Found } from "../language/phrases.ts";
import { tokenise, type Words } from "../language/tokenise.ts";
import { hasQuestionWord } from "./said.ts";

/** Papers that show who someone is, as people call them. */
const PAPERS = [
  "cccd",
  "cmnd",
  "cmtnd",
  "cmt",
  "căn cước",
  "căn cước công dân",
  "chứng minh nhân dân",
  "chứng minh thư",
  "hộ chiếu",
  "passport",
  "khai sinh",
  "bằng lái",
  "bằng lái xe",
  "giấy phép lái xe",
  "gplx",
  "sổ hộ khẩu",
  "thẻ bhyt",
  "thẻ bảo hiểm",
  "thẻ bảo hiểm y tế",
  "giấy tờ tùy thân",
];

/** What says that a thing comes with the message. */
const HANDS_OVER = ["gửi", "gởi", "đây là", "đây", "nè", "đính kèm"];
/** What says that a thing is shown, here or elsewhere. "Mặt" alone may be "mất" without its tones. */
const SHOWS = [
  "ảnh",
  "hình",
  "chụp",
  "scan",
  "file",
  "tệp",
  "bản chụp",
  "hai mặt",
  "2 mặt",
  "mặt trước",
  "mặt sau",
];

/** Words that may stand between the two, or be all that is said besides: how many, whose, to whom. */
const BESIDE =
  "dạ/vâng/thưa/ạ/à/nhé/nha/nhen/nghen/luôn/rồi/lại/thêm/nữa/và/với/kèm/cho/qua/lên/của/bản/bộ/cái/tấm/tờ/thẻ/giấy/mặt/cả/trước/sau/" +
  "một/hai/ba/bốn/1/2/3/4/anh/chị/em/ad/admin/mình/tôi/tui/bạn/cán/bộ/cô/chú/bác/ông/bà/cháu/con/vợ/chồng/mẹ/má/ba/bố/bé/gái/trai/nhà";

/** After one of these a picture is spoken of, and not sent: "có cần gửi ảnh căn cước không". */
const SPOKEN_OF = "cần/phải/nên/có/muốn/xin/đòi/bắt/yêu/cầu";

const KNOWN = new Set(["cccd"]);
const finderOf = (phrases: readonly string[]) =>
  createPhraseFinder(
    phrases.map((phrase) => [phrase, true] as const),
    KNOWN,
  );
const papers = finderOf(PAPERS);
const handsOver = finderOf(HANDS_OVER);
const shows = finderOf(SHOWS);
const beside = finderOf([BESIDE]);
const spokenOf = finderOf([SPOKEN_OF]);

/**
 * Is what was sent the picture of an identity paper, by the words that came with it? True when a picture or file came
 * and one of the texts names such a paper as what is being sent ("ảnh cccd của em đây", "em gửi 2 mặt căn cước", "hình
 * hộ chiếu"), or names one and says nothing else. A text that only speaks of one ("làm căn cước cần ảnh gì") is none.
 * @param texts what was written in the same burst, as it was written or with numbers masked.
 * @param attachmentKinds the kinds of what was sent with it, as in `CitizenInput`.
 */
export function seemsIdentityPicture(texts: readonly string[], attachmentKinds: readonly string[]): boolean {
  const isSeen = attachmentKinds.some((kind) => kind === "image" || kind === "file");
  return isSeen && texts.some((text) => namesAsSent(tokenise(clean(text), KNOWN)));
}

function namesAsSent(words: Words): boolean {
  const named = papers.find(words);
  if (named.length === 0) return false;
  const handing = placesOf(handsOver.find(words));
  const showing = placesOf(shows.find(words));
  const aside = new Set([...placesOf(beside.find(words)), ...placesOf(named), ...handing, ...showing]);
  if (aside.size === words.tokens.length) return true;
  const against = placesOf(spokenOf.find(words));
  const asks = hasQuestionWord(words);
  return named.some(({ start, end }) => {
    let from = start;
    while (aside.has(from - 1) && !against.has(from - 1)) from--;
    if (against.has(from - 1)) return false;
    let to = end;
    while (aside.has(to)) to++;
    // "Ảnh căn cước chụp ở đâu" asks about one; "em gửi ảnh căn cước, nộp ở đâu" sends it and asks as well.
    const isPresented = isAny(from, start, (at) => handing.has(at) || (!asks && showing.has(at)));
    // "Căn cước của em đây", and not "giấy hẹn trả căn cước của em đây".
    return isPresented || (from === 0 && isAny(end, to, (at) => handing.has(at)));
  });
}

function isAny(from: number, to: number, holds: (at: number) => boolean): boolean {
  for (let at = from; at < to; at++) if (holds(at)) return true;
  return false;
}

function placesOf(found: readonly Found<unknown>[]): ReadonlySet<number> {
  const places = new Set<number>();
  for (const { start, end } of found) for (let at = start; at < end; at++) places.add(at);
  return places;
}

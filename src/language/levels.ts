import type { Level } from "../core/procedure.ts";
import { createPhraseFinder, longestFirst, type Found } from "./phrases.ts";
import type { Words } from "./tokenise.ts";

/**
 * How people name the level they mean to go to, in the notation of `createPhraseFinder`. Districts are abolished:
 * who names one has named no level. A longer phrase without a level only looks like one.
 */
const PHRASES: readonly (readonly [phrase: string, level: Level | undefined])[] = [
  ["cấp xã/phường", "commune"],
  ["công an xã/phường", "commune"],
  ["công an cấp xã/phường", "commune"],
  ["ủy ban xã/phường", "commune"],
  ["ủy ban nhân dân xã/phường", "commune"],
  ["ủy ban nhân dân cấp xã/phường", "commune"],
  ["ở/tại/ra/lên/đến/tới/trên xã/phường", "commune"],
  ["cấp tỉnh", "province"],
  ["công an tỉnh", "province"],
  ["công an cấp tỉnh", "province"],
  ["công an thành phố", "province"],
  ["ủy ban tỉnh", "province"],
  ["ủy ban nhân dân tỉnh", "province"],
  ["ủy ban nhân dân cấp tỉnh", "province"],
  ["ra/lên/đến/tới/trên tỉnh", "province"],
  // "Ở tỉnh" alone may be where one lives: only beside an act it is where one goes.
  ["nộp/làm/cấp/đổi/xin _ ở/tại tỉnh", "province"],
  ["ở/tại/ra/lên/đến/tới/trên xã/phường khác/này/nào/mới/cũ", undefined],
  ["ra/lên/đến/tới/trên tỉnh khác/nào/mới/cũ", undefined],
  ["nộp/làm/cấp/đổi/xin _ ở/tại tỉnh khác/nào/mới/cũ", undefined],
];

const finder = createPhraseFinder(PHRASES);

/** Where a text names the level of an office, in order and without overlap. */
export function levelSpans(words: Words): readonly Found<Level>[] {
  return longestFirst(finder.find(words)).flatMap((found) =>
    found.value === undefined ? [] : [{ ...found, value: found.value }],
  );
}

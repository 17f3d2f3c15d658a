import type { Centre } from "../core/answering.ts";
import type { Facet, Method, Procedure } from "../core/procedure.ts";
import {
  channelName,
  dateText,
  documentText,
  facetTitle,
  feeText,
  sentences,
  timeText,
  unknownText,
  upperFirst,
} from "./wording.ts";

/** Items that belong together. An item is never broken over two pages unless it is longer than a page. */
export interface Block {
  /** Repeated when the block goes on on another page. */
  readonly heading?: string;
  readonly items: readonly string[];
  /** Steps are numbered, everything else is a list. */
  readonly numbered?: boolean;
}

type Composer = (procedure: Procedure, centre: Centre) => readonly Block[];

const composers: Readonly<Record<Facet, Composer>> = {
  documents: (procedure) => {
    const { documents } = procedure;
    if ("unknown" in documents) return [{ items: [unknownText(documents.unknown)] }];
    const always = documents.filter((document) => document.case === undefined).map(documentText);
    const cases = [...new Set(documents.flatMap((document) => document.case ?? []))];
    const byCase = cases.map((name) => ({
      heading: `${name.replace(/[.:;]$/, "")}:`,
      items: documents.filter((document) => document.case === name).map(documentText),
    }));
    if (always.length === 0) return byCase;
    return [
      byCase.length === 0 ? { items: always } : { heading: "Mọi trường hợp:", items: always },
      ...byCase,
    ];
  },
  fee: ({ methods }) => perMethod(methods, (method) => method.fees.map(feeText)),
  time: ({ methods }) => perMethod(methods, (method) => method.times.map(timeText)),
  where: (procedure, centre) => [
    {
      items:
        "unknown" in procedure.agencies
          ? [unknownText(procedure.agencies.unknown)]
          : unique(
              procedure.agencies.map(({ name, reception }) =>
                reception === undefined || reception === name
                  ? sentences(name)
                  : `${sentences(upperFirst(reception))} Cơ quan giải quyết: ${sentences(name)}`,
              ),
            ),
    },
    ...remoteMethods(procedure, centre),
  ],
  how: (procedure, centre) => [
    {
      heading: "Cách nộp hồ sơ:",
      items:
        "unknown" in procedure.methods
          ? [unknownText(procedure.methods.unknown)]
          : procedure.methods.map((method) => {
              const name = `Nộp ${channelName[method.channel]}`;
              const portal =
                method.channel === "online" && centre.portalUrl !== undefined
                  ? `Cổng dịch vụ công: ${centre.portalUrl}`
                  : undefined;
              return [
                sentences(name, method.note === undefined ? undefined : upperFirst(method.note)),
                portal,
              ]
                .filter((part) => part !== undefined)
                .join(" ");
            }),
    },
    "unknown" in procedure.steps
      ? { heading: "Các bước:", items: [unknownText(procedure.steps.unknown)] }
      : { heading: "Các bước:", items: procedure.steps, numbered: true },
  ],
  conditions: ({ conditions, applicants }) => [
    {
      heading: "Đối tượng thực hiện:",
      items:
        "unknown" in applicants ? [unknownText(applicants.unknown)] : applicants.map((one) => sentences(one)),
    },
    {
      heading: "Yêu cầu, điều kiện:",
      items:
        "none" in conditions
          ? ["Không có yêu cầu, điều kiện riêng."]
          : "unknown" in conditions
            ? [unknownText(conditions.unknown)]
            : conditions,
    },
  ],
  form: ({ forms, documents }) => {
    const listed = forms.map(({ name, url }) => (url === undefined ? sentences(name) : `${name}: ${url}`));
    const named = "unknown" in documents ? [] : documents.flatMap(({ form }) => form ?? []);
    const others = named.filter(
      (name) => !forms.some((form) => form.name.includes(name) || name.includes(form.name)),
    );
    const items = unique([...listed, ...others.map((name) => sentences(name))]);
    return [{ items: items.length > 0 ? items : ["Hồ sơ thủ tục không nêu mẫu đơn, tờ khai riêng."] }];
  },
  result: ({ result }) => [
    { items: "unknown" in result ? [unknownText(result.unknown)] : result.map((one) => sentences(one)) },
  ],
  legal_basis: ({ legalBasis }) => [
    {
      items:
        "unknown" in legalBasis
          ? [unknownText(legalBasis.unknown)]
          : legalBasis.map(({ number, title, from, to }) => {
              const valid = [
                from === undefined ? undefined : `có hiệu lực từ ${dateText(from)}`,
                to === undefined ? undefined : `đến ${dateText(to)}`,
              ].filter((part) => part !== undefined);
              return sentences(
                `${number === undefined ? "" : `${number}: `}${title}${valid.length === 0 ? "" : ` (${valid.join(" ")})`}`,
              );
            }),
    },
  ],
  overview: (procedure) => [
    {
      items: [
        resultLine(procedure),
        `Thời gian: ${summary(procedure.methods, (method) => method.times.map(timeText), "time")}`,
        `Phí, lệ phí: ${summary(procedure.methods, (method) => method.fees.map(feeText), "fee")}`,
        `Giấy tờ: ${documentCount(procedure)}`,
        "unknown" in procedure.methods
          ? undefined
          : `Cách nộp: ${procedure.methods.map((method) => channelName[method.channel]).join(", ")}.`,
      ].filter((item) => item !== undefined),
    },
  ],
};

/** What the record says about one facet, as blocks of whole items; at least one item. */
export function facetBlocks(procedure: Procedure, facet: Facet, centre: Centre): readonly Block[] {
  return composers[facet](procedure, centre);
}

/** One block for all methods that say the same; with one block there is nothing to tell apart. */
function perMethod(
  methods: Procedure["methods"],
  itemsOf: (method: Method) => readonly string[],
): readonly Block[] {
  if ("unknown" in methods) return [{ items: [unknownText(methods.unknown)] }];
  const groups = new Map<string, { channels: string[]; items: readonly string[] }>();
  for (const method of methods) {
    const items = itemsOf(method);
    const key = items.join("\n");
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { channels: [channelName[method.channel]], items });
    else group.channels.push(channelName[method.channel]);
  }
  return [...groups.values()].map(({ channels, items }) =>
    groups.size === 1 ? { items } : { heading: `Nộp ${unique(channels).join(", ")}:`, items },
  );
}

/** How to hand it in without going there. */
function remoteMethods(procedure: Procedure, centre: Centre): readonly Block[] {
  const { methods } = procedure;
  const remote = "unknown" in methods ? [] : methods.filter((method) => method.channel !== "in_person");
  if (remote.length === 0) return [];
  return [
    {
      heading: "Có thể nộp từ xa:",
      items: remote.map((method) => {
        const name = upperFirst(channelName[method.channel]);
        const portal = method.channel === "online" ? centre.portalUrl : undefined;
        return sentences(portal === undefined ? name : `${name} tại ${portal} `.trimEnd());
      }),
    },
  ];
}

/** A short list in one line when it is the same for every method; else where to see it. */
function summary(
  methods: Procedure["methods"],
  itemsOf: (method: Method) => readonly string[],
  facet: "time" | "fee",
): string {
  if ("unknown" in methods) return unknownText(methods.unknown);
  const [first = [], ...others] = methods.map(itemsOf);
  const same = others.every((items) => items.join("\n") === first.join("\n"));
  const line = first.join(" ");
  if (same && line.length <= 240) return line;
  return `tùy ${same ? "trường hợp" : "cách nộp"}, anh/chị chọn "${facetTitle[facet]}" để xem.`;
}

/** What it is for, when one line tells it. */
function resultLine({ result }: Procedure): string | undefined {
  if ("unknown" in result) return undefined;
  const line = result.join("; ");
  return line.length <= 160 ? `Kết quả: ${sentences(line)}` : undefined;
}

function documentCount({ documents }: Procedure): string {
  if ("unknown" in documents) return unknownText(documents.unknown);
  const always = documents.filter((document) => document.case === undefined).length;
  const byCase = documents.length - always;
  if (byCase === 0) return `${always} loại.`;
  return always === 0
    ? `${byCase} loại, tùy trường hợp.`
    : `${always} loại luôn cần, ${byCase} loại tùy trường hợp.`;
}

function unique(items: readonly string[]): string[] {
  return [...new Set(items)];
}

import type { Thought } from "../../src/core/answering.ts";
import type { ChannelLimits } from "../../src/core/channel.ts";
import { readPayload, writePayload } from "../../src/core/payload.ts";
import type { Procedure } from "../../src/core/procedure.ts";
import { zaloLimits } from "../../src/channels/zalo/compose.ts";
import { WEB_LIMITS } from "../../src/channels/web/web-channel.ts";
import {
  answererOver,
  ask,
  knownOf,
  said,
  shippedJourneys,
  shippedProcedures,
  talk,
} from "./shipped-answerer.ts";

const procedures = shippedProcedures();
const byCode = new Map(procedures.map((one) => [one.code, one]));
const answerer = answererOver(procedures);
const SMALL: ChannelLimits = { textLength: 640, buttons: 3, buttonTitleLength: 20 };

const journeyOf = ({ outcome }: Thought): string | undefined =>
  outcome.kind === "asks_back" ? outcome.journey : undefined;
const tap = (journey: string, page: number, limits = zaloLimits, of = answerer): Promise<Thought> =>
  of.think({
    messages: [said(writePayload({ kind: "journey", journey, page }))],
    memory: {},
    limits,
  });
const recordOf = (code: string): Procedure => {
  const record = byCode.get(code);
  if (record === undefined) throw new Error(`no record ${code}`);
  return record;
};
const choicesOf = ({ outcome }: Thought): readonly string[] =>
  outcome.kind === "asks_back" ? outcome.choices : [];

/** Toned, toneless, teencode; none of them is a saying. */
const TOLD: Readonly<Record<string, readonly string[]>> = {
  "sinh-con": [
    "vợ em mới sinh",
    "chi dau e moi sinh be trai tuan truoc, gio phai lam nhung giay to gi a",
    "vk tui ms đẻ xong h phai lam j",
    "nhà vừa đón bé đầu lòng cần đi làm giấy tờ gì",
    "em gái tôi sắp sinh thì phải chuẩn bị giấy tờ gì",
  ],
  "nguoi-than-mat": [
    "bố tôi mất hôm qua thì phải làm những gì",
    "ba me mat roi can lam giay to gi",
    "ng nhà e ms mất h làm j",
    "bà nội em mới qua đời tuần trước",
    "mẹ em mất rồi cần làm giấy tờ gì",
  ],
  "mo-quan": [
    "em sắp mở quán ăn nhỏ cần giấy tờ gì",
    "muon mo quan ca phe thi can lam gi",
    "e tính mở tiệm tạp hóa nhỏ ở quê cần giấy tờ j",
    "tui tính bán trà sữa tại nhà phải làm giấy gì",
  ],
  "chuyen-nha": [
    "mới chuyển nhà qua phường khác",
    "moi chuyen nha can lam lai giay to gi",
    "e chuyển qua tỉnh khác sống can lm j",
    "tụi em dọn ra ở riêng thì phải làm gì",
  ],
  "du-14-tuoi": [
    "con trai em sắp tròn 14 tuổi thì cần làm gì",
    "be nha minh vua du 14t can giay to gi",
    "con e 14 tuoi r can lam j",
    "cháu nhà tôi mới bước sang tuổi 14",
  ],
  "du-18-tuoi": [
    "con gái tôi vừa đủ 18 tuổi cần làm những giấy tờ gì",
    "em moi 18 tuoi can lam giay to j",
    "e du 18t r h phai lam nhung giay to j",
    "cháu nhà tôi mới bước sang tuổi 18",
  ],
  "ket-hon": [
    "tháng tới hai đứa em cưới cần làm gì",
    "cuoi nam nay em lay vo can thu tuc gi",
    "tụi e chuẩn bị làm đám cưới",
    "con gái tôi sắp lấy chồng thì cần giấy tờ gì",
  ],
  "mat-giay-to": [
    "em bị rơi ví mất hết giấy tờ phải làm sao",
    "rot bop mat sach giay to r",
    "nhà bị lũ cuốn trôi hết giấy tờ",
    "mẹ em bị mất hết giấy tờ tùy thân",
  ],
  "mua-nha-dat": [
    "vợ chồng tôi vừa mua căn nhà thì làm những giấy tờ gì",
    "e moi mua mieng dat can lam gi",
    "tôi mua lại căn hộ chung cư cần làm thủ tục gì",
    "mua nha xong can lam nhung gi",
  ],
  "nghi-huu": [
    "bố em năm nay về hưu thì cần làm gì",
    "toi sap ve huu can chuan bi ho so gi",
    "má tui đến tuổi nghỉ hưu",
    "chồng e ms nghỉ hưu cần làm giấy tờ j",
  ],
  "xay-nha": [
    "em định xây nhà cấp 4 thì phải xin giấy tờ gì",
    "nha em chuan bi dap nha cu xay lai",
    "tui tính cất nhà trên đất ông bà cho",
    "sắp khởi công xây nhà cần thủ tục gì",
  ],
};

/** One procedure, one paper, another event, or words that only look like one. */
const NO_JOURNEY: readonly string[] = [
  "vợ em mới sinh, làm khai sinh cho bé ở đâu",
  "vợ em sinh năm 1990 làm căn cước ở đâu",
  "vợ tôi sinh con được hỗ trợ gì",
  "sinh con ở nước ngoài về khai sinh",
  "sinh viên đăng ký tạm trú cần gì",
  "mẹ em mất căn cước làm lại ở đâu",
  "mẹ em làm giấy khai sinh mất bao lâu",
  "mẹ đi làm mất bao lâu",
  "lam giay me mat bao lau",
  "bố mất, sang tên sổ đỏ cho con thế nào",
  "ba tôi mất, khai tử ở đâu",
  "mất căn cước",
  "mất sổ đỏ xin cấp lại ở đâu",
  "mất giấy tờ xe làm lại ở đâu",
  "em bị mất bằng lái xe",
  "mở quán karaoke cần giấy phép gì",
  "mở tiệm vàng cần gì",
  "mở cửa hàng xăng dầu",
  "chuyển hộ khẩu sang phường khác cần gì",
  "chuyển trường cho con sang tỉnh khác",
  "chuyen nha tro qua phuong khac dang ky tam tru",
  "con em 14 tuổi làm hộ chiếu được không",
  "trẻ dưới 14 tuổi làm căn cước",
  "đủ 18 tuổi thi bằng lái xe",
  "kết hôn với người Hàn cần gì",
  "em lấy chồng Đài Loan",
  "thuê váy cưới",
  "mua nhà ở xã hội cần điều kiện gì",
  "mua xe máy",
  "lương hưu bao nhiêu",
  "nghỉ việc hưởng trợ cấp thất nghiệp",
  "xin giấy phép xây dựng nhà ở",
  "xây nhà trọ cho thuê",
  "hàng xóm xây nhà lấn đất",
  "em muon lam nha",
  "vợ em mới sinh cần tải mẫu đơn nào",
];

describe("a life event", () => {
  it.each(Object.entries(TOLD))("%s is recognised as people tell it", async (id, messages) => {
    const sayings = new Set(shippedJourneys.flatMap((one) => one.sayings));
    for (const text of messages) {
      expect(sayings.has(text)).toBe(false);
      const thought = await ask(answerer, text);
      expect([text, journeyOf(thought), thought.evidence.recognised]).toEqual([text, id, "journey"]);
      expect(thought.evidence.retrieved).toBeDefined();
    }
  });

  it("is every one of the shipped ones", () => {
    expect(Object.keys(TOLD).sort()).toEqual(shippedJourneys.map((one) => one.id).sort());
    for (const messages of Object.values(TOLD)) expect(messages.length).toBeGreaterThanOrEqual(4);
    for (const { id, sayings } of shippedJourneys) expect([id, sayings.length >= 30]).toEqual([id, true]);
  });

  it.each(NO_JOURNEY)("is not: %s", async (text) => {
    expect(journeyOf(await ask(answerer, text))).toBeUndefined();
  });

  it("is told also when a fee or a time is asked of no procedure, and the facet waits for the choice", async () => {
    const thought = await ask(answerer, "vợ em mới sinh thì hết bao nhiêu tiền");
    expect(journeyOf(thought)).toBe("sinh-con");
    expect(thought.memory.facet).toBe("fee");
  });

  it("gives way to the one procedure that the retriever is sure of", async () => {
    const sure = await ask(answerer, "mở quán ăn mất mấy ngày");
    expect(sure.evidence.retrieved?.kept[0]?.score).toBeGreaterThanOrEqual(0.9);
    expect(sure.outcome).toMatchObject({ kind: "answered", procedure: "1.001612", facet: "time" });
  });

  it("is no call for help, and hides none", async () => {
    expect(journeyOf(await ask(answerer, "con em vừa tròn 14 tuổi"))).toBe("du-14-tuoi");
    for (const text of ["con em 14 tuổi bị đánh", "vợ em sắp sinh chảy máu nhiều quá"])
      expect((await ask(answerer, text)).outcome.kind).toBe("crisis_signpost");
  });

  it("may be told in a burst of messages", async () => {
    const burst = ["vợ em mới sinh", "giờ phải làm giấy tờ gì ạ"].map(said);
    const [group, ...others] = await answerer.group(burst);
    expect(others).toEqual([]);
    const thought = await answerer.think({ messages: group ?? [], memory: {}, limits: zaloLimits });
    expect(journeyOf(thought)).toBe("sinh-con");
  });
});

describe("a journey", () => {
  it("is numbered, with what waits for what and what goes together", async () => {
    const [first, next] = [await tap("mua-nha-dat", 0), await tap("mua-nha-dat", 1)];
    expect(first.reply?.text).toContain("Ký hợp đồng có chứng thực");
    expect(first.reply?.text).toMatch(/\n1\. Cấp Giấy xác nhận tình trạng hôn nhân \(khi nơi chứng thực/);
    expect(next.reply?.text).toMatch(/\n4\. .*\n.*Làm sau việc 3\. Nộp cùng lúc với việc 5\./);
    expect(next.reply?.text).toContain("Nộp cùng lúc với việc 4.");
    expect(next.reply?.text).toContain("Làm sau việc 3, và việc 2 (nếu có).");
    const [, where] = /3\. .*\n(.*)/.exec(first.reply?.text ?? "") ?? [];
    const [agency] = knownOf(recordOf("2.001035").agencies);
    expect(where).toContain(`Nơi nộp: ${agency?.reception ?? agency?.name}`);
  });

  it.each([
    ["Zalo", zaloLimits],
    ["web", WEB_LIMITS],
    ["a small channel", SMALL],
  ])("on %s shows every step exactly once, each with its button, within the limits", async (_, limits) => {
    for (const { id, stages } of shippedJourneys) {
      const steps = stages.flat().flatMap((filing) => filing.steps);
      const seen: string[] = [];
      const texts: string[] = [];
      for (let page = 0; ; page++) {
        const thought = await tap(id, page, limits);
        const { text = "", buttons = [] } = thought.reply ?? {};
        expect([id, text.length <= limits.textLength, buttons.length <= limits.buttons]).toEqual([
          id,
          true,
          true,
        ]);
        const payloads = buttons.map((button) => {
          expect(button.title.length).toBeLessThanOrEqual(limits.buttonTitleLength);
          return button.kind === "choice" ? readPayload(button.payload) : undefined;
        });
        const asked = payloads.flatMap((one) => (one?.kind === "ask" ? [one] : []));
        expect(asked.every((one) => one.facet === "overview")).toBe(true);
        expect(asked.map((one) => one.procedure)).toEqual(choicesOf(thought));
        expect(payloads.at(-1)).toEqual({ kind: "person" });
        seen.push(...choicesOf(thought));
        texts.push(text);
        expect(thought.memory.offered).toEqual(seen);
        const more = payloads.find((one) => one?.kind === "journey");
        if (more === undefined) break;
        expect(more).toEqual({ kind: "journey", journey: id, page: page + 1 });
      }
      expect(seen).toEqual(steps.map((step) => step.procedure));
      const numbers = texts
        .join("\n")
        .match(/^\d+(?=\. )/gm)
        ?.map(Number);
      expect(numbers).toEqual(steps.map((_, at) => at + 1));
      if (limits !== SMALL)
        for (const { why } of steps) expect(texts.join("\n")).toContain(why.replace(/\.$/, ""));
    }
  });

  it("says nothing but its own words and those of the records", async () => {
    for (const journey of shippedJourneys)
      for (const page of [0, 1, 2, 3, 4]) {
        const thought = await tap(journey.id, page);
        const own = journey.steps.flatMap(({ why, where, optional, procedure }) => {
          const { shortName, agencies } = recordOf(procedure);
          const places = knownOf(agencies).flatMap(({ name, reception }) =>
            (reception ?? name).split(/[.;]\s/),
          );
          return [why, where, optional, shortName, ...places].filter((one) => one !== undefined);
        });
        const known = [
          journey.title,
          journey.summary,
          ...own.map((one) => one.replace(/\.$/, "")),
          ...[
            "các việc cần làm theo thứ tự",
            "tiếp theo",
            "làm sau việc",
            "và việc",
            "nếu có",
            "nộp cùng lúc với việc",
          ],
          ...["nơi nộp", "nơi giải quyết", "cấp xã", "cấp tỉnh", "cấp bộ", "cơ quan khác"],
          "Anh/chị chọn hoặc nhắn số thứ tự để xem giấy tờ, lệ phí, thời hạn của từng việc",
        ].map((one) => one.toLowerCase());
        const left = known
          .toSorted((a, b) => b.length - a.length)
          .reduce((text, one) => text.replaceAll(one, " "), (thought.reply?.text ?? "").toLowerCase());
        // What is left are the numbers of steps.
        const most = journey.steps.length;
        expect([
          journey.id,
          left
            .replace(/[\s.,:;()]+/g, " ")
            .trim()
            .split(" ")
            .filter((one) => !(Number(one) <= most)),
        ]).toEqual([journey.id, []]);
      }
  });

  it("is chosen from by number, by place and by words, on every page", async () => {
    const choose = async (...texts: readonly string[]): Promise<unknown> =>
      (await talk(answerer, ...texts)).at(-1)?.outcome;
    expect(await choose("vợ em mới sinh", "số 2")).toMatchObject({ kind: "answered", procedure: "1.000689" });
    expect(await choose("vợ em mới sinh", "cái đầu tiên")).toMatchObject({ procedure: "1.001193" });
    expect(await choose("vợ em mới sinh", "chế độ thai sản")).toMatchObject({ procedure: "2.000693" });
    expect(await choose("vợ em mới sinh cần giấy tờ gì", "số 1")).toMatchObject({ facet: "documents" });
    const second = "#mc:journey:sinh-con:1";
    expect(await choose("vợ em mới sinh", second, "số 7")).toMatchObject({ procedure: "1.014062" });
    expect(await choose("vợ em mới sinh", second, "số 1")).toMatchObject({ procedure: "1.001193" });
  });

  it("of a page beyond the last shows the last; one that is not there says so", async () => {
    expect((await tap("sinh-con", 99)).outcome).toEqual((await tap("sinh-con", 1)).outcome);
    expect((await tap("khong-co", 0)).outcome).toEqual({ kind: "no_procedure_found" });
  });
});

describe("a catalogue that lacks steps", () => {
  const retirement = shippedJourneys.find((one) => one.id === "nghi-huu");
  const gone = new Set(["1.000689", ...(retirement?.steps.map((step) => step.procedure) ?? [])]);
  const lacking = answererOver(procedures.filter((one) => !gone.has(one.code)));

  it("offers the others, and a person for those", async () => {
    const thought = await ask(lacking, "vợ em mới sinh");
    expect(journeyOf(thought)).toBe("sinh-con");
    expect(choicesOf(thought)).toEqual(["1.001193", "2.000693", "1.004222"]);
    expect(thought.reply?.text).toMatch(/\n– Ghi tên cha hoặc mẹ[^\n]*\n[^\n]*anh\/chị hỏi cán bộ\./);
    expect(thought.reply?.text).toMatch(/\n3\. Đăng ký thường trú\n[^\n]*Làm sau việc 1\./);
    expect(JSON.stringify(thought.reply?.buttons)).not.toContain("1.000689");
  });

  it("tells no journey of which it has nothing", async () => {
    expect(journeyOf(await ask(lacking, "tôi sắp nghỉ hưu"))).toBeUndefined();
    expect((await tap("nghi-huu", 0, zaloLimits, lacking)).outcome.kind).toBe("no_procedure_found");
  });
});

describe("the payload of a journey", () => {
  it("comes back as it was written; others are none", () => {
    const payload = { kind: "journey", journey: "sinh-con", page: 2 } as const;
    expect(writePayload(payload)).toBe("#mc:journey:sinh-con:2");
    expect(readPayload(writePayload(payload))).toEqual(payload);
    for (const text of [
      "#mc:journey:sinh-con",
      "#mc:journey:Sinh con:1",
      "#mc:journey:sinh-con:1:2",
      "#mc:journey::1",
    ])
      expect(readPayload(text)).toBeUndefined();
  });
});

import { Procedure } from "../../src/core/procedure.ts";

/** A record with only what a search reads; everything else is as short as the schema allows. */
export function record(
  code: string,
  name: string,
  more: Partial<Pick<Procedure, "shortName" | "aliases" | "field" | "documents" | "steps" | "result">> = {},
): Procedure {
  return Procedure.parse({
    code,
    name,
    shortName: more.shortName ?? name.slice(0, 60),
    aliases: more.aliases ?? [],
    levels: ["commune"],
    field: more.field ?? "Hộ tịch",
    agencies: [{ level: "commune", name: "Ủy ban nhân dân cấp xã", reception: "Bộ phận một cửa" }],
    applicants: ["Công dân Việt Nam"],
    methods: [{ channel: "in_person", times: [{ at_once: true }], fees: [{ free: true }] }],
    documents: more.documents ?? [{ name: "Tờ khai" }],
    steps: more.steps ?? ["Nộp hồ sơ."],
    conditions: { none: true },
    result: more.result ?? ["Giấy tờ được cấp"],
    forms: [],
    legalBasis: [{ number: "60/2014/QH13", title: "Luật Hộ tịch" }],
    related: [],
    source: { url: "https://nguon.example", date: "2026-07-01" },
  });
}

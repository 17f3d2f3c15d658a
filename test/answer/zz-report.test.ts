import { HELD_OUT, TOLD_AT_LENGTH, TUNED_ON } from "./questions.ts";
import { answererOver, ask, shippedProcedures } from "./shipped-answerer.ts";
const answerer = answererOver(shippedProcedures());
it("report", async () => {
  const lines: string[] = [];
  for (const [set, list] of [["TUNED", TUNED_ON], ["LONG", TOLD_AT_LENGTH], ["HELD", HELD_OUT]] as const) {
    let right = 0;
    for (const e of list) {
      const t = await ask(answerer, e.question);
      const o = t.outcome;
      const codes = e.code === undefined ? [] : [e.code].flat();
      const ok = e.none ? !["answered","asks_back"].includes(o.kind)
        : (o.kind === "answered" && codes.includes(o.procedure) && (e.facet === undefined || o.facet === e.facet)) || (e.orAsks && o.kind === "asks_back" && codes.some((c) => o.choices.includes(c)));
      if (ok) { right++; continue; }
      lines.push(`${set} ${e.question} WANT ${codes.join("/") || "none"} ${e.facet ?? ""} GOT ${o.kind} ${o.kind === "answered" ? o.procedure + " " + o.facet : o.kind === "asks_back" ? o.choices.join(",") : ""} | ${t.evidence.retrieved?.kept.slice(0, 4).map((k) => k.code + " " + k.score.toFixed(2)).join("; ")}`);
    }
    lines.push(`${set} ${right}/${list.length} ${(right / list.length).toFixed(3)}`);
  }
  process.stdout.write(lines.join("\n") + "\n");
});

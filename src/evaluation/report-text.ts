import type { ProcedureBook } from "../core/answering.ts";
import type { Result } from "./evaluate.ts";
import { byStyle, figuresOf, worstMisses, type Figures } from "./figures.ts";

const COLUMNS: readonly (readonly [title: string, key: keyof Figures])[] = [
  ["câu", "questions"],
  ["R@1", "recallAt1"],
  ["R@5", "recallAt5"],
  ["R@10", "recallAt10"],
  ["MRR", "mrrAt10"],
  ["đúng", "answeredRight"],
  ["hỏi lại đúng", "offeredRight"],
  ["SAI", "answeredWrong"],
  ["hỏi lại sai", "offeredWrong"],
  ["không thấy", "notFound"],
  ["chuyển người", "handedOver"],
  ["kết cục", "outcomeAccuracy"],
];

/** A table with one row of figures for each group, as text. Shares are percents. */
export function figuresTable(
  groups: readonly (readonly [name: string, results: readonly Result[]])[],
): string {
  const head = ["", ...COLUMNS.map(([title]) => title)];
  const rows = groups.map(([name, results]) => {
    const figures = figuresOf(results);
    return [
      name,
      ...COLUMNS.map(([, key]) => {
        const value = figures[key];
        if (key === "questions") return String(value);
        return value === undefined ? "-" : (value * 100).toFixed(1);
      }),
    ];
  });
  const widths = head.map((title, at) => Math.max(title.length, ...rows.map((row) => row[at]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join("  ");
  return [head, ...rows].map(line).join("\n");
}

/** The figures by style and over all. */
export function styleTable(results: readonly Result[]): string {
  return figuresTable([...byStyle(results), ["tất cả", results]]);
}

/** The worst misses, each with what was understood, found and decided. */
export function missesText(results: readonly Result[], book: ProcedureBook, count: number): string {
  const called = (code: string): string => `${code} ${book.inForce(code)?.shortName ?? "(không có)"}`;
  return worstMisses(results, count)
    .map(({ question, thought, rank }) => {
      const { outcome, evidence } = thought;
      return [
        `[${question.id}, ${question.style}] ${question.question}`,
        ...(question.accept.length > 0 ? [`  đúng ra: ${question.accept.map(called).join("; ")}`] : []),
        ...(question.expect === undefined ? [] : [`  mong đợi: ${question.expect.join(" | ")}`]),
        `  kết cục: ${JSON.stringify(outcome)}; đứng thứ ${rank ?? "-"}; vì: ${evidence.because}`,
        ...(evidence.retrieved?.kept ?? [])
          .slice(0, 5)
          .map(
            ({ code, score, scores }) =>
              `    ${score.toFixed(3)}  ${called(code)}  ${JSON.stringify(scores)}`,
          ),
      ].join("\n");
    })
    .join("\n");
}

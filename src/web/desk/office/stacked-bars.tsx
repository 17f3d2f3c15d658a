import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import type { FigureRow } from "../../../contract/records.ts";
import { numberText } from "../../shared/format.ts";
import { edgeOf, fillOf } from "./chart-fills.tsx";
import { PARTS } from "./figure-series.ts";

const BY_DAY_HEIGHT = 280;
const ROW_HEIGHT = 52;
const AXES_HEIGHT = 40;
const GRID = "#d5dade";

/** A standing bar for each row, from its parts. `accessibilityLayer` off: `ChartCard` tells the chart in words. */
export function StackedByDay({ rows }: { readonly rows: readonly FigureRow[] }) {
  return (
    <ResponsiveContainer width="100%" height={BY_DAY_HEIGHT}>
      <BarChart data={[...rows]} accessibilityLayer={false} margin={{ top: 8, right: 8, bottom: 0, left: 0 }}>
        <CartesianGrid vertical={false} stroke={GRID} />
        <XAxis dataKey="label" tick={TICK} interval="preserveStartEnd" minTickGap={8} />
        <YAxis tick={TICK} allowDecimals={false} tickFormatter={numberText} width="auto" />
        {tooltip()}
        {stack()}
      </BarChart>
    </ResponsiveContainer>
  );
}

/** A lying bar for each row, from its parts; for few rows with long names. */
export function StackedByRow({ rows }: { readonly rows: readonly FigureRow[] }) {
  return (
    <ResponsiveContainer width="100%" height={rows.length * ROW_HEIGHT + AXES_HEIGHT}>
      <BarChart
        data={[...rows]}
        layout="vertical"
        accessibilityLayer={false}
        margin={{ top: 4, right: 16, bottom: 0, left: 0 }}
      >
        <CartesianGrid horizontal={false} stroke={GRID} />
        <XAxis type="number" tick={TICK} allowDecimals={false} tickFormatter={numberText} />
        <YAxis type="category" dataKey="label" tick={TICK} width="auto" />
        {tooltip()}
        {stack()}
      </BarChart>
    </ResponsiveContainer>
  );
}

const TICK = { fill: "#4a545d", fontSize: 13 };

/** The parts of the bar pointed at, as they are stacked, and what they come to. */
const tooltip = () => (
  <Tooltip
    separator=": "
    cursor={{ fill: "#1c23291a" }}
    itemSorter={({ dataKey }) => PARTS.findIndex(({ key }) => key === dataKey)}
    formatter={(value) => numberText(Number(value))}
    labelFormatter={(label, parts) =>
      `${typeof label === "string" ? label : ""}: ${numberText(parts.reduce((sum, { value }) => sum + Number(value), 0))} câu hỏi`
    }
  />
);

// recharts looks for its parts among the direct children, so neither is a component.
const stack = () =>
  PARTS.map(({ key, label }) => (
    <Bar
      key={key}
      dataKey={key}
      name={label}
      stackId="parts"
      fill={fillOf(key)}
      stroke={edgeOf(key)}
      isAnimationActive={false}
    />
  ));

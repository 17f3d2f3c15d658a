import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import type { FigureRow } from "../../../contract/desk.ts";
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
        <Tooltip />
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
        <Tooltip />
        {stack()}
      </BarChart>
    </ResponsiveContainer>
  );
}

const TICK = { fill: "#4a545d", fontSize: 13 };

/** recharts looks for its bars among the direct children, so this is no component. */
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

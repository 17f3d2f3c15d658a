import { Bar, BarChart, LabelList, ResponsiveContainer, XAxis, YAxis } from "recharts";
import { numberText } from "../../shared/format.ts";
import { useScreen } from "../use-screen.ts";
import { edgeOf, fillOf } from "./chart-fills.tsx";
import type { Bar as Row, PartKey } from "./figure-series.ts";

const ROW_HEIGHT = 40;
/** Room for the names, in pixels; longer ones wrap. */
const NAMES = 260;
const NAMES_ON_PHONE = 140;

/** A lying bar for each row, largest first, with its name before it and its value behind it. */
export function BarsAcross(props: {
  readonly bars: readonly Row[];
  readonly unit: string;
  readonly part: PartKey;
}) {
  const room = useScreen() === "narrow" ? NAMES_ON_PHONE : NAMES;
  if (props.bars.length === 0) return <p className="office-second">Không có {props.unit} nào.</p>;
  return (
    <ResponsiveContainer width="100%" height={props.bars.length * ROW_HEIGHT + 8}>
      <BarChart
        data={[...props.bars]}
        layout="vertical"
        accessibilityLayer={false}
        margin={{ top: 4, right: 48, bottom: 4, left: 0 }}
      >
        <XAxis type="number" hide />
        <YAxis
          type="category"
          dataKey="label"
          width={room}
          interval={0}
          tick={{ fill: "#1c2329", fontSize: 13 }}
          tickLine={false}
        />
        <Bar
          dataKey="value"
          fill={fillOf(props.part)}
          stroke={edgeOf(props.part)}
          barSize={20}
          isAnimationActive={false}
        >
          <LabelList
            dataKey="value"
            position="right"
            fill="#1c2329"
            fontSize={13}
            formatter={(value) => numberText(Number(value))}
          />
        </Bar>
      </BarChart>
    </ResponsiveContainer>
  );
}

import { BarChartOutlined, TableOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useId, useState, type ReactNode } from "react";
import { numberText } from "../../shared/format.ts";
import { FillSample } from "./chart-fills.tsx";
import { PARTS } from "./figure-series.ts";

/** What a chart shows, as a table: the first column names the row. */
export interface ChartTable {
  readonly head: readonly string[];
  readonly rows: readonly { readonly label: string; readonly values: readonly number[] }[];
}

/**
 * A chart under its title, which can be read as a table instead. To a screen reader the chart is a picture whose
 * text is `summary`.
 */
export function ChartCard(props: {
  readonly title: string;
  readonly summary: string;
  readonly table: ChartTable;
  readonly legend?: boolean;
  readonly children: ReactNode;
}) {
  const [asTable, setAsTable] = useState(false);
  const id = useId();
  return (
    <section className="office-chart" aria-labelledby={id}>
      <header>
        <h2 id={id}>{props.title}</h2>
        <Button
          size="small"
          icon={asTable ? <BarChartOutlined aria-hidden /> : <TableOutlined aria-hidden />}
          aria-describedby={id}
          onClick={() => {
            setAsTable(!asTable);
          }}
        >
          {asTable ? "Xem biểu đồ" : "Xem bảng"}
        </Button>
      </header>
      {asTable ? (
        <FiguresTable table={props.table} label={props.title} />
      ) : (
        <>
          {props.legend === true && <Legend />}
          <div role="img" aria-label={`${props.title}. ${props.summary}`}>
            {props.children}
          </div>
        </>
      )}
    </section>
  );
}

function FiguresTable({ table, label }: { readonly table: ChartTable; readonly label: string }) {
  return (
    // Too wide for a phone: it scrolls by itself, also by keys, and the page does not.
    <div className="office-figures-scroll" role="region" aria-label={`Bảng ${label}`} tabIndex={0}>
      <table className="office-figures" aria-label={label}>
        <thead>
          <tr>
            {table.head.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row) => (
            <tr key={row.label}>
              <th scope="row">{row.label}</th>
              {row.values.map((value, at) => (
                <td key={table.head[at + 1]}>{numberText(value)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Legend() {
  return (
    <ul className="office-legend" aria-label="Chú giải">
      {PARTS.map(({ key, label }) => (
        <li key={key}>
          <FillSample part={key} />
          {label}
        </li>
      ))}
    </ul>
  );
}

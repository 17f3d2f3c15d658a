import type { Figures } from "../../../contract/records.ts";
import { numberText } from "../../shared/format.ts";
import { officeTimeText } from "./figure-series.ts";

/** Who handled how much. */
export function OfficersTable({ officers }: { readonly officers: Figures["byOfficer"] }) {
  if (officers.length === 0) return null;
  return (
    <section className="office-chart" aria-labelledby="office-officers">
      <header>
        <h2 id="office-officers">Theo cán bộ</h2>
      </header>
      <table className="office-figures" aria-labelledby="office-officers">
        <thead>
          <tr>
            <th scope="col">Cán bộ</th>
            <th scope="col">Vụ việc</th>
            <th scope="col">Đã giải quyết</th>
            <th scope="col">Chờ (trung vị)</th>
            <th scope="col">Xử lý (trung vị)</th>
          </tr>
        </thead>
        <tbody>
          {officers.map((officer, at) => (
            // Two people may have one name.
            <tr key={`${officer.name} ${at}`}>
              <th scope="row">{officer.name}</th>
              <td>{numberText(officer.cases)}</td>
              <td>{numberText(officer.settled)}</td>
              <td>{officeTimeText(officer.waitingMedianMs)}</td>
              <td>{officeTimeText(officer.handlingMedianMs)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

import { ClockCircleOutlined } from "@ant-design/icons";
import { Empty, Grid, Spin, Table, type TableColumnsType } from "antd";
import { channelLabel, reasonLabel, type CaseView } from "../../../contract/desk.ts";
import { dateAndTime, dayText } from "../../shared/format.ts";
import { Mark } from "../mark.tsx";
import { RouteLink } from "../navigation.tsx";
import { caseProgress, overdueWords } from "./case-filter.ts";

interface ListProps {
  readonly cases: readonly CaseView[];
  readonly loading: boolean;
  /** Nothing is known, which is not the same as no case. */
  readonly failed: boolean;
}

/** The cases as a table, or as cards where a table would not fit. */
export function RecordsList({ cases, loading, failed }: ListProps) {
  const wide = Grid.useBreakpoint().lg === true;
  if (cases.length === 0 && !loading)
    return failed ? null : <Empty description="Không có vụ việc nào khớp bộ lọc" />;
  if (!wide)
    return (
      <Spin spinning={loading} description="Đang tải…">
        <ul className="office-cards">
          {cases.map((view) => (
            <CaseCard key={view.id} view={view} />
          ))}
        </ul>
      </Spin>
    );
  return (
    <Table<CaseView>
      className="office-table"
      columns={columns}
      dataSource={cases}
      rowKey="id"
      loading={loading}
      pagination={false}
      tableLayout="fixed"
      size="small"
      rowClassName={(view) => (view.overdue ? "office-row-overdue" : "")}
    />
  );
}

const columns: TableColumnsType<CaseView> = [
  {
    title: "Số, ngày mở",
    width: "15%",
    render: (_, view) => (
      <>
        <CaseLink view={view} />
        <Second>{dateAndTime(view.openedAt)}</Second>
      </>
    ),
  },
  {
    title: "Thủ tục, lĩnh vực",
    width: "24%",
    render: (_, view) => (
      <>
        {view.procedure?.name ?? <span className="office-none">Chưa xác định</span>}
        <Second>{view.field}</Second>
      </>
    ),
  },
  {
    title: "Lý do, kênh",
    width: "16%",
    render: (_, view) => (
      <>
        {reasonLabel[view.reason]}
        <Second>{channelLabel[view.channel]}</Second>
      </>
    ),
  },
  {
    title: "Cán bộ, đơn vị",
    width: "16%",
    render: (_, view) => (
      <>
        {view.officer ?? <span className="office-none">Chưa có</span>}
        <Second>{view.unit?.name}</Second>
      </>
    ),
  },
  {
    title: "Hạn",
    width: "11%",
    render: (_, view) => (
      <>
        <div>{dayText(view.dueDate)}</div>
        <OverdueMark view={view} />
      </>
    ),
  },
  {
    title: "Kết quả",
    width: "18%",
    render: (_, view) => (
      <>
        {caseProgress(view)}
        <Second>{view.settled}</Second>
      </>
    ),
  },
];

function CaseCard({ view }: { readonly view: CaseView }) {
  const facts = [
    ["Lý do", `${reasonLabel[view.reason]} (${channelLabel[view.channel]})`],
    ["Cán bộ", view.officer ?? "Chưa có"],
    ["Đơn vị", view.unit?.name],
    ["Mở lúc", dateAndTime(view.openedAt)],
    ["Hạn", dayText(view.dueDate)],
    ["Kết quả", caseProgress(view)],
    ["Nội dung", view.settled],
  ] as const;
  return (
    <li className={view.overdue ? "office-card office-row-overdue" : "office-card"}>
      <div className="office-card-head">
        <CaseLink view={view} />
        <OverdueMark view={view} />
      </div>
      <p>{view.procedure?.name ?? "Chưa xác định thủ tục"}</p>
      <Second>{view.field}</Second>
      <dl>
        {facts.map(
          ([term, value]) =>
            value !== null &&
            value !== undefined &&
            value !== "" && (
              <div key={term}>
                <dt>{term}</dt>
                <dd>{value}</dd>
              </div>
            ),
        )}
      </dl>
    </li>
  );
}

function CaseLink({ view }: { readonly view: CaseView }) {
  return (
    <RouteLink
      to={{ page: "conversations", open: view.conversationId }}
      aria-label={`Mở hội thoại của vụ việc ${view.number}`}
      className="office-case-link"
    >
      {view.number}
    </RouteLink>
  );
}

function OverdueMark({ view }: { readonly view: CaseView }) {
  const words = overdueWords(view);
  if (words === undefined) return null;
  return (
    <Mark tone="bad" icon={<ClockCircleOutlined aria-hidden />}>
      {words}
    </Mark>
  );
}

/** The second line of a cell, in a quieter tone; nothing for nothing. */
function Second({ children }: { readonly children: string | null | undefined }) {
  return children ? <div className="office-second">{children}</div> : null;
}

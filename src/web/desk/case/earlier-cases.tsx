import { Skeleton } from "antd";
import { caseOutcomeLabel, reasonLabel, type ConversationDetail } from "../../../contract/desk.ts";
import { dateOf } from "../../shared/format.ts";
import { useCases } from "../data/desk-queries.ts";
import { FailureNotice } from "../office/failure-notice.tsx";

/** The citizen's earlier cases, newest first. */
export function EarlierCases({ detail }: { detail: ConversationDetail }) {
  const cases = useCases(detail.id);
  if (cases.isPending) return <Skeleton active title={false} paragraph={{ rows: 2 }} />;
  if (cases.isError) return <FailureNotice error={cases.error} onRetry={() => void cases.refetch()} />;
  const earlier = cases.data.cases.filter(({ id }) => id !== detail.case?.id);
  if (earlier.length === 0) return <p className="hint">Chưa có lần nào trước đây.</p>;
  return (
    <ul className="plain-list">
      {earlier.map((one) => (
        <li key={one.id}>
          <strong>{one.number}</strong> · {dateOf(one.openedAt)}
          <p>
            {reasonLabel[one.reason]}
            {one.procedure !== null && ` · ${one.procedure.name}`}
          </p>
          <p className="hint">
            {one.outcome === null ? "Chưa kết thúc" : caseOutcomeLabel[one.outcome]}
            {one.settled !== null && one.settled !== "" && `: ${one.settled}`}
          </p>
        </li>
      ))}
    </ul>
  );
}

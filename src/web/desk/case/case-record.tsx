import { ExclamationCircleFilled } from "@ant-design/icons";
import { caseOutcomeLabel, reasonLabel, type ConversationDetail } from "../../../contract/desk.ts";
import { dateAndTime, dayText } from "../../shared/format.ts";
import { useAction } from "../data/actions.ts";
import { Mark } from "../mark.tsx";
import { FailureNotice } from "../office/failure-notice.tsx";
import { ProcedurePicker } from "../procedure-picker.tsx";

/** The controlled record of the case; the procedure it is about can be set here. */
export function CaseRecord({ detail }: { detail: ConversationDetail }) {
  const record = detail.case;
  if (record === null) return <p className="hint">Không có hồ sơ nào đang mở.</p>;
  return (
    <>
      <dl className="facts">
        <div>
          <dt>Số</dt>
          <dd>{record.number}</dd>
        </div>
        <div>
          <dt>Hạn trả lời</dt>
          <dd>
            {dayText(record.dueDate)}{" "}
            {record.overdue && (
              <Mark tone="bad" icon={<ExclamationCircleFilled aria-hidden />}>
                Quá hạn
              </Mark>
            )}
          </dd>
        </div>
        <div>
          <dt>Lý do</dt>
          <dd>{reasonLabel[record.reason]}</dd>
        </div>
        <div>
          <dt>Mở lúc</dt>
          <dd>{dateAndTime(record.openedAt)}</dd>
        </div>
        <div>
          <dt>Cán bộ</dt>
          <dd>{record.officer ?? "chưa có"}</dd>
        </div>
        {record.unit !== null && (
          <div>
            <dt>Đơn vị</dt>
            <dd>{record.unit.name}</dd>
          </div>
        )}
        {record.field !== null && (
          <div>
            <dt>Lĩnh vực</dt>
            <dd>{record.field}</dd>
          </div>
        )}
        {record.outcome !== null && (
          <div>
            <dt>Kết quả</dt>
            <dd>{caseOutcomeLabel[record.outcome]}</dd>
          </div>
        )}
        {record.settled !== null && record.settled !== "" && (
          <div>
            <dt>Đã giải quyết</dt>
            <dd>{record.settled}</dd>
          </div>
        )}
      </dl>
      <ProcedureOfCase detail={detail} isOpen={record.closedAt === null} />
    </>
  );
}

function ProcedureOfCase({ detail, isOpen }: { detail: ConversationDetail; isOpen: boolean }) {
  const set = useAction(detail.id, "procedure");
  const mayWrite = isOpen && (detail.may.reply || detail.may.claim);
  // Shown as chosen until the server has answered.
  const chosen = set.isPending ? set.variables.procedure : undefined;
  return (
    <div className="field">
      <span className="field-label" aria-hidden={mayWrite}>
        Thủ tục
      </span>
      {mayWrite ? (
        <ProcedurePicker
          label="Thủ tục của hồ sơ"
          value={chosen === null ? null : (detail.procedure ?? null)}
          loading={set.isPending}
          onChange={(procedure) => {
            set.mutate({ procedure: procedure?.code ?? null });
          }}
        />
      ) : (
        <span>{detail.procedure?.name ?? "chưa rõ"}</span>
      )}
      <FailureNotice error={set.error} />
    </div>
  );
}

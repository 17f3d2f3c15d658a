import { useInfiniteQuery } from "@tanstack/react-query";
import { Button, Empty, Spin } from "antd";
import { AuditPage, type AuditEntry } from "../../../contract/sign-in.ts";
import { api, withQuery } from "../../shared/api.ts";
import { dateAndTime } from "../../shared/format.ts";
import { useUnits } from "../data/desk-queries.ts";
import { actionWords, actorWords, detailWords, subjectWords } from "./audit-words.ts";
import { FailureNotice } from "./failure-notice.tsx";

/** Who did what, newest first; older lines on demand. Lines only come at the top, so pages never overlap. */
export function AuditPanel() {
  const audit = useInfiniteQuery({
    queryKey: ["audit"],
    queryFn: ({ pageParam, signal }) =>
      api.get(withQuery("/api/desk/audit", { before: pageParam }), AuditPage, signal),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: ({ lines, more }) => (more ? lines.at(-1)?.id : undefined),
  });
  const units = useUnits().data?.units ?? [];
  const unitName = (unit: string): string => units.find(({ id }) => id === unit)?.name ?? unit;
  const lines = audit.data?.pages.flatMap((page) => page.lines) ?? [];

  return (
    <>
      <FailureNotice
        error={audit.error}
        onRetry={() => {
          void audit.refetch();
        }}
      />
      <Spin spinning={audit.isPending} description="Đang tải…">
        <ol className="office-audit" aria-label="Nhật ký, mới nhất trước">
          {lines.map((line) => (
            <AuditLine key={line.id} line={line} unitName={unitName} />
          ))}
        </ol>
        {audit.isSuccess && lines.length === 0 && <Empty description="Chưa có gì trong nhật ký" />}
      </Spin>
      {audit.hasNextPage && (
        <Button
          block
          loading={audit.isFetchingNextPage}
          onClick={() => {
            void audit.fetchNextPage();
          }}
        >
          Xem cũ hơn
        </Button>
      )}
    </>
  );
}

function AuditLine(props: { readonly line: AuditEntry; readonly unitName: (unit: string) => string }) {
  const { line, unitName } = props;
  const subject = subjectWords(line);
  const detail = detailWords(line.detail, unitName);
  return (
    <li>
      <time dateTime={line.at}>{dateAndTime(line.at)}</time>
      <div>
        <strong>{actionWords(line.action)}</strong>
        {subject !== "" && <>: {subject}</>}
        {detail !== "" && <div className="office-second">{detail}</div>}
      </div>
      <span className="office-audit-actor">{actorWords(line)}</span>
    </li>
  );
}

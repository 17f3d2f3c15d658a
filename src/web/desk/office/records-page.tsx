import { DownloadOutlined } from "@ant-design/icons";
import { Alert, Button, Pagination } from "antd";
import { useEffect, useRef, useState } from "react";
import type { CaseQuery } from "../../../contract/records.ts";
import { numberText } from "../../shared/format.ts";
import type { Me } from "../../shared/me.ts";
import { useNow } from "../use-now.ts";
import {
  CASES_A_PAGE,
  EXPORT_ROWS,
  exportAddress,
  fieldsOf,
  readCaseFilter,
  vietnamDay,
  writeCaseFilter,
} from "./case-filter.ts";
import { FailureNotice } from "./failure-notice.tsx";
import { useCaseRecords } from "./office-data.ts";
import { OfficePage } from "./office-page.tsx";
import { RecordsFilters } from "./records-filters.tsx";
import { RecordsList } from "./records-list.tsx";

const MINUTE_MS = 60_000;

/** The record of all handled cases: found by filters, read in pages, exported by those who may. */
export function RecordsPage({ me }: { readonly me: Me }) {
  const today = vietnamDay(useNow(MINUTE_MS));
  const [filter, setFilter] = useAddressedFilter();
  const cases = useCaseRecords(filter);
  const total = cases.data?.total ?? 0;
  const top = useRef<HTMLParagraphElement>(null);
  const mayExport = me.account.role !== "operator";

  return (
    <OfficePage
      title="Sổ theo dõi"
      actions={mayExport && <ExportLinks filter={filter} disabled={total === 0} />}
    >
      <RecordsFilters
        filter={filter}
        today={today}
        fields={fieldsOf(cases.data?.cases ?? [])}
        onChange={setFilter}
      />
      <FailureNotice
        error={cases.error}
        onRetry={() => {
          void cases.refetch();
        }}
      />
      {mayExport && total > EXPORT_ROWS && (
        <Alert
          className="office-notice"
          type="warning"
          showIcon
          title={`Tệp xuất chỉ chứa ${numberText(EXPORT_ROWS)} vụ việc mới nhất. Anh/chị thu hẹp bộ lọc để xuất đủ.`}
        />
      )}
      <p ref={top} className="office-count" role="status">
        {cases.data !== undefined && `${numberText(total)} vụ việc`}
      </p>
      <RecordsList cases={cases.data?.cases ?? []} loading={cases.isFetching} failed={cases.isError} />
      {total > CASES_A_PAGE && (
        <Pagination
          className="office-pages"
          align="center"
          current={filter.page}
          total={total}
          pageSize={CASES_A_PAGE}
          showSizeChanger={false}
          responsive
          onChange={(page) => {
            setFilter({ ...filter, page });
            top.current?.scrollIntoView();
          }}
        />
      )}
    </OfficePage>
  );
}

function ExportLinks({ filter, disabled }: { readonly filter: CaseQuery; readonly disabled: boolean }) {
  return (
    <>
      <Button
        icon={<DownloadOutlined aria-hidden />}
        href={exportAddress(filter, "xlsx")}
        disabled={disabled}
      >
        Xuất Excel
      </Button>
      <Button icon={<DownloadOutlined aria-hidden />} href={exportAddress(filter, "csv")} disabled={disabled}>
        Xuất CSV
      </Button>
    </>
  );
}

/** The filter lives in the address: the way back from a conversation, and a bookmark, find it again. */
function useAddressedFilter(): readonly [CaseQuery, (filter: CaseQuery) => void] {
  const [filter, setFilter] = useState(() => readCaseFilter(window.location.search));
  useEffect(() => {
    window.history.replaceState(
      window.history.state,
      "",
      `${window.location.pathname}${writeCaseFilter(filter)}`,
    );
  }, [filter]);
  return [filter, setFilter];
}

import { CheckCircleFilled, DisconnectOutlined, LoadingOutlined } from "@ant-design/icons";
import { shortMoment } from "../../shared/format.ts";
import { useSetup } from "../data/desk-queries.ts";
import { useLiveStatus, type LiveStatus } from "../live/live-context.ts";

const WORDS = { opening: "Đang kết nối", up: "Trực tuyến", down: "Mất kết nối" } as const satisfies Record<
  LiveStatus,
  string
>;
const ICON = {
  opening: <LoadingOutlined aria-hidden />,
  up: <CheckCircleFilled aria-hidden />,
  down: <DisconnectOutlined aria-hidden />,
} as const;

/** Whether live events come and, with room for it, whether the office is open. */
export function OnlineState({ short }: { short: boolean }) {
  const status = useLiveStatus();
  const office = useSetup().data?.office;
  return (
    <span className={`online online-${status}`}>
      {ICON[status]}
      <span className={short ? "visually-hidden" : undefined}>{WORDS[status]}</span>
      {!short && office !== undefined && (
        <span className="office-hours">
          {office.open ? "Trong giờ làm việc" : outOfHours(office.opensAt)}
        </span>
      )}
    </span>
  );
}

function outOfHours(opensAt: string | null): string {
  return opensAt === null ? "Ngoài giờ làm việc" : `Ngoài giờ, mở lại ${shortMoment(opensAt, new Date())}`;
}

import { ClockCircleOutlined, ExclamationCircleFilled, WarningFilled } from "@ant-design/icons";
import type { SlaLevel, Waiting } from "./sla.ts";

const ICON = {
  fresh: <ClockCircleOutlined aria-hidden />,
  warn: <WarningFilled aria-hidden />,
  late: <ExclamationCircleFilled aria-hidden />,
} as const satisfies Record<SlaLevel, unknown>;

/** How long the citizen waits. */
export function WaitingTime({ waiting }: { waiting: Waiting }) {
  return (
    <span className={`waiting waiting-${waiting.level}`}>
      {ICON[waiting.level]} <span className="visually-hidden">Đã chờ: </span>
      {waiting.words}
    </span>
  );
}

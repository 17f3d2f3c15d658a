import {
  CheckOutlined,
  ClockCircleOutlined,
  CloseCircleFilled,
  EyeOutlined,
  QuestionCircleOutlined,
  StopOutlined,
} from "@ant-design/icons";
import { Button } from "antd";
import type { ThreadItem } from "../../../contract/desk.ts";
import { timeOfDay } from "../../shared/format.ts";
import { useRetrySending } from "../data/actions.ts";
import { FailureNotice } from "../office/failure-notice.tsx";

type Message = Extract<ThreadItem, { kind: "message" }>;

/** How far a message to the citizen has come; nothing for what came in. */
export function SendingState({ message }: { message: Message }) {
  if (message.sending === null) return null;
  if (message.seenAt !== null)
    return (
      <span>
        <EyeOutlined aria-hidden /> Đã xem {timeOfDay(message.seenAt)}
      </span>
    );
  if (message.deliveredAt !== null)
    return (
      <span>
        <CheckOutlined aria-hidden /> Đã nhận {timeOfDay(message.deliveredAt)}
      </span>
    );
  switch (message.sending.state) {
    case "queued":
    case "sending":
      return (
        <span>
          <ClockCircleOutlined aria-hidden />{" "}
          {message.sending.why === null ? "Đang gửi" : `Đang gửi lại: ${message.sending.why}`}
        </span>
      );
    case "sent":
      return (
        <span>
          <CheckOutlined aria-hidden /> Đã gửi
        </span>
      );
    case "in_doubt":
      return (
        <span>
          <QuestionCircleOutlined aria-hidden /> Chưa rõ đã gửi được chưa, hệ thống đang kiểm tra
        </span>
      );
    case "cancelled":
      return (
        <span>
          <StopOutlined aria-hidden /> Đã huỷ, không gửi
        </span>
      );
    // Told below the message, with a way to send it again.
    case "failed":
      return (
        <span className="failed-word">
          <CloseCircleFilled aria-hidden /> Chưa gửi được
        </span>
      );
  }
}

/** Why a message could not be sent, and a button to try again for who may. Nothing for messages on their way. */
export function FailedSending(props: { message: Message; conversationId: string; mayRetry: boolean }) {
  const { message, mayRetry } = props;
  const retry = useRetrySending(props.conversationId);
  const { sending } = message;
  if (sending?.state !== "failed") return null;
  return (
    <div className="failed">
      <p>
        {sending.why ?? "Nền tảng không nhận tin này."}
        {sending.errorCode !== null && ` (mã ${sending.errorCode})`}
      </p>
      {mayRetry && (
        <Button
          size="small"
          loading={retry.isPending}
          onClick={() => {
            retry.mutate(sending.outboxId);
          }}
        >
          Gửi lại
        </Button>
      )}
      <FailureNotice error={retry.error} />
    </div>
  );
}

import {
  ArrowLeftOutlined,
  ClockCircleOutlined,
  DollarOutlined,
  EyeOutlined,
  InfoCircleOutlined,
  WarningFilled,
} from "@ant-design/icons";
import { Button } from "antd";
import { useEffect, useRef, type ReactNode } from "react";
import { channelLabel, stateLabel, type ConversationDetail } from "../../../contract/desk.ts";
import { useSetup, useViewers } from "../data/desk-queries.ts";
import { useMe } from "../data/session.ts";
import { Mark } from "../mark.tsx";
import { navigate } from "../navigation.tsx";
import { citizenName, holderName } from "../person-words.ts";
import { waitingOf } from "../queue/sla.ts";
import { WaitingTime } from "../queue/waiting-time.tsx";
import { useNow } from "../use-now.ts";
import { useScreen } from "../use-screen.ts";
import { viewerWords } from "./viewer-words.ts";
import { windowLeft } from "./window-left.ts";

const TICK_MS = 5_000;

interface Props {
  readonly detail: ConversationDetail;
  /** What can be done now. */
  readonly actions: ReactNode;
  /** Opens the details; undefined where they are beside the conversation. */
  readonly onDetails: (() => void) | undefined;
}

/** Whom the conversation is with, who has it, how long there is to answer, and which colleagues look at it. */
export function ConversationHeader({ detail, actions, onDetails }: Props) {
  const isPhone = useScreen() === "narrow";
  const heading = useRef<HTMLHeadingElement>(null);
  // On a phone the list is gone now; whoever reads by ear begins here.
  useEffect(() => {
    if (isPhone) heading.current?.focus();
  }, [isPhone]);

  return (
    <header className="conversation-header">
      <div className="conversation-title">
        {isPhone && (
          <Button
            type="text"
            icon={<ArrowLeftOutlined />}
            aria-label="Về danh sách"
            onClick={() => {
              navigate({ page: "conversations", open: undefined });
            }}
          />
        )}
        <h1 ref={heading} tabIndex={-1}>
          {citizenName(detail.citizen)} <small>{detail.citizen.short}</small>
        </h1>
        {onDetails !== undefined && (
          <Button icon={<InfoCircleOutlined />} onClick={onDetails}>
            Chi tiết
          </Button>
        )}
        {actions}
      </div>
      <div className="conversation-state">
        <span className={`channel channel-${detail.channel}`}>{channelLabel[detail.channel]}</span>
        <HolderState detail={detail} />
        <TimeLeft detail={detail} />
        <Viewers id={detail.id} />
      </div>
    </header>
  );
}

function HolderState({ detail }: { detail: ConversationDetail }) {
  const me = useMe().id;
  const limits = useSetup().data;
  const now = useNow(TICK_MS);
  const waiting = limits && waitingOf(detail, limits, now);
  return (
    <>
      <Mark tone="info">{stateLabel[detail.state]}</Mark>
      {detail.holder !== null && <span>{holderName(detail.holder, me)} đang giữ</span>}
      {waiting !== undefined && (
        <span>
          Người dân chờ <WaitingTime waiting={waiting} />
        </span>
      )}
    </>
  );
}

function TimeLeft({ detail }: { detail: ConversationDetail }) {
  const left = windowLeft(detail.window, useNow(TICK_MS));
  if (!left.open)
    return (
      <Mark tone="bad" icon={<WarningFilled aria-hidden />}>
        Hết thời hạn trả lời
      </Mark>
    );
  return (
    <>
      {left.words !== undefined && (
        <Mark
          tone={left.soon ? "warn" : "plain"}
          icon={left.soon ? <WarningFilled aria-hidden /> : <ClockCircleOutlined aria-hidden />}
        >
          {left.words}
        </Mark>
      )}
      {detail.window.paid && (
        <Mark tone="warn" icon={<DollarOutlined aria-hidden />}>
          {detail.channel === "zalo" ? "Tin tiếp theo tính phí (Zalo, quá 48 giờ)" : "Tin tiếp theo tính phí"}
        </Mark>
      )}
    </>
  );
}

function Viewers({ id }: { id: string }) {
  const words = viewerWords(useViewers(id));
  return (
    <span role="status">
      {words !== undefined && (
        <>
          <EyeOutlined aria-hidden /> {words}
        </>
      )}
    </span>
  );
}

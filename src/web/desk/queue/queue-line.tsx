import {
  AlertFilled,
  CloseCircleFilled,
  MessageFilled,
  PhoneFilled,
  TagOutlined,
  UserOutlined,
} from "@ant-design/icons";
import { memo } from "react";
import { channelLabel, reasonLabel, stateLabel, type ConversationCard } from "../../../contract/desk.ts";
import { Mark } from "../mark.tsx";
import { RouteLink } from "../navigation.tsx";
import { citizenName, holderName } from "../person-words.ts";
import type { SlaLevel } from "./sla.ts";
import { WaitingTime } from "./waiting-time.tsx";

interface Props {
  readonly card: ConversationCard;
  readonly isOpen: boolean;
  readonly me: string;
  /** Plain values, so that a line is drawn anew only when its own words change. */
  readonly waitingLevel: SlaLevel | undefined;
  readonly waitingWords: string;
  /** When the conversation last changed, in words. */
  readonly changed: string;
}

/** Marks the lines for the keys j and k. */
export const LINE_CLASS = "queue-line";

/** One conversation of a queue: a link, so that Enter, a middle click and a screen reader do as they should. */
export const QueueLine = memo(function QueueLine(props: Props) {
  const { card, isOpen, waitingLevel } = props;
  return (
    <li>
      <RouteLink
        to={{ page: "conversations", open: card.id }}
        className={LINE_CLASS}
        aria-current={isOpen ? "true" : undefined}
      >
        <span className="line-top">
          <span className="line-name">{citizenName(card.citizen)}</span>
          <span className="line-short">{card.citizen.short}</span>
          {waitingLevel === undefined ? (
            <span className="line-time">{props.changed}</span>
          ) : (
            <WaitingTime waiting={{ level: waitingLevel, words: props.waitingWords }} />
          )}
        </span>
        <LastMessage card={card} />
        <span className="line-marks">
          <span className={`channel channel-${card.channel}`}>{channelLabel[card.channel]}</span>
          <Marks card={card} me={props.me} />
        </span>
      </RouteLink>
    </li>
  );
});

const SPEAKER_BEFORE = { citizen: "", bot: "Trợ lý: ", operator: "Cán bộ: ", system: "Hệ thống: " } as const;

function LastMessage({ card: { lastMessage } }: { card: ConversationCard }) {
  if (lastMessage === null) return <span className="line-message">Chưa có tin nhắn</span>;
  const text = lastMessage.text.trim() === "" ? "(tệp đính kèm)" : lastMessage.text;
  return (
    <span className="line-message">
      {SPEAKER_BEFORE[lastMessage.speaker]}
      {text}
    </span>
  );
}

function Marks({ card, me }: { card: ConversationCard; me: string }) {
  const withPerson = card.state === "held" || card.state === "drafting";
  return (
    <>
      {card.reason === null ? (
        <Mark>{stateLabel[card.state]}</Mark>
      ) : (
        <Mark tone={card.state === "waiting" ? "info" : "plain"}>{reasonLabel[card.reason]}</Mark>
      )}
      {withPerson && card.unansweredSince !== null && (
        <Mark tone="warn" icon={<MessageFilled aria-hidden />}>
          Chưa trả lời
        </Mark>
      )}
      {card.escalated && (
        <Mark tone="bad" icon={<AlertFilled aria-hidden />}>
          Đã báo phụ trách
        </Mark>
      )}
      {card.callbackOpen && (
        <Mark tone="warn" icon={<PhoneFilled aria-hidden />}>
          Cần gọi lại
        </Mark>
      )}
      {card.failedSends > 0 && (
        <Mark tone="bad" icon={<CloseCircleFilled aria-hidden />}>
          {card.failedSends} tin chưa gửi được
        </Mark>
      )}
      {card.holder !== null && (card.holder.kind === "platform" || card.holder.id !== me) && (
        <Mark icon={<UserOutlined aria-hidden />}>{holderName(card.holder, me)}</Mark>
      )}
      {card.unit !== null && <Mark>{card.unit.name}</Mark>}
      {card.labels.map((label) => (
        <Mark key={label} icon={<TagOutlined aria-hidden />}>
          {label}
        </Mark>
      ))}
    </>
  );
}

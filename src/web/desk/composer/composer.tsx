import { PhoneOutlined } from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useEffect } from "react";
import { channelLabel, type ConversationDetail } from "../../../contract/desk.ts";
import { CallbackBox } from "../callback/callback-box.tsx";
import { windowLeft } from "../conversation/window-left.ts";
import { keys } from "../data/query-keys.ts";
import { useMe } from "../data/session.ts";
import { holderName } from "../person-words.ts";
import { useNow } from "../use-now.ts";
import { ReplyBox } from "./reply-box.tsx";

const TICK_MS = 5_000;

interface Props {
  readonly detail: ConversationDetail;
  readonly onClaim: () => void;
  readonly claiming: boolean;
  /** Begin in the field, as whoever has just taken the conversation means to write. */
  readonly takeFocus: boolean;
}

/** Where one writes to the citizen; where that is not possible, why, and what is possible instead. */
export function Composer(props: Props) {
  const { detail } = props;
  const isOpen = windowLeft(detail.window, useNow(TICK_MS)).open;
  const ranOut = detail.window.open && !isOpen;
  const cache = useQueryClient();
  useEffect(() => {
    if (ranOut) void cache.invalidateQueries({ queryKey: keys.conversation(detail.id) });
  }, [cache, ranOut, detail.id]);

  if (!detail.may.reply) return <NotHolder {...props} />;
  return isOpen ? <ReplyBox detail={detail} takeFocus={props.takeFocus} /> : <CallInstead detail={detail} />;
}

function NotHolder({ detail, onClaim, claiming }: Props) {
  const me = useMe().id;
  return (
    <footer className="composer composer-away">
      <p>{whyNot(detail, me)}</p>
      {detail.may.claim && (
        <Button type="primary" loading={claiming} onClick={onClaim}>
          Nhận
        </Button>
      )}
    </footer>
  );
}

function whyNot(detail: ConversationDetail, me: string): string {
  if (detail.holder !== null) return `Hội thoại này do ${holderName(detail.holder, me)} giữ.`;
  switch (detail.state) {
    case "waiting":
      return "Người dân đang chờ. Nhận hội thoại để trả lời.";
    case "closed":
      return "Hội thoại đã kết thúc; trợ lý trả lời khi người dân nhắn tiếp.";
    case "bot":
    case "held":
    case "drafting":
      return "Trợ lý đang trả lời hội thoại này. Nhận hội thoại nếu anh/chị muốn tự trả lời.";
  }
}

function CallInstead({ detail }: { detail: ConversationDetail }) {
  return (
    <footer className="composer composer-call">
      <h2>
        <PhoneOutlined aria-hidden /> Đã hết thời hạn nhắn tin qua {channelLabel[detail.channel]}
      </h2>
      <p>Nền tảng không chuyển tin tới người dân nữa, cho tới khi họ nhắn tiếp. Anh/chị có thể gọi điện.</p>
      <CallbackBox detail={detail} />
    </footer>
  );
}

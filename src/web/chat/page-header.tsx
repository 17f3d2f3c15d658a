/** @jsxImportSource preact */
import type { ChatHello, ChatHolder } from "../../contract/chat.ts";
import { DoorIcon, PhoneIcon } from "./icons.tsx";
import { telephoneAddress } from "../shared/message-text.ts";

const holderInWords = {
  bot: "Trợ lý tự động",
  waiting: "Đang chờ cán bộ",
  person: "Cán bộ đang trả lời",
} as const satisfies Record<ChatHolder, string>;

export function PageHeader({ hello, holder }: { hello: ChatHello | undefined; holder: ChatHolder }) {
  return (
    <header class="header">
      <div class="header-row column">
        <DoorIcon />
        <div class="header-words">
          <h1>{hello?.centre ?? "Hỏi đáp thủ tục hành chính"}</h1>
          <p class="header-about">Trợ lý tự động, trích dẫn hồ sơ thủ tục đã công bố.</p>
        </div>
        <div class="header-side">
          {hello?.hotline !== undefined && <Hotline phone={hello.hotline} />}
          <p class={`holder holder-${holder}`} role="status">
            <span class="visually-hidden">Người trả lời: </span>
            {holderInWords[holder]}
          </p>
        </div>
      </div>
    </header>
  );
}

function Hotline({ phone }: { phone: string }) {
  const address = telephoneAddress(phone);
  return address === undefined ? (
    <p class="hotline">Tổng đài {phone}</p>
  ) : (
    <a class="hotline" href={address}>
      <PhoneIcon />
      <span>
        <span class="hotline-label">Gọi tổng đài </span>
        {phone}
      </span>
    </a>
  );
}

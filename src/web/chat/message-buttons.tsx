/** @jsxImportSource preact */
import type { ChatButton } from "../../contract/chat.ts";
import { NewPageIcon, PhoneIcon } from "./icons.tsx";
import { safeWebAddress, telephoneAddress } from "../shared/message-text.ts";

type Choice = Extract<ChatButton, { kind: "choice" }>;

interface MessageButtonsProps {
  readonly buttons: readonly ChatButton[];
  /** Those of the newest answer stand out; older ones still work, for who comes back to an earlier question. */
  readonly current: boolean;
  readonly onChoose: (choice: Choice) => void;
}

export function MessageButtons({ buttons, current, onChoose }: MessageButtonsProps) {
  if (buttons.length === 0) return null;
  return (
    <ul class={current ? "buttons" : "buttons buttons-older"} aria-label="Chọn tiếp">
      {buttons.map((button, at) => (
        <li key={at}>
          <MessageButton button={button} onChoose={onChoose} />
        </li>
      ))}
    </ul>
  );
}

function MessageButton({ button, onChoose }: { button: ChatButton; onChoose: (choice: Choice) => void }) {
  switch (button.kind) {
    case "choice":
      return (
        <button
          type="button"
          class="button"
          onClick={() => {
            onChoose(button);
          }}
        >
          {button.title}
        </button>
      );
    case "url": {
      const url = safeWebAddress(button.url);
      if (url === undefined) return <span class="button button-broken">{button.title}</span>;
      return (
        <a class="button" href={url} target="_blank" rel="noopener noreferrer">
          {button.title}
          <NewPageIcon />
          <span class="visually-hidden"> (mở trang mới)</span>
        </a>
      );
    }
    case "phone": {
      const address = telephoneAddress(button.phone);
      if (address === undefined)
        return (
          <span class="button button-broken">
            {button.title}: {button.phone}
          </span>
        );
      return (
        <a class="button" href={address}>
          <PhoneIcon />
          {button.title}
        </a>
      );
    }
  }
}

import { PhoneOutlined } from "@ant-design/icons";
import type { CallbackView } from "../../../contract/desk.ts";
import { telephoneAddress } from "../../shared/message-text.ts";
import { dateAndTime } from "../../shared/format.ts";
import { callbackStateLabel } from "./callback-words.ts";

/** A call-back as it stands: state, number, when it was left, and what was noted. */
export function CallbackSummary({ callback }: { callback: CallbackView }) {
  const { state, phone, leftAt, consentAt, note } = callback;
  const address = phone === null ? undefined : telephoneAddress(phone);
  return (
    <div className="callback-summary">
      <p>
        <strong>{callbackStateLabel[state]}</strong>
        {phone !== null && (
          <>
            {": "}
            <a href={address}>
              <PhoneOutlined aria-hidden /> {phone}
            </a>
          </>
        )}
      </p>
      {leftAt !== null && <p className="hint">Để lại số lúc {dateAndTime(leftAt)}</p>}
      {consentAt !== null && <p className="hint">Đồng ý cho gọi lại lúc {dateAndTime(consentAt)}</p>}
      {note !== null && note !== "" && <p>Ghi chú: {note}</p>}
    </div>
  );
}

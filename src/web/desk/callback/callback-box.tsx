import { PhoneOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useState } from "react";
import type { ConversationDetail } from "../../../contract/desk.ts";
import { CallbackForm } from "./callback-form.tsx";
import { CallbackSummary } from "./callback-summary.tsx";
import { EndCallback } from "./end-callback.tsx";

/**
 * The call-back of a conversation: the number to call and how the call ended, or a form to note a number.
 * `formOnDemand`: the form is behind a button, where it is not what one is here for.
 */
export function CallbackBox(props: { detail: ConversationDetail; formOnDemand?: boolean }) {
  const { detail, formOnDemand = false } = props;
  const { callback, may } = detail;
  const [asked, setAsked] = useState(false);
  const mayWrite = may.reply || may.claim;
  return (
    <div className="callback">
      {callback !== null && <CallbackSummary callback={callback} />}
      {mayWrite &&
        (callback?.state === "open" ? (
          <EndCallback conversationId={detail.id} />
        ) : formOnDemand && !asked ? (
          <Button
            icon={<PhoneOutlined />}
            onClick={() => {
              setAsked(true);
            }}
          >
            Ghi số để gọi lại
          </Button>
        ) : (
          <CallbackForm
            conversationId={detail.id}
            onDone={() => {
              setAsked(false);
            }}
          />
        ))}
      {callback === null && !mayWrite && <p className="hint">Chưa có yêu cầu gọi lại.</p>}
    </div>
  );
}

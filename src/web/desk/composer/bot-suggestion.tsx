import { Alert, Button } from "antd";
import { outcomeLabel, type BotDraft } from "../../../contract/desk.ts";
import { FailureNotice } from "../office/failure-notice.tsx";
import { Mark } from "../mark.tsx";
import { RobotOutlined } from "@ant-design/icons";

/** Marks the text in the field as the bot's, with a way to throw it away. */
export function DraftMark({ onDiscard }: { onDiscard: () => void }) {
  return (
    <p className="draft-mark">
      <Mark tone="info" icon={<RobotOutlined aria-hidden />}>
        Bản nháp của trợ lý
      </Mark>
      <span>Anh/chị đọc lại, sửa nếu cần rồi gửi.</span>
      <Button size="small" onClick={onDiscard}>
        Bỏ bản nháp
      </Button>
    </p>
  );
}

/** What came of asking the bot: nothing to see when it gave a text, else why it has none. */
export function SuggestionState({ draft, error }: { draft: BotDraft | undefined; error: unknown }) {
  return (
    <>
      <FailureNotice error={error} />
      {draft?.text === null && (
        <Alert
          type="info"
          showIcon
          closable
          title="Trợ lý không có câu trả lời từ hồ sơ thủ tục"
          description={[outcomeWords(draft.outcome), draft.because].filter(Boolean).join(": ")}
        />
      )}
    </>
  );
}

function outcomeWords(outcome: string): string {
  return Object.entries(outcomeLabel).find(([kind]) => kind === outcome)?.[1] ?? outcome;
}

import { Form, Input, Radio } from "antd";
import {
  caseOutcomeLabel,
  CHOSEN_OUTCOMES,
  type Close,
  type ConversationDetail,
} from "../../../contract/desk.ts";
import { useAction } from "../data/actions.ts";
import { FormDialog } from "../office/form-dialog.tsx";
import { ProcedurePicker } from "../procedure-picker.tsx";

interface Props {
  readonly detail: ConversationDetail;
  readonly onClose: () => void;
}

interface Settled {
  readonly settled: string;
  readonly procedure: ConversationDetail["procedure"];
}

/** Gives the conversation back to the bot, which goes on with the one line written here. */
export function HandBackDialog({ detail, onClose }: Props) {
  const handBack = useAction(detail.id, "hand-back");
  return (
    <FormDialog<Settled>
      title="Giao lại trợ lý"
      save="Giao lại"
      initial={{ settled: "", procedure: detail.procedure }}
      busy={handBack.isPending}
      error={handBack.error}
      onSave={(values) => {
        handBack.mutate(bodyOf(values), { onSuccess: onClose });
      }}
      onClose={onClose}
    >
      <SettledFields />
    </FormDialog>
  );
}

/** Ends the case with an outcome. */
export function CloseDialog({ detail, onClose }: Props) {
  const close = useAction(detail.id, "close");
  return (
    <FormDialog<Settled & Pick<Close, "outcome">>
      title="Kết thúc"
      save="Kết thúc"
      initial={{ outcome: "settled", settled: "", procedure: detail.procedure }}
      busy={close.isPending}
      error={close.error}
      onSave={(values) => {
        close.mutate({ ...bodyOf(values), outcome: values.outcome }, { onSuccess: onClose });
      }}
      onClose={onClose}
    >
      <Form.Item name="outcome" label="Kết quả">
        <Radio.Group
          vertical
          options={CHOSEN_OUTCOMES.map((value) => ({ value, label: caseOutcomeLabel[value] }))}
        />
      </Form.Item>
      <SettledFields />
    </FormDialog>
  );
}

function SettledFields() {
  return (
    <>
      <Form.Item
        name="settled"
        label="Đã giải quyết điều gì (một dòng)"
        extra="Ghi vào hồ sơ theo dõi; trợ lý dựa vào đó khi người dân hỏi tiếp."
      >
        <Input maxLength={500} autoFocus />
      </Form.Item>
      <Form.Item name="procedure" label="Thủ tục liên quan">
        <ProcedurePicker label="Thủ tục liên quan" />
      </Form.Item>
    </>
  );
}

const bodyOf = ({ settled, procedure }: Settled) => ({
  settled,
  ...(procedure !== null && { procedure: procedure.code }),
});

import { Button, Checkbox, Form, Input } from "antd";
import { useAction } from "../data/actions.ts";
import { FailureNotice } from "../office/failure-notice.tsx";

interface Values {
  readonly phone: string;
  readonly note: string;
  readonly consent: boolean;
}

/** Notes a number the citizen gave otherwise, with their consent. The server knows which numbers there are. */
export function CallbackForm({ conversationId, onDone }: { conversationId: string; onDone: () => void }) {
  const set = useAction(conversationId, "callback");
  return (
    <Form<Values>
      name={`callback-${conversationId}`}
      layout="vertical"
      requiredMark={false}
      initialValues={{ phone: "", note: "", consent: false }}
      onFinish={({ phone, note }) => {
        set.mutate({ kind: "wanted", phone, note }, { onSuccess: onDone });
      }}
    >
      <div className="callback-fields">
        <Form.Item
          name="phone"
          label="Số điện thoại"
          rules={[{ required: true, whitespace: true, min: 8, message: "Nhập số điện thoại." }]}
        >
          <Input type="tel" inputMode="tel" autoComplete="off" maxLength={20} />
        </Form.Item>
        <Form.Item name="note" label="Ghi chú cho người gọi">
          <Input maxLength={500} />
        </Form.Item>
      </div>
      <Form.Item
        name="consent"
        valuePropName="checked"
        rules={[
          {
            validator: (_rule, agreed) =>
              agreed === true
                ? Promise.resolve()
                : Promise.reject(new Error("Chỉ ghi số khi người dân đã đồng ý.")),
          },
        ]}
      >
        <Checkbox>Người dân đã đồng ý để trung tâm lưu và gọi lại số này</Checkbox>
      </Form.Item>
      <FailureNotice error={set.error} />
      <Button htmlType="submit" loading={set.isPending}>
        Lưu số
      </Button>
    </Form>
  );
}

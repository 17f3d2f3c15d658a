import { Form, Modal } from "antd";
import type { ReactNode } from "react";
import { FailureNotice } from "./failure-notice.tsx";

/**
 * A form in a dialog. It closes only when told so: a click beside it does not lose what was typed. `children` are
 * `Form.Item`s named like the values.
 */
export function FormDialog<Values extends object>(props: {
  readonly title: string;
  /** What the button does, as a verb. */
  readonly save: string;
  readonly initial: Values;
  readonly busy: boolean;
  readonly error: unknown;
  readonly onSave: (values: Values) => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}) {
  const [form] = Form.useForm<Values>();
  return (
    <Modal
      open
      centered
      title={props.title}
      okText={props.save}
      cancelText="Huỷ"
      confirmLoading={props.busy}
      mask={{ closable: false }}
      onOk={form.submit}
      onCancel={props.onClose}
    >
      <Form<Values>
        className="office-form"
        form={form}
        layout="vertical"
        requiredMark={false}
        scrollToFirstError={{ focus: true }}
        initialValues={props.initial}
        onFinish={props.onSave}
      >
        {props.children}
        {/* Sends the form when Enter is pressed in a field; the button to see is the dialog's. */}
        <button type="submit" hidden />
      </Form>
      <FailureNotice error={props.error} />
    </Modal>
  );
}

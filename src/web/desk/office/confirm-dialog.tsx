import { Modal } from "antd";
import { FailureNotice } from "./failure-notice.tsx";

/** Asks before something is done that cannot be taken back at once. Stays open while it is done, and when it failed. */
export function ConfirmDialog(props: {
  readonly title: string;
  readonly words: string;
  /** What the button does, as a verb. */
  readonly confirm: string;
  readonly danger?: boolean;
  readonly busy: boolean;
  readonly error: unknown;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}) {
  return (
    <Modal
      open
      title={props.title}
      okText={props.confirm}
      okButtonProps={{ danger: props.danger === true }}
      cancelText="Không"
      confirmLoading={props.busy}
      onOk={props.onConfirm}
      onCancel={props.onClose}
    >
      <p>{props.words}</p>
      <FailureNotice error={props.error} />
    </Modal>
  );
}

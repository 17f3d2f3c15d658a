import { CopyOutlined } from "@ant-design/icons";
import { Alert, Button, Modal } from "antd";
import { useId, useRef, useState } from "react";
import type { AccountWithPassword } from "../../../contract/sign-in.ts";

/** A one-time password, shown this once. Closes only when told that it was kept. */
export function OneTimePassword(props: { readonly made: AccountWithPassword; readonly onClose: () => void }) {
  const { account, oneTimePassword } = props.made;
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [told, setTold] = useState("");

  /** On a page without TLS browsers give no clipboard: the password is then selected, to be copied by hand. */
  async function copy(): Promise<void> {
    field.current?.select();
    try {
      await navigator.clipboard.writeText(oneTimePassword);
      setTold("Đã chép mật khẩu.");
    } catch {
      setTold("Mật khẩu đã được bôi đen. Anh/chị nhấn Ctrl+C để chép.");
    }
  }

  return (
    <Modal
      open
      title={`Mật khẩu của ${account.name}`}
      closable={false}
      keyboard={false}
      mask={{ closable: false }}
      footer={
        <Button type="primary" onClick={props.onClose}>
          Tôi đã lưu mật khẩu
        </Button>
      }
    >
      <Alert
        type="warning"
        showIcon
        title="Mật khẩu chỉ hiện một lần này. Anh/chị chép lại và giao riêng cho người dùng; họ phải đổi mật khẩu ở lần đăng nhập đầu tiên."
      />
      <p>
        Tên đăng nhập: <strong>{account.username}</strong>
      </p>
      <label htmlFor={id}>Mật khẩu dùng một lần</label>
      <div className="office-secret">
        <input id={id} ref={field} readOnly value={oneTimePassword} spellCheck={false} />
        <Button
          icon={<CopyOutlined aria-hidden />}
          onClick={() => {
            void copy();
          }}
        >
          Sao chép
        </Button>
      </div>
      <p role="status" className="office-second">
        {told}
      </p>
    </Modal>
  );
}

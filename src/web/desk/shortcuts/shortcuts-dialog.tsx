import { Modal, Switch } from "antd";
import { useBrowserSetting } from "../browser-setting.ts";
import { COMMANDS } from "./commands.ts";

/** The list of keys, with a switch: single keys get in the way of some aids, such as speech input. */
export function ShortcutsDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const [on, setOn] = useBrowserSetting("shortcuts");
  return (
    <Modal title="Phím tắt" open={open} onCancel={onClose} footer={null} width={420}>
      <label className="switch-row">
        <Switch checked={on} onChange={setOn} /> Dùng phím tắt trên máy này
      </label>
      <dl className="keys">
        {COMMANDS.map(({ key, words }) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
      <p className="hint">
        Trong ô soạn thảo: Enter để gửi, Shift + Enter để xuống dòng, gõ / ở đầu để chọn mẫu trả lời.
      </p>
    </Modal>
  );
}

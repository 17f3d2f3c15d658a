import { DownOutlined } from "@ant-design/icons";
import { Button, Dropdown } from "antd";
import type { ConversationDetail } from "../../../contract/desk.ts";
import { useShortcuts } from "../shortcuts/use-shortcuts.ts";
import { CloseDialog, HandBackDialog } from "./end-dialogs.tsx";
import { NoteDialog } from "./note-dialog.tsx";
import { AssignDialog, ForwardDialog } from "./pass-on-dialogs.tsx";

/** Which dialog is open; undefined: none. */
export type OpenDialog = "hand-back" | "close" | "forward" | "assign" | "note" | undefined;

interface Props {
  readonly detail: ConversationDetail;
  readonly dialog: OpenDialog;
  readonly onDialog: (dialog: OpenDialog) => void;
  readonly onClaim: () => void;
  readonly claiming: boolean;
}

const FURTHER = [
  { key: "note", right: "note", label: "Ghi chú" },
  { key: "forward", right: "forward", label: "Chuyển đơn vị" },
  { key: "assign", right: "assign", label: "Phân công" },
] as const;

/** What can be done with the conversation now, as the server allows it to whoever asks. */
export function ActionBar({ detail, dialog, onDialog, onClaim, claiming }: Props) {
  const { may } = detail;
  const opener = (name: OpenDialog) => () => {
    onDialog(name);
  };
  useShortcuts({
    claim: may.claim ? onClaim : undefined,
    "hand-back": may.handBack ? opener("hand-back") : undefined,
    close: may.close ? opener("close") : undefined,
    note: may.note ? opener("note") : undefined,
  });
  const further = FURTHER.filter(({ right }) => may[right]);

  return (
    <div className="actions">
      {may.claim && (
        <Button type="primary" loading={claiming} onClick={onClaim}>
          Nhận
        </Button>
      )}
      {may.handBack && <Button onClick={opener("hand-back")}>Giao lại trợ lý</Button>}
      {may.close && <Button onClick={opener("close")}>Kết thúc</Button>}
      {further.length > 0 && (
        <Dropdown
          trigger={["click"]}
          menu={{
            items: further.map(({ key, label }) => ({ key, label, onClick: opener(key) })),
          }}
        >
          <Button icon={<DownOutlined />} iconPlacement="end">
            Thêm
          </Button>
        </Dropdown>
      )}
      <Dialog detail={detail} dialog={dialog} onClose={opener(undefined)} />
    </div>
  );
}

function Dialog(props: { detail: ConversationDetail; dialog: OpenDialog; onClose: () => void }) {
  const { detail, onClose } = props;
  switch (props.dialog) {
    case "hand-back":
      return <HandBackDialog detail={detail} onClose={onClose} />;
    case "close":
      return <CloseDialog detail={detail} onClose={onClose} />;
    case "forward":
      return <ForwardDialog detail={detail} onClose={onClose} />;
    case "assign":
      return <AssignDialog detail={detail} onClose={onClose} />;
    case "note":
      return <NoteDialog conversationId={detail.id} onClose={onClose} />;
    case undefined:
      return null;
  }
}

import { BellOutlined, SoundOutlined } from "@ant-design/icons";
import { Button, Popover, Switch } from "antd";
import { useState } from "react";
import { useBrowserSetting } from "../browser-setting.ts";
import { beep } from "./beep.ts";
import { askNoticePermission, noticePermission } from "./browser-notice.ts";

const PERMISSION_WORDS = {
  granted: "Trình duyệt sẽ báo cả khi đang ở cửa sổ khác.",
  denied: "Trình duyệt đang chặn thông báo của trang này. Mở lại trong phần cài đặt trang của trình duyệt.",
  unknown: "Trình duyệt này không có thông báo cho trang.",
  default: "",
} as const;

/** The bell in the header: sound on or off, and notices of the browser, asked for only here. */
export function AlertSwitches() {
  return (
    <Popover trigger="click" placement="bottomRight" title="Báo khi có người dân chờ" content={<Switches />}>
      <Button type="text" className="header-button" icon={<BellOutlined />} aria-label="Cài đặt báo hiệu" />
    </Popover>
  );
}

function Switches() {
  const [sound, setSound] = useBrowserSetting("sound");
  const [permission, setPermission] = useState(noticePermission);
  return (
    <div className="alert-switches">
      <label>
        <Switch checked={sound} onChange={setSound} /> Âm báo
      </label>
      <Button icon={<SoundOutlined />} onClick={beep}>
        Nghe thử
      </Button>
      {permission === "default" ? (
        <Button onClick={() => void askNoticePermission().then(setPermission)}>
          Bật thông báo của trình duyệt
        </Button>
      ) : (
        <p>{PERMISSION_WORDS[permission]}</p>
      )}
    </div>
  );
}

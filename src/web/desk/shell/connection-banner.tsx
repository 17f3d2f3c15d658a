import { DisconnectOutlined } from "@ant-design/icons";
import { useLiveStatus } from "../live/live-context.ts";

/** Says while no live events come that what is on screen may be behind. */
export function ConnectionBanner() {
  const isDown = useLiveStatus() === "down";
  return (
    <div role="status">
      {isDown && (
        <p className="banner">
          <DisconnectOutlined aria-hidden /> Mất kết nối trực tiếp, đang nối lại. Nội dung trên màn hình có
          thể chậm vài giây; khi nối lại được, trang tự cập nhật.
        </p>
      )}
    </div>
  );
}

import { Button, Result } from "antd";
import { Component, type ReactNode } from "react";

interface Props {
  readonly children: ReactNode;
}

/**
 * Shown instead of a page that could not be drawn, most often because the server was renewed and the parts of the
 * page this browser still knows are gone. Loading anew mends that.
 */
export class PageFault extends Component<Props, { readonly failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return (
      <Result
        status="warning"
        title="Trang này không hiển thị được"
        subTitle="Có thể hệ thống vừa được cập nhật. Nội dung đang soạn vẫn được giữ lại."
        extra={
          <Button
            type="primary"
            onClick={() => {
              window.location.reload();
            }}
          >
            Tải lại trang
          </Button>
        }
      />
    );
  }
}

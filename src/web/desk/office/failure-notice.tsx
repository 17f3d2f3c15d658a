import { Alert, Button } from "antd";
import { sentenceOf } from "../../shared/api.ts";

/** What went wrong, read out as it appears, with a way to try again where there is one. Nothing without an error. */
export function FailureNotice({
  error,
  onRetry,
}: {
  readonly error: unknown;
  readonly onRetry?: () => void;
}) {
  if (error === null || error === undefined) return null;
  return (
    <Alert
      className="office-notice"
      type="error"
      showIcon
      role="alert"
      title={sentenceOf(error)}
      action={
        onRetry && (
          <Button size="small" onClick={onRetry}>
            Thử lại
          </Button>
        )
      }
    />
  );
}

import { Button, Input } from "antd";
import { useId, useState } from "react";
import { useAction } from "../data/actions.ts";
import { FailureNotice } from "../office/failure-notice.tsx";

/** Ends the open call-back: the citizen was called, or could not be reached. */
export function EndCallback({ conversationId }: { conversationId: string }) {
  const [note, setNote] = useState("");
  const noteId = useId();
  const end = useAction(conversationId, "callback");
  function finish(done: boolean): void {
    end.mutate({ kind: "ended", done, note: note.trim() });
  }
  return (
    <div className="callback-end">
      <label htmlFor={noteId}>Ghi chú về cuộc gọi</label>
      <Input
        id={noteId}
        value={note}
        maxLength={500}
        onChange={(event) => {
          setNote(event.target.value);
        }}
      />
      <div className="buttons">
        <Button
          type="primary"
          loading={end.isPending && end.variables.kind === "ended" && end.variables.done}
          disabled={end.isPending}
          onClick={() => {
            finish(true);
          }}
        >
          Đã gọi
        </Button>
        <Button
          loading={end.isPending && end.variables.kind === "ended" && !end.variables.done}
          disabled={end.isPending}
          onClick={() => {
            finish(false);
          }}
        >
          Không gọi được
        </Button>
      </div>
      <FailureNotice error={end.error} />
    </div>
  );
}

import { Button, Drawer, Result, Skeleton } from "antd";
import { useEffect, useState } from "react";
import type { ConversationDetail } from "../../../contract/desk.ts";
import { ApiFailure, sentenceOf } from "../../shared/api.ts";
import { ActionBar, type OpenDialog } from "../actions/action-bar.tsx";
import { CasePanel } from "../case/case-panel.tsx";
import { Composer } from "../composer/composer.tsx";
import { useAction } from "../data/actions.ts";
import { useConversation } from "../data/desk-queries.ts";
import { useLive } from "../live/live-context.ts";
import { navigate } from "../navigation.tsx";
import { FailureNotice } from "../office/failure-notice.tsx";
import { ThreadList } from "../thread/thread-list.tsx";
import { useScreen } from "../use-screen.ts";
import { ConversationHeader } from "./conversation-header.tsx";

/** The open conversation: its course, the composer, and the case beside it or in a drawer. */
export function ConversationView({ id }: { id: string }) {
  const conversation = useConversation(id);
  const { view } = useLive();
  useEffect(() => {
    view(id);
    return () => {
      view(null);
    };
  }, [id, view]);

  if (conversation.data !== undefined) return <Opened detail={conversation.data} />;
  return (
    <section className="conversation" aria-label="Hội thoại">
      <h1 className="visually-hidden">Hội thoại</h1>
      {conversation.isError ? (
        <NotOpened error={conversation.error} onRetry={() => void conversation.refetch()} />
      ) : (
        <Skeleton className="conversation-loading" active paragraph={{ rows: 8 }} />
      )}
    </section>
  );
}

function Opened({ detail }: { detail: ConversationDetail }) {
  const screen = useScreen();
  const isWide = screen === "wide";
  const [detailsOpen, setDetailsOpen] = useState(false);
  const [dialog, setDialog] = useState<OpenDialog>();
  const [justClaimed, setJustClaimed] = useState(false);
  const claim = useAction(detail.id, "claim");
  function onClaim(): void {
    if (claim.isPending) return;
    claim.mutate(
      {},
      {
        onSuccess: () => {
          setJustClaimed(true);
        },
      },
    );
  }
  const panel = (
    <CasePanel
      detail={detail}
      onAddNote={() => {
        setDialog("note");
      }}
    />
  );

  return (
    <>
      <section className="conversation" aria-label="Hội thoại">
        <ConversationHeader
          detail={detail}
          onDetails={
            isWide
              ? undefined
              : () => {
                  setDetailsOpen(true);
                }
          }
          actions={
            <ActionBar
              detail={detail}
              dialog={dialog}
              onDialog={setDialog}
              onClaim={onClaim}
              claiming={claim.isPending}
            />
          }
        />
        <FailureNotice error={isLongOver(claim.error, detail) ? null : claim.error} />
        <ThreadList detail={detail} />
        <Composer
          detail={detail}
          onClaim={onClaim}
          claiming={claim.isPending}
          takeFocus={justClaimed && screen !== "narrow"}
        />
      </section>
      {isWide ? (
        <aside className="details" aria-label="Chi tiết hội thoại">
          {panel}
        </aside>
      ) : (
        <Drawer
          title="Chi tiết hội thoại"
          size={400}
          open={detailsOpen}
          onClose={() => {
            setDetailsOpen(false);
          }}
        >
          {panel}
        </Drawer>
      )}
    </>
  );
}

/** That somebody else was quicker is no news once they have let go of it. */
function isLongOver(error: unknown, { holder }: ConversationDetail): boolean {
  return error instanceof ApiFailure && error.code === "held_by_other" && holder === null;
}

function NotOpened({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const isFinal = error instanceof ApiFailure && ["not_found", "not_allowed"].includes(error.code);
  const back = (
    <Button
      key="back"
      onClick={() => {
        navigate({ page: "conversations", open: undefined });
      }}
    >
      Về danh sách
    </Button>
  );
  const retry = (
    <Button key="retry" type="primary" onClick={onRetry}>
      Thử lại
    </Button>
  );
  return <Result status="warning" title={sentenceOf(error)} extra={isFinal ? [back] : [retry, back]} />;
}

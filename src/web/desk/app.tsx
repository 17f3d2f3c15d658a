import { Button, Result, Spin } from "antd";
import { lazy, Suspense, useEffect } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { sentenceOf } from "../shared/api.ts";
import { MeContext, useSession } from "./data/session.ts";
import { PageFault } from "./shell/page-fault.tsx";
import { navigate, useRoute } from "./navigation.tsx";
import { Shell } from "./shell/shell.tsx";

const SignInPage = lazy(async () => ({ default: (await import("./office/sign-in-page.tsx")).SignInPage }));
const PasswordPage = lazy(async () => ({
  default: (await import("./office/password-page.tsx")).PasswordPage,
}));

/** Who is signed in decides what is shown: the sign-in, the forced change of a password, or the desk. */
export function App() {
  return (
    <PageFault>
      <Suspense fallback={<Waiting />}>
        <BySession />
      </Suspense>
    </PageFault>
  );
}

function BySession() {
  const session = useSession();
  const cache = useQueryClient();
  const route = useRoute();
  const me = session.data;
  const isOut = me === null;
  const refresh = (): void => void session.refetch();

  // The next person at this computer must not see what this one was told.
  useEffect(() => {
    if (isOut) cache.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== "me" });
  }, [cache, isOut]);
  // The address wanted before signing in stays in the address bar; this one leads nowhere once signed in.
  const leaveSignIn = me !== undefined && me !== null && route.page === "sign-in";
  useEffect(() => {
    if (leaveSignIn) navigate({ page: "conversations", open: undefined }, { replace: true });
  }, [leaveSignIn]);

  if (me === undefined && session.isError)
    return (
      <Result
        status="warning"
        title={sentenceOf(session.error)}
        extra={
          <Button type="primary" onClick={refresh} loading={session.isFetching}>
            Thử lại
          </Button>
        }
      />
    );
  if (me === undefined) return <Waiting />;
  if (me === null) return <SignInPage onSignedIn={refresh} />;
  if (me.mustChangePassword) return <PasswordPage forced onDone={refresh} />;
  return (
    <MeContext value={me.account}>
      <Shell me={me} route={route} />
    </MeContext>
  );
}

function Waiting() {
  return <Spin size="large" fullscreen description="Đang mở bàn làm việc…" />;
}

import { UserAddOutlined } from "@ant-design/icons";
import { Button, Input, Spin } from "antd";
import { useState } from "react";
import type { AccountView, AccountWithPassword } from "../../../contract/sign-in.ts";
import { AccountForm } from "./account-form.tsx";
import { AccountsList } from "./accounts-list.tsx";
import { FailureNotice } from "./failure-notice.tsx";
import { useAccounts } from "./office-data.ts";
import { OneTimePassword } from "./one-time-password.tsx";
import { ResetPassword } from "./reset-password.tsx";
import { withWords } from "./words-in.ts";

/** What is open above the list. */
type Dialog =
  | { readonly kind: "create" }
  | { readonly kind: "change"; readonly account: AccountView }
  | { readonly kind: "reset"; readonly account: AccountView }
  | { readonly kind: "password"; readonly made: AccountWithPassword };

/** The accounts: found, made, changed, given a new password. */
export function AccountsPanel({ myId }: { readonly myId: string }) {
  const accounts = useAccounts();
  const [words, setWords] = useState("");
  const [dialog, setDialog] = useState<Dialog>();
  const shown = withWords(
    accounts.data?.accounts ?? [],
    words,
    ({ name, username }) => `${name} ${username}`,
  );
  const close = (): void => {
    setDialog(undefined);
  };
  const tellPassword = (made: AccountWithPassword): void => {
    setDialog({ kind: "password", made });
  };

  return (
    <>
      <div className="office-bar">
        <Input
          aria-label="Tìm tài khoản"
          placeholder="Tìm theo họ tên, tên đăng nhập"
          allowClear
          value={words}
          onChange={(event) => {
            setWords(event.target.value);
          }}
        />
        <Button
          type="primary"
          icon={<UserAddOutlined aria-hidden />}
          onClick={() => {
            setDialog({ kind: "create" });
          }}
        >
          Tạo tài khoản
        </Button>
      </div>
      <FailureNotice
        error={accounts.error}
        onRetry={() => {
          void accounts.refetch();
        }}
      />
      <Spin spinning={accounts.isPending} description="Đang tải…">
        <AccountsList
          accounts={shown}
          onChange={(account) => {
            setDialog({ kind: "change", account });
          }}
          onReset={(account) => {
            setDialog({ kind: "reset", account });
          }}
        />
      </Spin>
      {dialog?.kind === "create" && (
        <AccountForm account={undefined} isMine={false} onMade={tellPassword} onClose={close} />
      )}
      {dialog?.kind === "change" && (
        <AccountForm
          account={dialog.account}
          isMine={dialog.account.id === myId}
          onMade={tellPassword}
          onClose={close}
        />
      )}
      {dialog?.kind === "reset" && (
        <ResetPassword account={dialog.account} onMade={tellPassword} onClose={close} />
      )}
      {dialog?.kind === "password" && <OneTimePassword made={dialog.made} onClose={close} />}
    </>
  );
}

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { AccountWithPassword, type AccountView } from "../../../contract/sign-in.ts";
import { api } from "../../shared/api.ts";
import { ConfirmDialog } from "./confirm-dialog.tsx";
import { ACCOUNTS_KEY } from "./office-data.ts";

/** Gives an account a new one-time password, after asking. */
export function ResetPassword(props: {
  readonly account: AccountView;
  readonly onMade: (made: AccountWithPassword) => void;
  readonly onClose: () => void;
}) {
  const { account } = props;
  const cache = useQueryClient();
  const reset = useMutation({
    mutationFn: () => api.post(`/api/desk/accounts/${account.id}/password`, {}, AccountWithPassword),
    onSuccess: async (made) => {
      await cache.invalidateQueries({ queryKey: ACCOUNTS_KEY });
      props.onMade(made);
    },
  });
  return (
    <ConfirmDialog
      title={`Cấp lại mật khẩu cho ${account.name}?`}
      words="Mật khẩu đang dùng hết hiệu lực, mọi phiên đăng nhập của người này kết thúc, tài khoản đang tạm khoá được mở lại."
      confirm="Cấp lại mật khẩu"
      busy={reset.isPending}
      error={reset.error}
      onConfirm={() => {
        reset.mutate();
      }}
      onClose={props.onClose}
    />
  );
}

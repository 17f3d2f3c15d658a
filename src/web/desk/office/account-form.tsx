import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Alert, Checkbox, Form, Input, Select } from "antd";
import { AccountView, AccountWithPassword, roleLabel } from "../../../contract/sign-in.ts";
import { api } from "../../shared/api.ts";
import { useUnits } from "../data/desk-queries.ts";
import { changedIn, createBody, valuesOf, type AccountValues } from "./account-values.ts";
import { FormDialog } from "./form-dialog.tsx";
import { ACCOUNTS_KEY } from "./office-data.ts";

interface Props {
  /** Undefined: one that is not there yet. */
  readonly account: AccountView | undefined;
  /** The account of whoever is at the page. */
  readonly isMine: boolean;
  /** Told with the one-time password of a new account. */
  readonly onMade: (made: AccountWithPassword) => void;
  readonly onClose: () => void;
}

const ROLES = Object.entries(roleLabel).map(([value, label]) => ({ value, label }));

/** Makes an account, or changes one. */
export function AccountForm({ account, isMine, onMade, onClose }: Props) {
  const cache = useQueryClient();
  const save = useMutation({
    mutationFn: async (values: AccountValues) => {
      if (account === undefined)
        return api.post("/api/desk/accounts", createBody(values), AccountWithPassword);
      await api.patch(`/api/desk/accounts/${account.id}`, changedIn(account, values), AccountView);
      return undefined;
    },
    onSuccess: async (made) => {
      await cache.invalidateQueries({ queryKey: ACCOUNTS_KEY });
      if (made === undefined) onClose();
      else onMade(made);
    },
  });

  return (
    <FormDialog<AccountValues>
      title={account === undefined ? "Tạo tài khoản" : `Sửa tài khoản ${account.username}`}
      save={account === undefined ? "Tạo tài khoản" : "Lưu thay đổi"}
      initial={valuesOf(account)}
      busy={save.isPending}
      error={save.error}
      onSave={(values) => {
        save.mutate(values);
      }}
      onClose={onClose}
    >
      {account === undefined && <UsernameField />}
      <Form.Item
        name="name"
        label="Họ tên"
        extra="Người dân và đồng nghiệp thấy tên này."
        rules={[{ required: true, whitespace: true, message: "Anh/chị nhập họ tên." }]}
      >
        <Input maxLength={80} autoComplete="off" />
      </Form.Item>
      <Form.Item name="role" label="Vai trò">
        <Select options={ROLES} />
      </Form.Item>
      <UnitField />
      <Form.Item
        name="email"
        label="Thư điện tử (không bắt buộc)"
        extra="Cần khi đăng nhập bằng tài khoản của cơ quan."
        rules={[{ type: "email", message: "Địa chỉ thư điện tử chưa đúng." }]}
      >
        <Input inputMode="email" maxLength={200} autoComplete="off" />
      </Form.Item>
      {account !== undefined && <InUse isMine={isMine} />}
    </FormDialog>
  );
}

function UsernameField() {
  return (
    <Form.Item
      name="username"
      label="Tên đăng nhập"
      extra="3 đến 40 ký tự: chữ thường không dấu, chữ số, dấu . _ -. Không sửa được về sau."
      rules={[{ required: true, whitespace: true, message: "Anh/chị nhập tên đăng nhập." }]}
    >
      <Input maxLength={40} autoComplete="off" autoCapitalize="none" spellCheck={false} />
    </Form.Item>
  );
}

function UnitField() {
  const units = useUnits().data?.units ?? [];
  return (
    <Form.Item
      name="unit"
      label="Đơn vị"
      extra="Cán bộ chỉ thấy vụ việc của đơn vị mình và của trung tâm; để trống: thấy tất cả."
    >
      <Select
        options={units.map(({ id, name }) => ({ value: id, label: name }))}
        placeholder="Tất cả đơn vị"
        allowClear
        showSearch={{ optionFilterProp: "label" }}
      />
    </Form.Item>
  );
}

function InUse({ isMine }: { readonly isMine: boolean }) {
  return (
    <>
      <Form.Item name="active" valuePropName="checked">
        <Checkbox>Tài khoản được sử dụng</Checkbox>
      </Form.Item>
      <Alert
        type="info"
        showIcon
        title={
          isMine
            ? "Đây là tài khoản của anh/chị. Đổi vai trò, thư điện tử hoặc ngừng sử dụng sẽ đăng xuất anh/chị ngay."
            : "Đổi vai trò, thư điện tử hoặc ngừng sử dụng sẽ đăng xuất người này ngay."
        }
      />
    </>
  );
}

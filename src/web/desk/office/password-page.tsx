import { CheckCircleFilled } from "@ant-design/icons";
import { useMutation } from "@tanstack/react-query";
import { Button, Form, Input } from "antd";
import { useState, type ReactNode } from "react";
import { Me, type ChangePassword } from "../../../contract/sign-in.ts";
import { api, ApiFailure } from "../../shared/api.ts";
import { EntryFrame } from "./entry-frame.tsx";
import { FailureNotice } from "./failure-notice.tsx";
import { OfficePage } from "./office-page.tsx";
import { checkPasswords, fieldAtFault, SHORTEST_PASSWORD, type PasswordsTyped } from "./password-checks.ts";

interface Props {
  /** The password is a one-time one: nothing else may be done before it is changed. */
  readonly forced: boolean;
  readonly onDone: () => void;
}

/** One's own password. Stands alone when it must be changed, else within the desk. */
export function PasswordPage({ forced, onDone }: Props) {
  const title = "Đổi mật khẩu";
  const lead = forced
    ? "Mật khẩu được cấp chỉ dùng một lần. Anh/chị đặt mật khẩu riêng để tiếp tục."
    : "Sau khi đổi, các phiên đăng nhập khác của anh/chị sẽ kết thúc.";
  const form = <PasswordForm forced={forced} onDone={onDone} />;
  if (forced)
    return (
      <EntryFrame title={title} lead={lead}>
        {form}
      </EntryFrame>
    );
  return (
    <OfficePage title={title}>
      <div className="office-narrow">
        <p>{lead}</p>
        {form}
      </div>
    </OfficePage>
  );
}

const NOTHING_TYPED: PasswordsTyped = { old: "", fresh: "", again: "" };

function PasswordForm({ forced, onDone }: Props) {
  const [form] = Form.useForm<PasswordsTyped>();
  const [typed, setTyped] = useState(NOTHING_TYPED);
  const change = useMutation({
    mutationFn: (body: ChangePassword) => api.post("/api/auth/password", body, Me),
    onSuccess: onDone,
    onError: (error) => {
      const name = fieldOf(error);
      if (name === undefined) return;
      form.setFields([{ name, errors: [error.message] }]);
      form.scrollToField(name, { focus: true });
    },
  });
  const fault = fieldOf(change.error) === undefined ? change.error : null;

  return (
    <Form<PasswordsTyped>
      className="office-form"
      form={form}
      layout="vertical"
      requiredMark={false}
      scrollToFirstError={{ focus: true }}
      initialValues={NOTHING_TYPED}
      onValuesChange={(_, values) => {
        setTyped(values);
      }}
      onFinish={({ old, fresh }) => {
        change.mutate({ oldPassword: old, newPassword: fresh });
      }}
    >
      <PasswordField
        name="old"
        label={forced ? "Mật khẩu được cấp" : "Mật khẩu đang dùng"}
        complete="current-password"
        check={(value) => (value === "" ? "Anh/chị nhập mật khẩu đang dùng." : undefined)}
      />
      <PasswordField
        name="fresh"
        label="Mật khẩu mới"
        complete="new-password"
        describedBy="office-password-rules"
        check={(value) =>
          checkPasswords({ ...typed, fresh: value }).longEnough
            ? undefined
            : `Mật khẩu mới cần ít nhất ${SHORTEST_PASSWORD} ký tự.`
        }
      />
      <PasswordField
        name="again"
        label="Nhập lại mật khẩu mới"
        complete="new-password"
        check={(value) =>
          checkPasswords({ ...typed, again: value }).same ? undefined : "Hai lần nhập chưa giống nhau."
        }
      />
      <Rules typed={typed} />
      <FailureNotice error={fault} />
      <div className="office-form-actions">
        <Button type="primary" htmlType="submit" size="large" loading={change.isPending}>
          Đổi mật khẩu
        </Button>
        {!forced && (
          <Button size="large" onClick={onDone}>
            Quay lại
          </Button>
        )}
      </div>
    </Form>
  );
}

const fieldOf = (error: unknown): keyof PasswordsTyped | undefined =>
  error instanceof ApiFailure ? fieldAtFault(error.code) : undefined;

function PasswordField(props: {
  readonly name: keyof PasswordsTyped;
  readonly label: string;
  readonly complete: string;
  readonly describedBy?: string;
  /** What is wrong with the value, in words. */
  readonly check: (value: string) => string | undefined;
}) {
  return (
    <Form.Item
      name={props.name}
      label={props.label}
      validateTrigger="onBlur"
      rules={[
        {
          validator: (_, value: string) => {
            const wrong = props.check(value);
            return wrong === undefined ? Promise.resolve() : Promise.reject(new Error(wrong));
          },
        },
      ]}
    >
      <Input.Password size="large" autoComplete={props.complete} aria-describedby={props.describedBy} />
    </Form.Item>
  );
}

/** What a password must be: checked as it is typed, or, with a dash, by the server. */
function Rules({ typed }: { readonly typed: PasswordsTyped }) {
  const checks = checkPasswords(typed);
  return (
    <div id="office-password-rules" className="office-rules">
      <p>Mật khẩu mới:</p>
      <ul>
        <Rule met={checks.longEnough}>
          có ít nhất {SHORTEST_PASSWORD} ký tự{checks.length > 0 && ` (đã nhập ${checks.length})`}
        </Rule>
        <Rule met={checks.differs}>khác mật khẩu đang dùng</Rule>
        <Rule met={checks.same}>được nhập hai lần giống nhau</Rule>
        <Rule>không chứa tên đăng nhập, họ tên; không chỉ gồm chữ số</Rule>
        <Rule>không phổ biến, không lặp lại hay liên tiếp (như 123456…)</Rule>
      </ul>
      <p className="office-second">Một câu ngắn dễ nhớ là tốt nhất; được dùng dấu cách và chữ có dấu.</p>
    </div>
  );
}

/** `met` undefined: known only to the server. */
function Rule({ met = false, children }: { readonly met?: boolean; readonly children: ReactNode }) {
  return (
    <li className={met ? "office-rule-met" : undefined}>
      {met ? <CheckCircleFilled aria-label="Đạt:" /> : <span aria-hidden>•</span>}
      <span>{children}</span>
    </li>
  );
}

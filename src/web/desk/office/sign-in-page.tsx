import { useMutation, useQuery } from "@tanstack/react-query";
import { Alert, Button, Divider, Form, Input } from "antd";
import { useRef, useState } from "react";
import { Me, SignInOptions, type SignIn } from "../../../contract/sign-in.ts";
import { api, sentenceOf } from "../../shared/api.ts";
import { keys } from "../data/query-keys.ts";
import { EntryFrame } from "./entry-frame.tsx";
import { faultOnTheWay } from "./sign-in-fault.ts";

/** For whoever is not signed in: by password, or by the authority's own sign-in where that is set up. */
export function SignInPage({ onSignedIn }: { readonly onSignedIn: () => void }) {
  // Read once: what went wrong on the way here is no longer true after another try.
  const [fault, setFault] = useState(() => faultOnTheWay(window.location.search));
  const signIn = useMutation({
    mutationFn: (values: SignIn) => api.post("/api/auth/sign-in", values, Me),
    onSuccess: onSignedIn,
  });
  const refused = signIn.isError ? sentenceOf(signIn.error) : fault;

  return (
    <EntryFrame title="Đăng nhập" lead="Dành cho cán bộ của trung tâm.">
      {refused !== undefined && <Alert type="error" showIcon role="alert" title={refused} />}
      <PasswordForm
        busy={signIn.isPending}
        onSubmit={(values) => {
          setFault(undefined);
          return signIn.mutateAsync(values);
        }}
      />
      <OtherWay />
      <p className="office-second">Quên mật khẩu: anh/chị liên hệ quản trị của trung tâm để được cấp lại.</p>
    </EntryFrame>
  );
}

function PasswordForm(props: {
  readonly busy: boolean;
  readonly onSubmit: (values: SignIn) => Promise<unknown>;
}) {
  const [form] = Form.useForm<SignIn>();
  const field = useRef<{ focus: () => void }>(null);

  /** A refused password is typed anew, not mended unseen. */
  async function submit(values: SignIn): Promise<void> {
    try {
      await props.onSubmit({ ...values, username: values.username.trim() });
    } catch {
      form.setFieldValue("password", "");
      field.current?.focus();
    }
  }

  return (
    <Form<SignIn>
      className="office-form"
      form={form}
      layout="vertical"
      requiredMark={false}
      onFinish={(values) => {
        void submit(values);
      }}
    >
      <Form.Item
        name="username"
        label="Tên đăng nhập"
        rules={[{ required: true, whitespace: true, message: "Anh/chị nhập tên đăng nhập." }]}
      >
        <Input autoComplete="username" autoCapitalize="none" spellCheck={false} autoFocus size="large" />
      </Form.Item>
      <Form.Item
        name="password"
        label="Mật khẩu"
        rules={[{ required: true, message: "Anh/chị nhập mật khẩu." }]}
      >
        <Input.Password
          ref={(element) => {
            field.current = element;
          }}
          autoComplete="current-password"
          size="large"
        />
      </Form.Item>
      <Button type="primary" htmlType="submit" size="large" block loading={props.busy}>
        Đăng nhập
      </Button>
    </Form>
  );
}

/** The authority's own sign-in; nothing when there is none, or while it is not known. */
function OtherWay() {
  const options = useQuery({
    // Under `me`: when nobody is signed in the app forgets all else, perhaps after this was asked for.
    queryKey: [...keys.me, "sign-in-options"],
    queryFn: ({ signal }) => api.get("/api/auth/options", SignInOptions, signal),
  });
  const oidc = options.data?.oidc;
  if (oidc === undefined) return null;
  return (
    <>
      <Divider plain>hoặc</Divider>
      <Button size="large" block href="/api/auth/oidc">
        Đăng nhập bằng {oidc.name}
      </Button>
    </>
  );
}

import { UserOutlined } from "@ant-design/icons";
import { Button, Dropdown } from "antd";
import { useState } from "react";
import { sentenceOf } from "../../shared/api.ts";
import type { Me } from "../../shared/me.ts";
import { roleLabel } from "../../../contract/sign-in.ts";
import { useSignOut } from "../data/session.ts";
import { navigate } from "../navigation.tsx";

/** The person at the desk: name, role, a new password, signing out. */
export function PersonMenu({ me, short }: { me: Me; short: boolean }) {
  const [open, setOpen] = useState(false);
  const signOut = useSignOut();
  const { name, role } = me.account;
  // Whoever came by the authority's own sign-in has no password here.
  const hasPassword = me.oidc === undefined;
  return (
    <Dropdown
      trigger={["click"]}
      open={open}
      onOpenChange={(next, { source }) => {
        // Signing out may fail, and then says so in the menu.
        if (source === "trigger") setOpen(next);
      }}
      menu={{
        items: [
          { key: "who", type: "group", label: `${name} · ${roleLabel[role]}` },
          ...(hasPassword ? [{ key: "password", label: "Đổi mật khẩu" }] : []),
          { key: "sign-out", label: signOut.isPending ? "Đang đăng xuất…" : "Đăng xuất" },
          ...(signOut.isError
            ? [{ key: "fault", disabled: true, label: `Chưa đăng xuất được: ${sentenceOf(signOut.error)}` }]
            : []),
        ],
        onClick: ({ key }) => {
          if (key === "password") {
            setOpen(false);
            navigate({ page: "password" });
          }
          if (key === "sign-out") signOut.mutate();
        },
      }}
    >
      <Button type="text" className="header-button" icon={<UserOutlined />} aria-label={`Tài khoản: ${name}`}>
        {short ? undefined : name}
      </Button>
    </Dropdown>
  );
}

import { Empty, Tabs } from "antd";
import type { Me } from "../../shared/me.ts";
import { AccountsPanel } from "./accounts-panel.tsx";
import { AuditPanel } from "./audit-panel.tsx";
import { OfficePage } from "./office-page.tsx";

/** Who may sign in, and the record of who changed what: for administrators. */
export function AccountsPage({ me }: { readonly me: Me }) {
  return (
    <OfficePage title="Tài khoản">
      {me.account.role === "admin" ? (
        <Tabs
          destroyOnHidden
          items={[
            { key: "accounts", label: "Danh sách", children: <AccountsPanel myId={me.account.id} /> },
            { key: "audit", label: "Nhật ký", children: <AuditPanel /> },
          ]}
        />
      ) : (
        <Empty description="Trang này dành cho quản trị." />
      )}
    </OfficePage>
  );
}

import { Button, Grid, Table, type TableColumnsType } from "antd";
import { roleLabel, type AccountView } from "../../../contract/sign-in.ts";
import { dateAndTime } from "../../shared/format.ts";
import { useUnits } from "../data/desk-queries.ts";
import { Mark } from "../mark.tsx";
import { accountStates } from "./account-states.ts";

interface ListProps {
  readonly accounts: readonly AccountView[];
  readonly onChange: (account: AccountView) => void;
  readonly onReset: (account: AccountView) => void;
}

/** The accounts as a table, or as cards where a table would not fit. */
export function AccountsList({ accounts, onChange, onReset }: ListProps) {
  const wide = Grid.useBreakpoint().lg === true;
  const units = useUnits().data?.units ?? [];
  const unitName = ({ unit }: AccountView): string =>
    unit === null ? "Tất cả đơn vị" : (units.find(({ id }) => id === unit)?.name ?? unit);

  if (wide)
    return (
      <Table<AccountView>
        className="office-table"
        columns={columnsOf(unitName, (account) => (
          <Actions account={account} onChange={onChange} onReset={onReset} />
        ))}
        dataSource={accounts}
        rowKey="id"
        size="small"
        tableLayout="fixed"
        pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }}
        rowClassName={(account) => (account.active ? "" : "office-row-off")}
      />
    );
  return (
    <ul className="office-cards">
      {accounts.map((account) => (
        <li key={account.id} className="office-card">
          <div className="office-card-head">
            <h2>{account.name}</h2>
            <States account={account} />
          </div>
          <p className="office-second">
            {account.username} · {roleLabel[account.role]} · {unitName(account)}
          </p>
          {account.email !== null && <p className="office-second">{account.email}</p>}
          <p className="office-second">Lần đăng nhập gần nhất: {lastSignIn(account)}</p>
          <div className="office-card-actions">
            <Actions account={account} onChange={onChange} onReset={onReset} />
          </div>
        </li>
      ))}
    </ul>
  );
}

function columnsOf(
  unitName: (account: AccountView) => string,
  actions: (account: AccountView) => React.ReactNode,
): TableColumnsType<AccountView> {
  return [
    {
      title: "Họ tên, tên đăng nhập",
      width: "20%",
      render: (_, account) => (
        <>
          {account.name}
          <div className="office-second">{account.username}</div>
        </>
      ),
    },
    {
      title: "Vai trò, đơn vị",
      width: "17%",
      render: (_, account) => (
        <>
          {roleLabel[account.role]}
          <div className="office-second">{unitName(account)}</div>
        </>
      ),
    },
    { title: "Thư điện tử", width: "17%", render: (_, account) => account.email ?? "–" },
    { title: "Trạng thái", width: "15%", render: (_, account) => <States account={account} /> },
    { title: "Đăng nhập gần nhất", width: "13%", render: (_, account) => lastSignIn(account) },
    {
      title: "Thao tác",
      width: "18%",
      render: (_, account) => <div className="office-row-actions">{actions(account)}</div>,
    },
  ];
}

const lastSignIn = ({ lastSignInAt }: AccountView): string =>
  lastSignInAt === null ? "chưa có lần nào" : dateAndTime(lastSignInAt);

function States({ account }: { readonly account: AccountView }) {
  return (
    <span className="office-tags">
      {accountStates(account).map(({ words, tone }) => (
        <Mark key={words} tone={tone}>
          {words}
        </Mark>
      ))}
    </span>
  );
}

function Actions({
  account,
  onChange,
  onReset,
}: { readonly account: AccountView } & Omit<ListProps, "accounts">) {
  return (
    <>
      <Button
        aria-label={`Sửa tài khoản ${account.name}`}
        onClick={() => {
          onChange(account);
        }}
      >
        Sửa
      </Button>
      <Button
        aria-label={`Cấp mật khẩu mới cho ${account.name}`}
        disabled={!account.active}
        onClick={() => {
          onReset(account);
        }}
      >
        Cấp mật khẩu
      </Button>
    </>
  );
}

import { MenuOutlined, QuestionCircleOutlined } from "@ant-design/icons";
import { Badge, Button, ConfigProvider, Drawer, type ThemeConfig } from "antd";
import { useState } from "react";
import type { Me } from "../../shared/me.ts";
import { AlertSwitches } from "../alerts/alert-switches.tsx";
import { useSetup } from "../data/desk-queries.ts";
import { RouteLink } from "../navigation.tsx";
import type { Route } from "../routes.ts";
import { useScreen } from "../use-screen.ts";
import { menuFor } from "./menu.ts";
import { OnlineState } from "./online-state.tsx";
import { PersonMenu } from "./person-menu.tsx";

interface Props {
  readonly me: Me;
  readonly route: Route;
  /** How many conversations want something. */
  readonly waiting: number;
  readonly onHelp: () => void;
}

/** Buttons in the header stand on the primary colour. */
const ON_PRIMARY: ThemeConfig = {
  components: { Button: { textTextColor: "#fff", textTextHoverColor: "#fff", textTextActiveColor: "#fff" } },
};

/** The centre's name, the way to the pages, and what belongs to the person at the desk. */
export function AppHeader(props: Props) {
  const isPhone = useScreen() === "narrow";
  const centre = useSetup().data?.centre ?? "Trung tâm Phục vụ hành chính công";
  return (
    <ConfigProvider theme={ON_PRIMARY}>
      <header className="header">
        {isPhone && <MenuDrawer {...props} />}
        <strong className="centre" title={centre}>
          {centre}
        </strong>
        {!isPhone && (
          <nav aria-label="Các trang" className="menu">
            <MenuLinks {...props} />
          </nav>
        )}
        <div className="header-end">
          <OnlineState short={isPhone} />
          <AlertSwitches />
          {!isPhone && (
            <Button
              type="text"
              className="header-button"
              icon={<QuestionCircleOutlined />}
              aria-label="Phím tắt"
              onClick={props.onHelp}
            />
          )}
          <PersonMenu me={props.me} short={isPhone} />
        </div>
      </header>
    </ConfigProvider>
  );
}

function MenuLinks({ me, route, waiting, onFollow }: Props & { onFollow?: () => void }) {
  return menuFor(me.account.role).map(({ to, words }) => (
    <RouteLink
      key={to.page}
      to={to}
      aria-current={to.page === route.page ? "page" : undefined}
      onClick={onFollow}
    >
      {words}
      {to.page === "conversations" && waiting > 0 && (
        <Badge className="menu-badge" count={waiting} title={`${waiting} hội thoại cần trả lời`} />
      )}
    </RouteLink>
  ));
}

function MenuDrawer(props: Props) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        type="text"
        className="header-button"
        icon={<MenuOutlined />}
        aria-label="Mở danh mục trang"
        onClick={() => {
          setOpen(true);
        }}
      />
      <Drawer
        title="Các trang"
        placement="left"
        size={280}
        open={open}
        onClose={() => {
          setOpen(false);
        }}
      >
        <nav aria-label="Các trang" className="menu-list">
          <MenuLinks
            {...props}
            onFollow={() => {
              setOpen(false);
            }}
          />
        </nav>
      </Drawer>
    </>
  );
}

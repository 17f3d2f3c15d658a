import { lazy, type ComponentType } from "react";
import type { Me } from "../../shared/me.ts";
import { ConversationsPage } from "../conversations-page.tsx";
import { navigate } from "../navigation.tsx";
import type { Route } from "../routes.ts";

const RecordsPage = lazy(async () => ({ default: (await import("../office/records-page.tsx")).RecordsPage }));
const FiguresPage = lazy(async () => ({ default: (await import("../office/figures-page.tsx")).FiguresPage }));
const CannedPage = lazy(async () => ({ default: (await import("../office/canned-page.tsx")).CannedPage }));
const AccountsPage = lazy(async () => ({
  default: (await import("../office/accounts-page.tsx")).AccountsPage,
}));
const PasswordPage = lazy(async () => ({
  default: (await import("../office/password-page.tsx")).PasswordPage,
}));

type OfficePage = "records" | "figures" | "canned" | "accounts";

const OFFICE_PAGES: Record<OfficePage, ComponentType<{ me: Me }>> = {
  records: RecordsPage,
  figures: FiguresPage,
  canned: CannedPage,
  accounts: AccountsPage,
};

/** The page of a route. */
export function Page({ me, route }: { me: Me; route: Route }) {
  switch (route.page) {
    case "conversations":
      return <ConversationsPage open={route.open} />;
    case "sign-in":
      // Left as soon as it is seen; see `App`.
      return null;
    case "password":
      return <PasswordPage forced={false} onDone={leave} />;
    default: {
      const Office = OFFICE_PAGES[route.page];
      return <Office me={me} />;
    }
  }
}

function leave(): void {
  navigate({ page: "conversations", open: undefined });
}

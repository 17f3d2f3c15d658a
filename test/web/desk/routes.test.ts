import { hrefOf, readRoute, type Route } from "../../../src/web/desk/routes.ts";

describe("the addresses of the desk", () => {
  const known: Route[] = [
    { page: "conversations", open: undefined },
    { page: "conversations", open: "5b0e…/?#" },
    { page: "records" },
    { page: "figures" },
    { page: "canned" },
    { page: "accounts" },
    { page: "sign-in" },
    { page: "password" },
  ];

  it.each(known)("are read back as they were written: $page", (route) => {
    expect(readRoute(hrefOf(route))).toEqual(route);
  });

  it.each(["/desk", "/desk/", "/desk/nowhere", "/desk/c/", "/desk/c/%E1"])(
    "lead to the conversations where they lead nowhere: %s",
    (path) => {
      expect(readRoute(path)).toEqual({ page: "conversations", open: undefined });
    },
  );
});

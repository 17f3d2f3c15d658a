import { oidcFaultText } from "../../../src/contract/sign-in.ts";
import { faultOnTheWay } from "../../../src/web/desk/office/sign-in-fault.ts";

describe("what went wrong on the way to the sign-in", () => {
  it("is nothing without a fault in the address", () => {
    expect(faultOnTheWay("")).toBeUndefined();
    expect(faultOnTheWay("?x=1")).toBeUndefined();
  });

  it.each(Object.entries(oidcFaultText))("%s is told in words", (code, words) => {
    expect(faultOnTheWay(`?loi=${code}`)).toBe(words);
  });

  it.each(["Gọi ngay 0900", "toString", "", "<b>"])("never shows what the address says itself: %s", (loi) => {
    expect(faultOnTheWay(`?${new URLSearchParams({ loi }).toString()}`)).toBe(oidcFaultText.oidc_refused);
  });
});

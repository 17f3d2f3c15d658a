import type { ThemeConfig } from "antd";

/**
 * The look of the staff's pages. antd's own greys for secondary text and placeholders, and its blue under white
 * text, stay below the contrast of 4.5:1 that WCAG 2.1 AA asks for; these do not.
 */
export const theme: ThemeConfig = {
  token: {
    colorPrimary: "#17527f",
    colorInfo: "#17527f",
    colorLink: "#0b5394",
    colorError: "#b3261e",
    colorSuccess: "#1e6b34",
    colorWarning: "#8a5300",
    colorText: "#1c2329",
    colorTextSecondary: "#4a545d",
    colorTextTertiary: "#56606a",
    colorTextDescription: "#56606a",
    colorTextPlaceholder: "#66707a",
    colorTextDisabled: "#66707a",
    colorBorder: "#8a949e",
    // antd derives these from the colours above, which are too dark for its sums: they come out as a muddy grey.
    colorPrimaryBg: "#e3eef7",
    controlItemBgActive: "#e3eef7",
    controlItemBgActiveHover: "#d3e4f2",
    colorInfoBg: "#e3eef7",
    colorInfoBorder: "#b9d2e6",
    colorErrorBg: "#fde4e1",
    colorErrorBorder: "#e8a49e",
    colorSuccessBg: "#dcf3e3",
    colorSuccessBorder: "#9fcfae",
    colorWarningBg: "#fdf0d2",
    colorWarningBorder: "#e2c179",
    borderRadius: 6,
    // The system's letters: they have every Vietnamese mark, and nothing is loaded from elsewhere.
    fontFamily: 'system-ui, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial, sans-serif',
  },
};

import type { ReactNode } from "react";

export type MarkTone = "plain" | "info" | "good" | "warn" | "bad";

/**
 * A short remark beside something. antd's coloured tags stay below the contrast WCAG asks for; these do not
 * (style.css). The words say it all; tone and icon only help the eye.
 */
export function Mark(props: { tone?: MarkTone; icon?: ReactNode; children: ReactNode }) {
  return (
    <span className={`mark mark-${props.tone ?? "plain"}`}>
      {props.icon} {props.children}
    </span>
  );
}

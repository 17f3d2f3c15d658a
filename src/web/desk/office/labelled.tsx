import type { ReactNode } from "react";

/** A control under its label. `htmlFor` is the id of the control. */
export function Labelled(props: {
  readonly label: string;
  readonly htmlFor: string;
  readonly wide?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <div className={props.wide === true ? "office-field office-field-wide" : "office-field"}>
      <label htmlFor={props.htmlFor}>{props.label}</label>
      {props.children}
    </div>
  );
}

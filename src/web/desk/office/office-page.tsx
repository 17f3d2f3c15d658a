import { useId, type ReactNode } from "react";
import "./office.css";

/** A page of the desk with its heading, and what can be done with the whole of it beside the heading. */
export function OfficePage(props: {
  readonly title: string;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}) {
  const heading = useId();
  return (
    <section className="office" aria-labelledby={heading}>
      <header className="office-head">
        <h1 id={heading}>{props.title}</h1>
        <div className="office-actions">{props.actions}</div>
      </header>
      {props.children}
    </section>
  );
}

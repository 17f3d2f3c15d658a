import type { ReactNode } from "react";
import "./office.css";

/** A page before the desk: one narrow column in the middle. */
export function EntryFrame(props: {
  readonly title: string;
  readonly lead: string;
  readonly children: ReactNode;
}) {
  return (
    <main className="office-entry">
      <div className="office-entry-box">
        <p className="office-entry-brand">Một cửa · Bàn làm việc</p>
        <h1>{props.title}</h1>
        <p>{props.lead}</p>
        {props.children}
      </div>
    </main>
  );
}

import { useEffect, useRef } from "react";
import { isOn } from "../browser-setting.ts";
import { commandOf, type Command } from "./commands.ts";

/**
 * Runs what is given for a key while the component is on screen. What is undefined is not possible now. No key does
 * anything while something is typed, while a dialog is open, or when shortcuts are switched off on this computer.
 */
export function useShortcuts(handlers: Partial<Record<Command, (() => void) | undefined>>): void {
  const current = useRef(handlers);
  useEffect(() => {
    current.current = handlers;
  });
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      const command = commandOf(event, !isOn("shortcuts") || isTyping(event.target));
      const run = command && current.current[command];
      if (run === undefined) return;
      event.preventDefault();
      run();
    }
    window.addEventListener("keydown", onKeyDown);
    return () => {
      window.removeEventListener("keydown", onKeyDown);
    };
  }, []);
}

function isTyping(target: EventTarget | null): boolean {
  const field = "input, textarea, select, [contenteditable], [role=combobox], [role=listbox], [role=menu]";
  if (target instanceof Element && target.closest(field) !== null) return true;
  // A dialog that was closed stays in the page, unseen.
  const dialogs = [...document.querySelectorAll("[role=dialog][aria-modal=true]")];
  return dialogs.some((dialog) => dialog.getClientRects().length > 0);
}

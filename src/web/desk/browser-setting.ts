import { useSyncExternalStore } from "react";

/** Choices that belong to the computer rather than to the person: is there a loudspeaker, may keys be pressed. */
export type BrowserSetting = "sound" | "shortcuts";

const PREFIX = "desk:";
const CHANGED = "desk:setting";

/** On until switched off on this computer. */
export function isOn(setting: BrowserSetting): boolean {
  try {
    return localStorage.getItem(PREFIX + setting) !== "off";
  } catch {
    return true;
  }
}

/** The setting and how to change it, followed as it changes here or in another tab. */
export function useBrowserSetting(setting: BrowserSetting): [boolean, (on: boolean) => void] {
  const on = useSyncExternalStore(subscribe, () => isOn(setting));
  return [
    on,
    (next) => {
      try {
        localStorage.setItem(PREFIX + setting, next ? "on" : "off");
      } catch {
        // Forbidden: it stays as it is.
      }
      window.dispatchEvent(new Event(CHANGED));
    },
  ];
}

function subscribe(onChange: () => void): () => void {
  window.addEventListener("storage", onChange);
  window.addEventListener(CHANGED, onChange);
  return () => {
    window.removeEventListener("storage", onChange);
    window.removeEventListener(CHANGED, onChange);
  };
}

/** @jsxImportSource preact */
/** Decorative drawings; what they mean is always said in words beside them. */

const drawing = { "aria-hidden": true, viewBox: "0 0 24 24", class: "icon" } as const;

/** The sign of Motcua: one door, in a speech bubble. */
export function DoorIcon() {
  return (
    <svg {...drawing} class="icon icon-door">
      <path
        fill="currentColor"
        fill-rule="evenodd"
        d="M5 2h14a3 3 0 0 1 3 3v11a3 3 0 0 1-3 3h-4l-3 3.5L9 19H5a3 3 0 0 1-3-3V5a3 3 0 0 1 3-3Zm3 14h8V8.5a4 4 0 0 0-8 0V16Zm5.2-4.2a.9.9 0 1 0 1.8 0 .9.9 0 0 0-1.8 0Z"
      />
    </svg>
  );
}

export function PhoneIcon() {
  return (
    <svg {...drawing}>
      <path
        fill="currentColor"
        d="M6.6 10.8a15 15 0 0 0 6.6 6.6l2.2-2.2a1 1 0 0 1 1-.24 11.4 11.4 0 0 0 3.6.57 1 1 0 0 1 1 1V20a1 1 0 0 1-1 1A17 17 0 0 1 3 4a1 1 0 0 1 1-1h3.5a1 1 0 0 1 1 1c0 1.25.2 2.45.57 3.57a1 1 0 0 1-.25 1Z"
      />
    </svg>
  );
}

export function SendIcon() {
  return (
    <svg {...drawing}>
      <path fill="currentColor" d="M3.4 20.4 21 12 3.4 3.6 3.4 10l11 2-11 2Z" />
    </svg>
  );
}

export function NewPageIcon() {
  return (
    <svg {...drawing}>
      <path
        fill="none"
        stroke="currentColor"
        stroke-width="2"
        stroke-linecap="round"
        stroke-linejoin="round"
        d="M14 4h6v6M20 4l-9 9M10 5H6a2 2 0 0 0-2 2v11a2 2 0 0 0 2 2h11a2 2 0 0 0 2-2v-4"
      />
    </svg>
  );
}

export function DownIcon() {
  return (
    <svg {...drawing}>
      <path
        fill="none"
        stroke="currentColor"
        stroke-width="2"
        stroke-linecap="round"
        stroke-linejoin="round"
        d="M12 5v14M6 13l6 6 6-6"
      />
    </svg>
  );
}

/* global alert, document, EventSource, fetch, Option */

/**
 * What the pages of all simulators share: the list of citizens, the chat on the chosen one's phone, the two forms of
 * those who write in the centre's name, the faults, what was delivered and what was refused. The elements are found
 * by their ids, which every page has.
 */

const $ = (selector) => document.querySelector(selector);

/** An element with these properties and children. */
export const make = (tag, props = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), props);
  element.append(...children);
  return element;
};

let state;
let chosen;

/** The citizen whose phone is shown; undefined as long as there is none. */
export const picked = () => state?.citizens.find((one) => one.userId === chosen) ?? state?.citizens[0];

/** Has the simulator do something; gives its result, and shows the reader what was wrong. */
export async function act(action) {
  const answer = await fetch("/simulator/act", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(action),
  });
  const { result, error } = await answer.json();
  if (error) alert(error);
  return result;
}

/** Redraws only what changed, so that a button does not vanish under the finger. True when it did. */
export function redraw(selector, key, draw) {
  const place = $(selector);
  if (place.dataset.key === key) return false;
  place.dataset.key = key;
  place.replaceChildren(...draw());
  return true;
}

const clock = (at) => new Date(at).toLocaleTimeString("vi-VN", { timeZone: "Asia/Ho_Chi_Minh" });
const outcomes = {
  acknowledged: "đã nhận",
  refused: "bị trả lại",
  timeout: "quá hạn",
  unreachable: "không kết nối được",
  cut: "đứt kết nối",
  dropped: "bỏ",
};

/**
 * Starts the page.
 * - `buttons`: by place, titles and what they do
 * - `faultKinds`: by switch, its title and kind ("percent", "number", "text", "checkbox" or the choices);
 *   `faultSettings`: the switches that are no fault by themselves; `faultsOff`: what a switch is off with when
 *   that is not false, 0 or empty
 * - `speakers`: names of those who write in the centre's name, by `message.by`
 * - `status(state)`: parts of the head line, each with an optional class
 * - `noteOf(citizen)`: the line under a name
 * - `contentOf(message)`, `buttonsOf(message)`: elements of a bubble before and after its text
 * - `drawMore(state, citizen)`: whatever else the platform's phone shows
 */
export function startPage(page) {
  for (const [place, actions] of Object.entries(page.buttons)) {
    for (const [textContent, onclick] of Object.entries(actions)) {
      $(place).append(make("button", { type: "button", textContent, onclick }));
    }
  }
  onSubmit("#write", (text) => act({ do: "write", userId: picked().userId, text }));
  onSubmit("#human", (text) => act({ do: "humanReply", userId: picked().userId, text }));
  onSubmit("#other", (text) => act({ do: "otherAppSend", userId: picked().userId, text }));
  onSubmit("#add", async (name) => {
    // Shown as soon as a snapshot has the new citizen.
    chosen = await act({ do: "addCitizen", name });
  });
  $("#tabs").addEventListener("click", ({ target: { dataset } }) => {
    if (!dataset.view) return;
    document.body.dataset.view = dataset.view;
    for (const tab of $("#tabs").children) tab.ariaPressed = String(tab.dataset.view === dataset.view);
  });
  const faultFields = layOutFaults(page.faultKinds);

  const live = new EventSource("/simulator/live");
  live.onmessage = ({ data }) => {
    state = JSON.parse(data);
    draw(page, faultFields);
  };
  live.onerror = () =>
    redraw("#status", "broken", () => [
      make("span", { className: "bad", textContent: "Mất kết nối với trình mô phỏng, đang nối lại…" }),
    ]);
}

function onSubmit(selector, run) {
  $(selector).addEventListener("submit", (event) => {
    event.preventDefault();
    const [field] = event.target.elements;
    run(field.value);
    field.value = "";
    field.focus();
  });
}

function layOutFaults(kinds) {
  const fields = {};
  for (const [key, [title, kind]] of Object.entries(kinds)) {
    const field =
      typeof kind === "object"
        ? make("select", {}, ...Object.entries(kind).map(([value, label]) => new Option(label, value)))
        : make(
            "input",
            kind === "checkbox" || kind === "text"
              ? { type: kind }
              : { type: "number", min: 0, max: kind === "percent" ? 100 : 600000 },
          );
    field.addEventListener("change", () => {
      const number = Number(field.value);
      const value =
        kind === "checkbox"
          ? field.checked
          : kind === "percent"
            ? number / 100
            : kind === "number"
              ? number
              : field.value;
      return act({ do: "faults", change: { [key]: value } });
    });
    fields[key] = { field, kind };
    $("#faults").append(make("label", {}, title + (kind === "percent" ? " (%)" : ""), field));
  }
  return fields;
}

function draw(page, faultFields) {
  const citizen = picked();
  const shown = citizen?.userId;
  // The list is ordered by the last message: the phone shown must not change because another citizen wrote.
  chosen ??= shown;
  const head = page.status(state);
  redraw("#status", JSON.stringify(head), () =>
    head.map(([textContent, className = "soft"]) => make("span", { textContent, className })),
  );
  const listed = state.citizens.map((one) => [one.userId, one.name, page.noteOf(one)]);
  redraw("#citizens", JSON.stringify([shown, listed]), () =>
    listed.map(([userId, name, note]) => {
      const choose = () => {
        chosen = userId;
        draw(page, faultFields);
      };
      return make(
        "button",
        { type: "button", ariaPressed: String(userId === shown), onclick: choose },
        name,
        make("small", { textContent: note }),
      );
    }),
  );
  $("#who").textContent = citizen ? `Điện thoại của ${citizen.name}` : "Chưa có công dân nào";
  const chat = citizen?.chat ?? [];
  if (redraw("#chat", JSON.stringify([shown, chat]), () => chat.map((one) => bubble(one, page)))) {
    $("#chat").scrollTop = $("#chat").scrollHeight;
  }
  page.drawMore?.(state, citizen);
  drawFaults(page, faultFields);
  drawLists();
}

function bubble(message, page) {
  const box = make("div", { className: `bubble ${message.by}` });
  const by = page.speakers[message.by];
  if (by) box.append(make("small", { className: "by", textContent: by }));
  box.append(...page.contentOf(message));
  if (message.text) box.append(make("p", { textContent: message.text }));
  box.append(make("small", { textContent: clock(message.at) }), ...page.buttonsOf(message));
  return box;
}

function drawFaults(page, faultFields) {
  for (const [key, { field, kind }] of Object.entries(faultFields)) {
    if (document.activeElement === field) continue;
    if (kind === "checkbox") field.checked = state.faults[key];
    else field.value = kind === "percent" ? Math.round(state.faults[key] * 100) : state.faults[key];
  }
  const on = Object.entries(state.faults).filter(
    ([key, value]) => value && value !== page.faultsOff?.[key] && !page.faultSettings.includes(key),
  ).length;
  $("#faultsOn").textContent = on > 0 ? `(đang bật ${on})` : "";
}

function drawLists() {
  redraw("#attempts", JSON.stringify([state.counts.attempts, state.attempts[0]?.at]), () =>
    state.attempts.map((one) => {
      const how = [outcomes[one.outcome], one.status, one.why].filter(Boolean).join(" ");
      const retry = one.numRetry > 0 ? `, lặp lại lần ${one.numRetry}` : one.duplicate ? ", giao trùng" : "";
      const className = one.outcome === "acknowledged" ? "good" : "bad";
      return make(
        "li",
        {},
        `${clock(one.at)} ${one.eventName}${retry}: `,
        make("span", { className, textContent: how }),
        ` (${Math.round(one.tookMs)} ms)`,
      );
    }),
  );
  redraw("#refused", String(state.counts.refused), () =>
    state.refused.map((one) => {
      const code = [one.code, one.subcode].filter((part) => part !== undefined).join("/");
      return make(
        "li",
        {},
        `${clock(one.at)} ${one.path}: `,
        make("span", { className: "bad", textContent: `${code} ${one.message}` }),
      );
    }),
  );
}

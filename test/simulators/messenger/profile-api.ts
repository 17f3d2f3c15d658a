import type { JsonObject } from "../shared/json.ts";
import type { GraphGate } from "./graph-gate.ts";
import { listAt, objectAt, textAt } from "./json-shapes.ts";
import { GraphRefusal } from "./refusals.ts";
import { buttonsAt } from "./template-shapes.ts";
import type { MessengerButton } from "./world.ts";

/** A question shown before a conversation begins. */
export interface IceBreaker {
  readonly question: string;
  readonly payload: string;
}

/** What a person whose locale has no entry of its own sees. */
export interface ShownProfile {
  readonly getStarted: string | undefined;
  readonly greeting: string | undefined;
  readonly iceBreakers: readonly IceBreaker[];
  readonly menu: readonly MessengerButton[];
  readonly composerDisabled: boolean;
}

const FIELDS = ["get_started", "greeting", "ice_breakers", "persistent_menu"] as const;
type Field = (typeof FIELDS)[number];

const PAYLOAD = 1000;
const GREETING = 160;
const ICE_BREAKERS = 4;
const QUESTION = 80;
const MENU_TITLE = 30;

/** The Messenger profile (3.4): start button, greeting, ice breakers, persistent menu. */
export class MessengerProfile {
  #fields: Readonly<Partial<Record<Field, unknown>>> = {};

  /** @throws GraphRefusal 100, also for a persistent menu without a start button. */
  set(input: JsonObject): void {
    const given = FIELDS.filter((field) => input[field] !== undefined);
    if (given.length === 0) throw new GraphRefusal("100", `one of ${FIELDS.join(", ")} is required`);
    for (const field of given) check(field, input[field]);
    this.#put({ ...this.#fields, ...Object.fromEntries(given.map((field) => [field, input[field]])) });
  }

  get(fields: readonly Field[]): JsonObject {
    return Object.fromEntries(
      fields.flatMap((field) => (this.#fields[field] === undefined ? [] : [[field, this.#fields[field]]])),
    );
  }

  /** @throws GraphRefusal 100 when the start button would go and the persistent menu stay. */
  remove(fields: readonly Field[]): void {
    this.#put(
      Object.fromEntries(Object.entries(this.#fields).filter(([field]) => !fields.includes(field as Field))),
    );
  }

  shown(): ShownProfile {
    const { get_started: start, greeting, ice_breakers: breakers, persistent_menu: menu } = this.#fields;
    const shownMenu = menu === undefined ? undefined : byDefaultLocale(menu, "persistent_menu");
    const actions = breakers === undefined ? undefined : byDefaultLocale(breakers, "ice_breakers");
    return {
      getStarted: start === undefined ? undefined : startPayload(start),
      greeting:
        greeting === undefined
          ? undefined
          : textAt(byDefaultLocale(greeting, "greeting")["text"], "greeting.text", GREETING),
      iceBreakers: actions === undefined ? [] : iceBreakersOf(actions),
      menu: shownMenu === undefined ? [] : menuOf(shownMenu),
      composerDisabled: shownMenu?.["composer_input_disabled"] === true,
    };
  }

  #put(fields: Readonly<Partial<Record<Field, unknown>>>): void {
    if (fields.persistent_menu !== undefined && fields.get_started === undefined)
      throw new GraphRefusal("100", "persistent_menu requires get_started");
    this.#fields = fields;
  }
}

export function profileRoutes(gate: GraphGate, profile: MessengerProfile): void {
  gate.page("POST", "messenger_profile", ({ input }) => {
    profile.set(input);
    return { data: { result: "success" } };
  });
  gate.page("GET", "messenger_profile", ({ input }) => {
    const found = profile.get(fieldsOf(textAt(input["fields"], "fields", 1000).split(",")));
    return { data: { data: Object.keys(found).length === 0 ? [] : [found] } };
  });
  gate.page("DELETE", "messenger_profile", ({ input }) => {
    profile.remove(fieldsOf(listAt(input["fields"], "fields", 1, FIELDS.length)));
    return { data: { result: "success" } };
  });
}

function fieldsOf(names: readonly unknown[]): readonly Field[] {
  return names.map((name) => {
    const field = FIELDS.find((one) => one === name);
    if (field === undefined) throw new GraphRefusal("100", `fields must not hold ${String(name)}`);
    return field;
  });
}

function check(field: Field, value: unknown): void {
  switch (field) {
    case "get_started":
      startPayload(value);
      return;
    case "greeting":
      for (const one of localesOf(value, field)) textAt(one["text"], "greeting.text", GREETING);
      return;
    case "ice_breakers":
      for (const one of localesOf(value, field)) iceBreakersOf(one);
      return;
    case "persistent_menu":
      for (const one of localesOf(value, field)) menuOf(one);
      return;
  }
}

function startPayload(value: unknown): string {
  return textAt(objectAt(value, "get_started")["payload"], "get_started.payload", PAYLOAD);
}

function iceBreakersOf(locale: JsonObject): readonly IceBreaker[] {
  const name = "ice_breakers.call_to_actions";
  return listAt(locale["call_to_actions"], name, 1, ICE_BREAKERS).map((one) => {
    const { question, payload } = objectAt(one, name);
    return {
      question: textAt(question, `${name}.question`, QUESTION),
      payload: textAt(payload, `${name}.payload`, PAYLOAD),
    };
  });
}

function menuOf(locale: JsonObject): readonly MessengerButton[] {
  const menu = buttonsAt(locale["call_to_actions"], "persistent_menu.call_to_actions", MENU_TITLE);
  if (menu.some((one) => one.type === "phone_number"))
    throw new GraphRefusal("100", "persistent_menu holds postback and web_url only");
  return menu;
}

/** The entries by locale, one of which is the default. @throws GraphRefusal 100 */
function localesOf(value: unknown, name: string): readonly JsonObject[] {
  const locales = listAt(value, name, 1, 100).map((one) => objectAt(one, name));
  if (!locales.some((one) => one["locale"] === "default"))
    throw new GraphRefusal("100", `${name} must have the locale default`);
  return locales;
}

function byDefaultLocale(value: unknown, name: string): JsonObject {
  return localesOf(value, name).find((one) => one["locale"] === "default") ?? {};
}

import type { Request, RequestHandler, Response } from "express";
import { meetFate, type AnswerFate } from "../shared/answer-fate.ts";
import { isObject, type JsonObject } from "../shared/json.ts";
import type { FaultBox } from "./faults.ts";
import type { Settings } from "./options.ts";
import { readInput, type CallInput } from "./read-input.ts";
import { GraphRefusal } from "./refusals.ts";
import { appsecretProof, sameText } from "./signature.ts";
import type { Usage } from "./usage.ts";
import type { World } from "./world.ts";

/** Data of a successful answer, its fate, and what happens once it is out (or its stall has begun). */
export interface GraphAnswer {
  readonly data: JsonObject;
  readonly fate?: AnswerFate;
  readonly afterwards?: () => void;
}

/** A call that was let in. `object` is the id or word the path names. */
export interface GraphCall extends CallInput {
  readonly object: string;
}

export type GraphHandler = (call: GraphCall) => GraphAnswer | Promise<GraphAnswer>;

/** Whose token a call needs. */
export type TokenKind = "page" | "app";

interface Endpoint {
  readonly token: TokenKind;
  readonly handle: GraphHandler;
  /** Messages have faults of their own; all other calls share one. */
  readonly isSend: boolean;
}

const VERSIONED = /^\/v\d+\.\d\/([^/]+)(?:\/([^/]+))?\/?$/;

/**
 * The part all calls share: any version, the object in the path, token, `appsecret_proof`, quota, reading the input,
 * refusals in the platform's frame (sections 1.3, 4, 5).
 */
export class GraphGate {
  readonly #settings: Settings;
  readonly #faults: FaultBox;
  readonly #world: World;
  readonly #usage: Usage;
  readonly #sleep: (ms: number) => Promise<void>;
  readonly #endpoints = new Map<string, Endpoint>();

  constructor(
    settings: Settings,
    faults: FaultBox,
    world: World,
    usage: Usage,
    sleep: (ms: number) => Promise<void>,
  ) {
    this.#settings = settings;
    this.#faults = faults;
    this.#world = world;
    this.#usage = usage;
    this.#sleep = sleep;
  }

  /** `edge` of the Page (`/me/…` or `/{PAGE_ID}/…`); empty is the Page itself. */
  page(method: "GET" | "POST" | "DELETE", edge: string, handle: GraphHandler, isSend = false): void {
    this.#endpoints.set(`${method} page/${edge}`, { token: "page", handle, isSend });
  }

  /** `edge` of the application. */
  app(method: "GET" | "POST" | "DELETE", edge: string, handle: GraphHandler): void {
    this.#endpoints.set(`${method} app/${edge}`, { token: "app", handle, isSend: false });
  }

  /** A person by PSID. */
  person(handle: GraphHandler): void {
    this.#endpoints.set("GET person/", { token: "page", handle, isSend: false });
  }

  /** An address without an object. */
  root(method: "GET", name: string, handle: GraphHandler): void {
    this.#endpoints.set(`${method} root/${name}`, { token: "app", handle, isSend: false });
  }

  handler(): RequestHandler {
    return async (request, response, next) => {
      const path = VERSIONED.exec(request.path);
      if (path === null) {
        next();
        return;
      }
      let recipient: string | undefined;
      try {
        const [, object = "", edge = ""] = path;
        const { input, file } = await readInput(request);
        recipient = recipientIn(input);
        const endpoint = this.#endpointOf(request.method, object, edge);
        this.#admit(endpoint.token, request, input);
        if (endpoint.token === "page") this.#usage.call();
        response.set(this.#usage.headers());
        if (!endpoint.isSend && this.#faults.strikes(this.#faults.switches.otherHttp5xx)) {
          this.#badGateway(request, response, false, recipient);
          return;
        }
        await this.#answer(await endpoint.handle({ object, input, file }), recipient, request, response);
      } catch (cause) {
        if (!(cause instanceof GraphRefusal)) throw cause;
        this.#world.refuse(request.path, cause.code, cause.message, recipient, cause.subcode);
        response
          .set(this.#usage.headers())
          .status(this.#settings.statusOfError(cause.code))
          .json(cause.frame());
      }
    };
  }

  #endpointOf(method: string, object: string, edge: string): Endpoint {
    const { pageId, appId } = this.#settings;
    const kind =
      object === "me" || object === pageId
        ? "page"
        : object === appId
          ? "app"
          : /^\d+$/.test(object)
            ? "person"
            : "root";
    const path = kind === "root" ? object : edge;
    const endpoint = this.#endpoints.get(`${method} ${kind}/${path}`);
    if (endpoint !== undefined) return endpoint;
    const known = ["GET", "POST", "DELETE"].some((one) => this.#endpoints.has(`${one} ${kind}/${path}`));
    // An id nobody knows, or a method the address does not take, is the same to the platform.
    if (known || kind === "person") throw new GraphRefusal("100/33");
    throw new GraphRefusal("2500", `/${path}`);
  }

  /** @throws GraphRefusal 190 for a token that is not in force, 100 for a missing or wrong `appsecret_proof`. */
  #admit(kind: TokenKind, request: Request, input: JsonObject): void {
    const { appId, appSecret, pageToken, requireAppsecretProof } = this.#settings;
    const bearer = /^Bearer (.+)$/.exec(request.get("authorization") ?? "")?.[1];
    const token = bearer ?? input["access_token"];
    if (typeof token !== "string") throw new GraphRefusal("190", "an access token is required");
    if (!sameText(token, kind === "page" ? pageToken : `${appId}|${appSecret}`))
      throw new GraphRefusal("190");
    const trouble = kind === "page" ? this.#faults.tokenFault() : undefined;
    if (trouble !== undefined) throw new GraphRefusal(trouble);
    const proof = input["appsecret_proof"];
    if (proof === undefined && !requireAppsecretProof) return;
    if (typeof proof !== "string" || !sameText(proof, appsecretProof(token, appSecret)))
      throw new GraphRefusal("100", "appsecret_proof is missing or wrong");
  }

  #badGateway(request: Request, response: Response, accepted: boolean, userId: string | undefined): void {
    if (!accepted) this.#world.refuse(request.path, 502, "Bad Gateway", userId);
    response.status(502).type("html").send("<html><body><h1>502 Bad Gateway</h1></body></html>");
  }

  async #answer(
    answer: GraphAnswer,
    userId: string | undefined,
    request: Request,
    response: Response,
  ): Promise<void> {
    await meetFate(answer.fate ?? { kind: "arrives" }, {
      arrive: () => response.json(answer.data),
      badGateway: (accepted) => {
        this.#badGateway(request, response, accepted, userId);
      },
      cut: () => request.socket.destroy(),
      sleep: this.#sleep,
      afterwards: answer.afterwards,
    });
  }
}

/** Whom a call is about, for the notes. */
function recipientIn(input: JsonObject): string | undefined {
  const { recipient } = input;
  const id = isObject(recipient) ? recipient["id"] : recipient;
  return typeof id === "string" ? id : undefined;
}

import type { Request, RequestHandler, Response } from "express";
import { meetFate, type AnswerFate } from "../shared/answer-fate.ts";
import { isObject, readJsonObject, type JsonObject } from "../shared/json.ts";
import type { FaultBox } from "./faults.ts";
import type { Grants } from "./grants.ts";
import type { Settings } from "./options.ts";
import { ApiRefusal } from "./refusals.ts";
import { appsecretProof } from "./signature.ts";
import type { World } from "./world.ts";

/** Data of a successful answer, its fate, and what happens once it is out (or its stall has begun). */
export interface ApiAnswer {
  readonly data?: unknown;
  readonly fate?: AnswerFate;
  readonly afterwards?: () => void;
}

export type ApiHandler = (input: JsonObject, request: Request) => ApiAnswer | Promise<ApiAnswer>;

/** Where a call's input stands: JSON in the query parameter `data`, a JSON body, or nowhere. */
export type InputPlace = "query" | "body" | "none";

/**
 * The part all API calls share: token, allowance a minute, `appsecret_proof`, reading the input, refusals as JSON
 * with HTTP 200 (sections 1.5, 4, 5).
 */
export class ApiGate {
  readonly #settings: Settings;
  readonly #grants: Grants;
  readonly #faults: FaultBox;
  readonly #world: World;
  readonly #sleep: (ms: number) => Promise<void>;
  #minute = Number.NaN;
  #used = 0;

  constructor(
    settings: Settings,
    grants: Grants,
    faults: FaultBox,
    world: World,
    sleep: (ms: number) => Promise<void>,
  ) {
    this.#settings = settings;
    this.#grants = grants;
    this.#faults = faults;
    this.#world = world;
    this.#sleep = sleep;
  }

  endpoint(place: InputPlace, handler: ApiHandler, isSend = false): RequestHandler {
    return async (request, response) => {
      let input: JsonObject = {};
      try {
        this.#grants.admit(request.get("access_token"));
        this.#count(response);
        this.#checkProof(request);
        if (!isSend && this.#faults.strikes(this.#faults.switches.otherHttp5xx)) {
          this.#badGateway(request, response, false);
          return;
        }
        input = readInput(place, request);
        await this.#answer(await handler(input, request), userIdOf(input), request, response);
      } catch (cause) {
        if (!(cause instanceof ApiRefusal)) throw cause;
        this.#world.refuse(request.path, cause.code, cause.message, userIdOf(input));
        response.json({ error: cause.code, message: cause.message });
      }
    };
  }

  #badGateway(request: Request, response: Response, accepted: boolean, userId?: string): void {
    if (!accepted) this.#world.refuse(request.path, 502, "Bad Gateway", userId);
    response.status(502).type("html").send("<html><body><h1>502 Bad Gateway</h1></body></html>");
  }

  async #answer(
    answer: ApiAnswer,
    userId: string | undefined,
    request: Request,
    response: Response,
  ): Promise<void> {
    const data = answer.data === undefined ? {} : { data: answer.data };
    await meetFate(answer.fate ?? { kind: "arrives" }, {
      arrive: () => response.json({ error: 0, message: "Success", ...data }),
      badGateway: (accepted) => {
        this.#badGateway(request, response, accepted, userId);
      },
      cut: () => request.socket.destroy(),
      sleep: this.#sleep,
      afterwards: answer.afterwards,
    });
  }

  #count(response: Response): void {
    const minute = Math.floor(this.#settings.now().getTime() / 60_000);
    if (minute !== this.#minute) {
      this.#minute = minute;
      this.#used = 0;
    }
    this.#used += 1;
    const limit = this.#settings.rateLimitPerMinute;
    response.set("X-RateLimit-Limit", String(limit));
    response.set("X-RateLimit-Remain", String(Math.max(0, limit - this.#used)));
    if (this.#used > limit) throw new ApiRefusal(-32);
  }

  #checkProof(request: Request): void {
    if (!this.#settings.requireAppsecretProof) return;
    const proof = appsecretProof(request.get("access_token") ?? "", this.#settings.appSecret);
    if (request.get("appsecret_proof") !== proof) throw new ApiRefusal(-242);
  }
}

function readInput(place: InputPlace, request: Request): JsonObject {
  if (place === "none") return {};
  if (place === "query") {
    const data = new URL(request.originalUrl, "http://simulator").searchParams.get("data");
    const input = data === null ? undefined : readJsonObject(data);
    if (input === undefined) throw new ApiRefusal(-201, "query parameter data must hold a JSON object");
    return input;
  }
  if (request.is("application/json") === false)
    throw new ApiRefusal(-201, "Content-Type must be application/json");
  const input = Buffer.isBuffer(request.body) ? readJsonObject(request.body.toString("utf8")) : undefined;
  if (input === undefined) throw new ApiRefusal(-201, "the body must be a JSON object");
  return input;
}

function userIdOf(input: JsonObject): string | undefined {
  const recipient = input["recipient"];
  const id = isObject(recipient) ? recipient["user_id"] : input["user_id"];
  return typeof id === "string" ? id : undefined;
}

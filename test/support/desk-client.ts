import { io, type Socket } from "socket.io-client";
import type { z } from "zod";
import type { DeskToServer, ServerToDesk } from "../../src/contract/desk.ts";
import { AccountWithPassword, Me, type AccountView } from "../../src/contract/sign-in.ts";
import type { Role } from "../../src/core/people.ts";

/** Long enough for the rules, and nobody's. */
const PASSWORD = "mat-khau-thu-nghiem-42";

/** Somebody who has signed in to the desk of a server, over real HTTP. */
export interface DeskClient {
  readonly account: AccountView;
  readonly username: string;
  readonly password: string;
  /** The `Cookie` header of the session. */
  readonly cookie: string;
  /** Asks the API; an answer of another status than 2xx, or of another shape, throws with what it said. */
  get<Answer>(path: string, schema: z.ZodType<Answer>): Promise<Answer>;
  send(method: "POST" | "PUT" | "PATCH" | "DELETE", path: string, body?: unknown): Promise<Response>;
  /** A connected console. */
  connect(): Promise<Socket<ServerToDesk, DeskToServer>>;
}

/** Signs in with a password that need not be changed. */
export async function signIn(url: string, username: string, password = PASSWORD): Promise<DeskClient> {
  const origin = new URL(url).origin;
  const headers = { origin, "content-type": "application/json" };
  const answer = await fetch(`${origin}/api/auth/sign-in`, {
    method: "POST",
    headers,
    body: JSON.stringify({ username, password }),
  });
  if (!answer.ok) throw new Error(`${username} could not sign in: ${await answer.text()}`);
  const cookie = answer.headers
    .getSetCookie()
    .map((one) => one.split(";")[0])
    .join("; ");
  const { account } = Me.parse(await answer.json());
  const send: DeskClient["send"] = (method, path, body) =>
    fetch(`${origin}${path}`, {
      method,
      headers: { ...headers, cookie },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  return {
    account,
    username,
    password,
    cookie,
    send,
    async get(path, schema) {
      const got = await fetch(`${origin}${path}`, { headers: { cookie } });
      const text = await got.text();
      if (!got.ok) throw new Error(`GET ${path}: ${got.status} ${text}`);
      return schema.parse(JSON.parse(text));
    },
    connect: () =>
      new Promise((resolve, reject) => {
        const socket: Socket<ServerToDesk, DeskToServer> = io(`${origin}/desk`, {
          transports: ["websocket"],
          extraHeaders: { cookie, origin },
          forceNew: true,
        });
        socket.once("connect", () => {
          resolve(socket);
        });
        socket.once("connect_error", reject);
      }),
  };
}

/** Signs in with a one-time password, and changes it as one must. */
export async function signInOnce(
  url: string,
  username: string,
  oneTimePassword: string,
): Promise<DeskClient> {
  const first = await signIn(url, username, oneTimePassword);
  const body = { oldPassword: oneTimePassword, newPassword: PASSWORD };
  const changed = await first.send("POST", "/api/auth/password", body);
  if (!changed.ok)
    throw new Error(`the password of ${username} could not be changed: ${await changed.text()}`);
  return signIn(url, username);
}

/** An account of its own for this test, signed in. */
export async function hire(
  url: string,
  admin: DeskClient,
  person: { username: string; name: string; role?: Role; unit?: string },
): Promise<DeskClient> {
  const made = await admin.send("POST", "/api/desk/accounts", { role: "operator", ...person });
  if (!made.ok) throw new Error(`no account for ${person.username}: ${await made.text()}`);
  const { oneTimePassword } = AccountWithPassword.parse(await made.json());
  return signInOnce(url, person.username, oneTimePassword);
}

import { randomUUID } from "node:crypto";
import { ChatHistory } from "../../src/contract/chat.ts";

/** A citizen on the web page of a server, over real HTTP. */
export interface WebCitizen {
  /** Sends a message, or taps a button of ours with this payload. */
  says(text: string, payload?: string): Promise<void>;
  history(): Promise<ChatHistory>;
}

export async function newWebCitizen(url: string): Promise<WebCitizen> {
  const hello = await fetch(`${url}/api/chat/hello`);
  const cookie = hello.headers
    .getSetCookie()
    .map((one) => one.split(";")[0])
    .join("; ");
  return {
    async says(text, payload) {
      const body = JSON.stringify({
        clientId: randomUUID(),
        text,
        ...(payload === undefined ? {} : { payload }),
      });
      const headers = { "content-type": "application/json", cookie };
      const sent = await fetch(`${url}/api/chat/messages`, { method: "POST", headers, body });
      if (sent.status !== 202) throw new Error(`a message was answered ${sent.status}: ${await sent.text()}`);
    },
    async history() {
      const got = await fetch(`${url}/api/chat/messages`, { headers: { cookie } });
      return ChatHistory.parse(await got.json());
    },
  };
}

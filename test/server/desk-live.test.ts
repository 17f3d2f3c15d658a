import { ConversationDetail, QueuePage, type ConversationCard } from "../../src/contract/desk.ts";
import type { DeskClient } from "../support/desk-client.ts";
import { onBothEngines } from "../support/engines.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { until } from "../support/until.ts";
import { newWebCitizen } from "../support/web-citizen.ts";

onBothEngines("the desk's live way", (engine) => {
  let server: TestServer;
  let admin: DeskClient;
  beforeAll(async () => {
    server = await startTestServer({}, engine);
    admin = await server.admin();
  });
  afterAll(() => server.close());

  it("tells the newest state of a conversation, however fast its changes come", async () => {
    await (await newWebCitizen(server.url)).says("Cho tôi gặp cán bộ");
    const { id } = await until("a waiting case", async () => {
      const page = await admin.get("/api/desk/conversations?queue=waiting", QueuePage);
      return page.conversations[0];
    });
    // Held, so that a line of the queue takes two readings: what changes between them must be told as well.
    await admin.send("POST", `/api/desk/conversations/${id}/claim`, {});
    const socket = await admin.connect();
    let heard: ConversationCard | undefined;
    socket.on("conversation", (card) => {
      if (card.id === id) heard = card;
    });
    for (let round = 0; round < 30; round++) {
      const names = Array.from({ length: 5 }, (_, index) => `nhãn ${round}.${index}`);
      await Promise.all(
        names.map((name) => admin.send("PUT", `/api/desk/conversations/${id}/labels`, { labels: [name] })),
      );
      const { labels } = await admin.get(`/api/desk/conversations/${id}`, ConversationDetail);
      expect(names).toContain(labels[0]);
      await until(`the console hears of ${labels.join()}`, () =>
        Promise.resolve(heard?.labels.join() === labels.join()),
      );
    }
    socket.disconnect();
  });
});

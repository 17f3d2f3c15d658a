import { randomUUID } from "node:crypto";
import { ApiError } from "../../src/contract/chat.ts";
import type { ConversationCard, DeskAlert, ThreadItem, Viewer } from "../../src/contract/desk.ts";
import { knowledgeWithOffice } from "../support/always-open.ts";
import { closedAfterEach } from "../support/cleanup.ts";
import { hire, signIn, type DeskClient } from "../support/desk-client.ts";
import { postgres } from "../support/engines.ts";
import { freePort, startServerProcess, type ServerProcess } from "../support/server-process.ts";
import { until } from "../support/until.ts";
import { newWebCitizen } from "../support/web-citizen.ts";

const there = postgres.missing === undefined ? describe : describe.skip;
const why = postgres.missing === undefined ? "" : ` [skipped: ${postgres.missing}]`;

/** What a console hears, newest last. */
interface Heard {
  readonly cards: ConversationCard[];
  readonly alerts: DeskAlert[];
  readonly items: ThreadItem[];
  viewers: readonly Viewer[];
  signedOut: boolean;
}

there(`two servers behind a balancer (postgres)${why}`, () => {
  const later = closedAfterEach();

  it("show one desk: alerts, messages, holders and viewers reach consoles on either", async () => {
    const opened = await postgres.open();
    later(opened.drop);
    const office = await knowledgeWithOffice("open");
    later(office.drop);
    const env = { ...opened.env, KNOWLEDGE_DIR: office.dir, BURST_QUIET_MS: "200" };
    const servers: ServerProcess[] = await Promise.all(
      [1, 2].map(async () => startServerProcess({ ...env, PORT: String(await freePort()) })),
    );
    for (const server of servers) later(server.kill);
    const [one, two] = servers;
    if (one === undefined || two === undefined) throw new Error("no servers");
    const admin = await Promise.any(servers.map(async (server) => server.admin()));
    const lan = await hire(one.url, admin, { username: "lan", name: "Lan" });
    await hire(one.url, admin, { username: "minh", name: "Minh" });
    // The session made at one counts at the other: whichever the balancer chooses.
    const minh = await signIn(two.url, "minh");
    const [heardByLan, heardByMinh] = await Promise.all([listen(lan), listen(minh)]);

    const citizen = await newWebCitizen(one.url);
    await citizen.says("Cho tôi gặp cán bộ");
    const [forLan, forMinh] = await Promise.all(
      [heardByLan, heardByMinh].map((heard) =>
        until("the alert", () => Promise.resolve(heard.alerts.find((alert) => alert.kind === "new"))),
      ),
    );
    const id = forMinh?.conversation.id ?? "";
    expect(forLan?.conversation.id).toBe(id);

    heardByLan.socket.emit("view", id);
    heardByMinh.socket.emit("view", id);
    await until("each sees the other looking", () =>
      Promise.resolve(
        heardByLan.viewers.some((viewer) => viewer.name === "Minh") &&
          heardByMinh.viewers.some((viewer) => viewer.name === "Lan"),
      ),
    );

    // Both reach for it at the same moment, each at another server.
    const claims = await Promise.all(
      [lan, minh].map((who) => who.send("POST", `/api/desk/conversations/${id}/claim`, {})),
    );
    expect(claims.map((answer) => answer.status).sort()).toEqual([200, 409]);
    const winner = claims[0]?.status === 200 ? lan : minh;
    const loser = claims.find((answer) => answer.status === 409);
    const { error } = ApiError.parse(await loser?.json());
    expect(error).toEqual({
      code: "held_by_other",
      message: `${winner.account.name} đã nhận hội thoại này.`,
    });
    for (const heard of [heardByLan, heardByMinh])
      await until("the holder", () =>
        Promise.resolve(
          heard.cards.some(({ holder }) => holder?.kind === "operator" && holder.id === winner.account.id),
        ),
      );

    await winner.send("POST", `/api/desk/conversations/${id}/reply`, {
      clientId: randomUUID(),
      text: "Dạ, tôi nghe.",
    });
    await citizen.says("Tôi hỏi về sổ đỏ");
    for (const heard of [heardByLan, heardByMinh])
      for (const text of ["Dạ, tôi nghe.", "Tôi hỏi về sổ đỏ"])
        await until(`"${text}" at the console`, () =>
          Promise.resolve(heard.items.some((item) => item.kind === "message" && item.text === text)),
        );

    // Switched off by an administrator at one server, cut off at the other.
    const off = await admin.send("PATCH", `/api/desk/accounts/${minh.account.id}`, { active: false });
    expect(off.status).toBe(200);
    expect((await minh.send("POST", `/api/desk/conversations/${id}/note`, { text: "x" })).status).toBe(401);
    await until(
      "the console of who was switched off is told",
      () => Promise.resolve(heardByMinh.signedOut),
      30_000,
    );
    expect(heardByLan.signedOut).toBe(false);
    heardByLan.socket.disconnect();
  }, 150_000);
});

async function listen(who: DeskClient) {
  const socket = await who.connect();
  const heard: Heard = { cards: [], alerts: [], items: [], viewers: [], signedOut: false };
  socket.on("conversation", (card) => heard.cards.push(card));
  socket.on("alert", (alert) => heard.alerts.push(alert));
  socket.on("thread", (_id, item) => heard.items.push(item));
  socket.on("viewers", (_id, viewers) => {
    heard.viewers = viewers;
  });
  socket.on("signed_out", () => {
    heard.signedOut = true;
  });
  return Object.assign(heard, { socket });
}

import { channelsWithScript, CITIZEN, MESSAGES, says, type Doing } from "./small-graph.ts";

const open = channelsWithScript();
const PERSON = `/v26.0/${CITIZEN}`;
const done: Doing = { json: { success: true } };

describe("citizenName", () => {
  it("is the family name first, as far as Meta tells it", async () => {
    const { channel, graph, gate } = await open({
      [PERSON]: [{ json: { first_name: "An", last_name: "Nguyễn Văn" } }, { json: { first_name: " An " } }],
    });
    expect(await channel.citizenName(CITIZEN)).toBe("Nguyễn Văn An");
    expect(await channel.citizenName(CITIZEN)).toBe("An");
    expect(graph.seen[0]).toMatchObject({ method: "GET", query: { fields: "first_name,last_name" } });
    expect(gate.taken).toEqual(["background", "background"]);
  });

  it("is not known when Meta refuses it, fails or says nothing", async () => {
    const { channel } = await open({
      [PERSON]: [says(100, 33), "cut", { json: {} }, { json: { id: CITIZEN } }],
    });
    for (let at = 0; at < 4; at += 1) expect(await channel.citizenName(CITIZEN)).toBeUndefined();
  });

  it("is not asked for what is no person's id", async () => {
    const { channel, graph } = await open({});
    expect(await channel.citizenName("me/accounts")).toBeUndefined();
    expect(graph.seen).toEqual([]);
  });
});

describe("showTyping", () => {
  it("marks as seen and types, in calls of their own", async () => {
    const { channel, graph, gate } = await open({ [MESSAGES]: [done, done] });
    await channel.showTyping(CITIZEN);
    expect(graph.seen.map((one) => one.body)).toEqual([
      { recipient: { id: CITIZEN }, sender_action: "mark_seen" },
      { recipient: { id: CITIZEN }, sender_action: "typing_on" },
    ]);
    expect(gate.taken).toEqual(["background", "background"]);
  });

  it("is given up without a word when Meta refuses or fails", async () => {
    const { channel, graph, log } = await open({ [MESSAGES]: [says(2018300), "cut"] });
    await channel.showTyping(CITIZEN);
    await channel.showTyping(CITIZEN);
    expect(graph.seen).toHaveLength(2);
    expect(log.lines.map((line) => line.split(" ")[0])).toEqual(["debug", "debug"]);
  });
});

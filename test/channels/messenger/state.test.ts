import { NOW } from "../zalo/small-zalo.ts";
import {
  APP,
  APP_SECRET,
  channelsWithScript,
  message,
  MESSAGES,
  PAGE,
  PAGE_TOKEN,
  says,
  type Doing,
} from "./small-graph.ts";

const open = channelsWithScript();
const DEBUG = "/v26.0/debug_token";
const ME = "/v26.0/me";

describe("state", () => {
  const debugged = (data: object): Doing => ({ json: { data } });
  const VALID = {
    app_id: APP,
    type: "PAGE",
    is_valid: true,
    expires_at: 0,
    scopes: ["pages_messaging", "pages_manage_metadata", "pages_show_list"],
  };
  const me: Doing = { json: { id: PAGE, messaging_feature_status: { hop_v2: true, default_app: "on" } } };

  it("tells what Meta says of token, permissions and routing", async () => {
    const { channel, graph } = await open({ [DEBUG]: [debugged(VALID)], [ME]: [me] });
    expect(await channel.state()).toEqual({
      token: "valid",
      expiresAt: "never",
      missingPermissions: [],
      isConfigured: true,
      features: { hop_v2: "true", default_app: "on" },
      checkedAt: NOW,
    });
    expect(graph.to(DEBUG)[0]).toMatchObject({
      query: { input_token: PAGE_TOKEN },
      headers: { authorization: `Bearer ${APP}|${APP_SECRET}` },
    });
    expect(graph.to(ME)[0]).toMatchObject({
      query: { fields: "messaging_feature_status" },
      headers: { authorization: `Bearer ${PAGE_TOKEN}` },
    });
  });

  it("names what is wrong", async () => {
    const { channel } = await open({
      [DEBUG]: [
        debugged({ ...VALID, expires_at: 1795402800, scopes: ["pages_messaging"] }),
        debugged({ is_valid: false, error: { code: 190, message: "Session has expired" } }),
        debugged({ ...VALID, app_id: 1 }),
        debugged({ ...VALID, profile_id: "777" }),
      ],
      [ME]: [me, says(190, 463), me, says(10)],
    });
    expect(await channel.checkState()).toMatchObject({
      token: "valid",
      expiresAt: new Date(1795402800000),
      missingPermissions: ["pages_manage_metadata"],
    });
    expect(await channel.checkState()).toMatchObject({
      token: "invalid",
      why: "190/463: said by the platform",
    });
    expect(await channel.checkState()).toMatchObject({ token: "valid", isConfigured: false });
    expect(await channel.checkState()).toMatchObject({ token: "valid", isConfigured: false, features: {} });
  });

  it("says that it could not be checked, and never throws", async () => {
    const { channel } = await open({
      [DEBUG]: ["cut", says(190), { status: 404, text: "" }, debugged({ is_valid: false })],
      [ME]: ["cut", me, me, me],
    });
    const states = [];
    for (let at = 0; at < 4; at += 1) states.push(await channel.checkState());
    expect(states).toMatchObject([
      { token: "unchecked" },
      { token: "unchecked", why: "190: said by the platform" },
      { token: "unchecked", why: "http_404" },
      { token: "invalid" },
    ]);
  });

  it("is kept for an hour when good, for five minutes when not, and asked for once by many", async () => {
    const { channel, graph, clock } = await open({
      [DEBUG]: [debugged(VALID), "cut", debugged(VALID)],
      [ME]: [me, me, me],
    });
    await Promise.all([channel.state(), channel.state(), channel.state()]);
    clock.later(60 * 60_000 - 1);
    await channel.state();
    expect(graph.to(DEBUG)).toHaveLength(1);
    clock.later(1);
    expect(await channel.state()).toMatchObject({ token: "unchecked" });
    clock.later(5 * 60_000);
    expect(await channel.state()).toMatchObject({ token: "valid" });
    expect(graph.to(DEBUG)).toHaveLength(3);
  });

  it("is asked for anew after a send whose token was refused", async () => {
    const { channel } = await open({
      [DEBUG]: [debugged(VALID), debugged({ ...VALID, is_valid: false })],
      [ME]: [me, says(190, 460)],
      [MESSAGES]: [says(190, 460)],
    });
    expect(await channel.state()).toMatchObject({ token: "valid" });
    await channel.send(message());
    expect(await channel.state()).toMatchObject({ token: "invalid" });
  });
});

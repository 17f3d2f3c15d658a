import { createPageSetup, SUBSCRIBED_FIELDS } from "../../../src/channels/messenger/page-setup.ts";
import { NOW } from "../zalo/small-zalo.ts";
import { channelsWithScript, PAGE, says, type Doing } from "./small-graph.ts";

const open = channelsWithScript();
const SUBSCRIBE = `/v26.0/${PAGE}/subscribed_apps`;
const PROFILE = `/v26.0/${PAGE}/messenger_profile`;
const done: Doing = { json: { success: true } };

describe("the Page's set-up", () => {
  const profile = {
    greeting: "Xin chào anh/chị!",
    iceBreakers: ["Đăng ký khai sinh cần gì?"],
    menu: [
      { title: "Gặp cán bộ", payload: "#mc:person" },
      { title: "Cổng dịch vụ công", url: "https://dichvucong.example.gov.vn" },
    ],
  };

  it("subscribes to every event the channel reads", async () => {
    const { channel, graph } = await open({ [SUBSCRIBE]: [done] });
    expect(await channel.setup.subscribe()).toEqual({ done: true });
    expect(graph.seen[0]).toMatchObject({
      method: "POST",
      query: { subscribed_fields: SUBSCRIBED_FIELDS.join(",") },
    });
    expect(SUBSCRIBED_FIELDS).toHaveLength(12);
  });

  it("sets greeting, first button, ice breakers and menu", async () => {
    const { channel, graph } = await open({ [PROFILE]: [{ json: { result: "success" } }] });
    expect(await channel.setup.setProfile(profile)).toEqual({ done: true });
    expect(graph.seen[0]?.body).toEqual({
      get_started: { payload: "GET_STARTED" },
      greeting: [{ locale: "default", text: "Xin chào anh/chị!" }],
      ice_breakers: [
        {
          locale: "default",
          call_to_actions: [{ question: "Đăng ký khai sinh cần gì?", payload: "ICE_BREAKER_1" }],
        },
      ],
      persistent_menu: [
        {
          locale: "default",
          composer_input_disabled: false,
          call_to_actions: [
            { type: "postback", title: "Gặp cán bộ", payload: "#mc:person" },
            { type: "web_url", title: "Cổng dịch vụ công", url: "https://dichvucong.example.gov.vn" },
          ],
        },
      ],
    });
  });

  const failures: [string, Doing, string][] = [
    ["an error", says(200), "200: said by the platform"],
    ["a refusal in the answer", { json: { success: false } }, '{"success":false}'],
    ["a bare status", { status: 404, text: "" }, "http_404"],
    ["a cut", "cut", "UND_ERR_SOCKET"],
  ];
  it.each(failures)("tells why it is not done after %s", async (_what, doing, why) => {
    const { channel } = await open({ [SUBSCRIBE]: [doing] });
    expect(await channel.setup.subscribe()).toEqual({ done: false, why });
  });

  it("waits for nothing when calls run short, and says until when", async () => {
    const setup = createPageSetup(() => Promise.resolve({ kind: "later", by: "usage", until: NOW }), PAGE);
    expect(await setup.subscribe()).toEqual({
      done: false,
      why: "the allowance of calls is used up until 2026-11-23T03:00:30.000Z",
    });
  });
});

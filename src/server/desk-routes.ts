import express, { type Request, type Response, type Router } from "express";
import { z } from "zod";
import { maySeeFigures, mayReply } from "../access/rights.ts";
import {
  AddNote,
  Assign,
  Claim,
  Close,
  DiscardDraft,
  Forward,
  HandBack,
  ProcedureTextQuery,
  QueueQuery,
  Reply,
  SetCallback,
  SetCannedReply,
  SetDrafting,
  SetLabels,
  SetProcedure,
  type BotDraft,
  type CaseList,
  type CannedReplies,
  type Colleagues,
  type ConversationDetail,
  type DeskSetup,
  type LabelsInUse,
  type ProcedureHits,
  type ProcedureText,
  type QueueCounts,
  type QueuePage,
  type Thread,
  type TurnEvidence,
  type Units,
} from "../contract/desk.ts";
import { CaseQuery, ExportFormat, FiguresQuery, type CasePage, type Figures } from "../contract/records.ts";
import type { Channel, ChannelName } from "../core/channel.ts";
import { MotcuaError } from "../core/errors.ts";
import { isOpen, nextOpening, type OfficeCalendar } from "../core/office-time.ts";
import type { Operator } from "../core/people.ts";
import type { Clock, NewId } from "../core/ports.ts";
import { setCallback, setProcedure } from "../desk/call-back.ts";
import {
  addCannedReply,
  changeCannedReply,
  listCannedReplies,
  removeCannedReply,
} from "../desk/canned-replies.ts";
import { caseRecordPage } from "../desk/case-record-page.ts";
import { earlierCases, listCases } from "../desk/case-records.ts";
import { closeCase, forward, handBack } from "../desk/end-part.ts";
import { exportCases } from "../desk/export-cases.ts";
import { readFigures } from "../desk/figures.ts";
import { labelsInUse, setLabels } from "../desk/labels.ts";
import { countQueues, listConversations } from "../desk/list-conversations.ts";
import type { DeskView } from "../desk/look-up-names.ts";
import { leaveNote } from "../desk/notes.ts";
import { listColleagues } from "../desk/presence.ts";
import { readConversation, seenConversation } from "../desk/read-conversation.ts";
import { readEvidence } from "../desk/read-evidence.ts";
import { readThread } from "../desk/read-thread.ts";
import { discardDraft, reply, setDrafting } from "../desk/reply.ts";
import { retrySend } from "../desk/retry-send.ts";
import { assign, claim } from "../desk/take-over.ts";
import { handlingOf } from "../messaging/hand-over.ts";
import type { InConversation } from "../messaging/in-conversation.ts";
import type { DeskSettings } from "../platform/config.ts";
import type { Store } from "../store/open-store.ts";
import type { Queue } from "../store/queue.ts";
import type { DeskAnswers } from "./desk-answers.ts";
import { readInput } from "./read-input.ts";
import { requireOperator, requireRight } from "./signed-in.ts";

const Id = z.uuid();
const Number_ = z.coerce.number().int().positive();
const Before = z.object({ before: z.coerce.number().int().positive().optional() });
const Question = z.object({ q: z.string().trim().min(1).max(300) });

/** `/api/desk`: see `contract/desk.ts`. After the middleware of `createSessions`. */
export function deskRoutes(parts: {
  store: Store;
  queue: Queue;
  inConversation: InConversation;
  channels: ReadonlyMap<ChannelName, Channel>;
  answers: DeskAnswers;
  view: () => DeskView;
  calendar: OfficeCalendar;
  centre: string;
  settings: DeskSettings;
  clock: Clock;
  newId: NewId;
}): Router {
  const { store, inConversation, channels, answers, view, calendar, centre, settings, clock, newId } = parts;
  const router = express.Router();
  // Who is asking is settled before the body is read.
  router.use("/api/desk", (request, _response, next) => {
    requireOperator(request);
    next();
  });
  router.use("/api/desk", express.json({ limit: "64kb" }));

  const detail = async (who: Operator, id: string): Promise<ConversationDetail> =>
    readConversation(store, who, id, { view: view(), channels, now: clock() });

  /** One act on a conversation: what the body holds, what is done, and the conversation as it is then. */
  const acts = <Body>(
    verb: "post" | "put",
    name: string,
    schema: z.ZodType<Body>,
    work: (who: Operator, id: string, body: Body) => Promise<void>,
  ): void => {
    router[verb](`/api/desk/conversations/:id/${name}`, async (request: Request, response: Response) => {
      const who = requireOperator(request);
      const id = readInput(Id, request.params["id"]);
      await work(who, id, readInput(schema, request.body ?? {}));
      response.json(await detail(who, id));
    });
  };
  acts("post", "claim", Claim, (who, id) => claim(inConversation, who, id, centre));
  acts("post", "assign", Assign, (who, id, { operator }) =>
    assign(inConversation, who, id, operator, centre),
  );
  acts("post", "reply", Reply, (who, id, body) => reply(inConversation, who, id, body));
  acts("post", "hand-back", HandBack, (who, id, body) => handBack(inConversation, who, id, body));
  acts("post", "close", Close, (who, id, body) => closeCase(inConversation, who, id, body));
  acts("post", "forward", Forward, (who, id, body) => forward(inConversation, who, id, body, view().units));
  acts("post", "note", AddNote, (who, id, { text }) => leaveNote(inConversation, who, id, text));
  acts("put", "labels", SetLabels, (who, id, { labels }) => setLabels(inConversation, who, id, labels));
  acts("post", "drafting", SetDrafting, (who, id, { on }) => setDrafting(inConversation, who, id, on));
  acts("post", "discard-draft", DiscardDraft, (who, id) => discardDraft(inConversation, who, id));
  acts("put", "procedure", SetProcedure, (who, id, { procedure }) => {
    if (procedure !== null && view().book.inForce(procedure) === undefined)
      throw new MotcuaError("input_invalid", `procedure: không có thủ tục ${procedure} đang có hiệu lực`);
    return setProcedure(inConversation, who, id, procedure);
  });
  acts("post", "callback", SetCallback, (who, id, body) => setCallback(inConversation, who, id, body, newId));

  router.get("/api/desk/setup", (_request, response) => {
    const now = clock();
    const open = isOpen(calendar, now);
    const opening = open ? undefined : nextOpening(calendar, now);
    response.json({
      centre,
      slaWarnMs: settings.slaWarnMs,
      slaLateMs: settings.slaLateMs,
      office: { open, opensAt: opening?.toISOString() ?? null },
    } satisfies DeskSetup);
  });
  router.get("/api/desk/units", (_request, response) => {
    response.json({ units: [...view().units] } satisfies Units);
  });
  router.get("/api/desk/colleagues", async (_request, response) => {
    const since = new Date(clock().getTime() - settings.rules.presenceMs);
    response.json({ colleagues: [...(await listColleagues(store, since))] } satisfies Colleagues);
  });
  router.get("/api/desk/labels", async (_request, response) => {
    response.json({ labels: await labelsInUse(store) } satisfies LabelsInUse);
  });

  router.get("/api/desk/conversations", async (request, response) => {
    const query = readInput(QueueQuery, request.query);
    response.json(
      (await listConversations(store, requireOperator(request), query, view())) satisfies QueuePage,
    );
  });
  router.get("/api/desk/counts", async (request, response) => {
    response.json((await countQueues(store, requireOperator(request))) satisfies QueueCounts);
  });
  router.get("/api/desk/conversations/:id", async (request, response) => {
    response.json(await detail(requireOperator(request), readInput(Id, request.params["id"])));
  });
  router.get("/api/desk/conversations/:id/thread", async (request, response) => {
    const { id } = await seenConversation(
      store,
      requireOperator(request),
      readInput(Id, request.params["id"]),
    );
    const { before } = readInput(Before, request.query);
    response.json((await readThread(store, id, before, view().units)) satisfies Thread);
  });
  router.get("/api/desk/conversations/:id/cases", async (request, response) => {
    const { id } = await seenConversation(
      store,
      requireOperator(request),
      readInput(Id, request.params["id"]),
    );
    response.json((await earlierCases(store, id, view(), clock())) satisfies CaseList);
  });
  router.post("/api/desk/conversations/:id/draft", async (request, response) => {
    const who = requireOperator(request);
    const conversation = await seenConversation(store, who, readInput(Id, request.params["id"]));
    if (!mayReply(who, handlingOf(conversation)))
      throw new MotcuaError("not_allowed", "Chỉ cán bộ đang giữ hội thoại mới xin được gợi ý.");
    response.json((await answers.draft(conversation)) satisfies BotDraft);
  });
  router.get("/api/desk/turns/:id", async (request, response) => {
    const id = readInput(Id, request.params["id"]);
    const evidence = await readEvidence(store, requireOperator(request), id, view().book);
    response.json(evidence satisfies TurnEvidence);
  });
  router.post("/api/desk/outbox/:id/retry", async (request, response) => {
    await retrySend({
      ...parts,
      who: requireOperator(request),
      id: readInput(Number_, request.params["id"]),
    });
    response.json({});
  });

  router.get("/api/desk/procedures", async (request, response) => {
    const { q } = readInput(Question, request.query);
    response.json((await answers.search(q)) satisfies ProcedureHits);
  });
  router.get("/api/desk/procedures/:code/text", async (request, response) => {
    const { facet, channel } = readInput(ProcedureTextQuery, request.query);
    const text = await answers.text(request.params.code, facet, channel);
    response.json({ text } satisfies ProcedureText);
  });

  router.get("/api/desk/canned-replies", async (_request, response) => {
    response.json((await listCannedReplies(store)) satisfies CannedReplies);
  });
  router.post("/api/desk/canned-replies", async (request, response) => {
    const body = readInput(SetCannedReply, request.body);
    const id = await addCannedReply(store, requireOperator(request), body, clock());
    response.status(201).json({ id, ...body });
  });
  router.put("/api/desk/canned-replies/:id", async (request, response) => {
    const body = readInput(SetCannedReply, request.body);
    const id = readInput(Number_, request.params["id"]);
    await changeCannedReply(store, requireOperator(request), id, body, clock());
    response.json({ id, ...body });
  });
  router.delete("/api/desk/canned-replies/:id", async (request, response) => {
    const id = readInput(Number_, request.params["id"]);
    await removeCannedReply(store, requireOperator(request), id, clock());
    response.json({});
  });

  router.get("/api/desk/cases", async (request, response) => {
    const query = readInput(CaseQuery, request.query);
    const page = await listCases(store, requireOperator(request), query, view(), clock());
    response.json(page satisfies CasePage);
  });
  router.get("/api/desk/cases/export", requireRight("export"), async (request, response) => {
    const { format } = readInput(z.object({ format: ExportFormat }), request.query);
    const query = readInput(CaseQuery, request.query);
    const file = await exportCases(store, requireOperator(request), query, format, view(), clock());
    response.attachment(file.name).type(file.type).send(file.bytes);
  });
  router.get("/api/desk/cases/:id/record", async (request, response) => {
    const id = readInput(Id, request.params["id"]);
    const page = await caseRecordPage(store, requireOperator(request), id, {
      view: view(),
      centre,
      now: clock(),
    });
    response.type("html").send(page);
  });
  router.get("/api/desk/figures", async (request, response) => {
    if (!maySeeFigures(requireOperator(request)))
      throw new MotcuaError("not_allowed", "Tài khoản của anh/chị không có quyền xem số liệu.");
    const { month } = readInput(FiguresQuery, request.query);
    const figures = await readFigures(store, month, { book: view().book, calendar, now: clock() });
    response.json(figures satisfies Figures);
  });
  return router;
}

import { z } from "zod";
import { HANDOVER_REASONS, outcomeLabel } from "../core/answering.ts";
import {
  CASE_OUTCOMES,
  PERSON_REASONS,
  type HandlingReason,
  type HandoverEventKind,
} from "../core/handover.ts";
import { FACETS } from "../core/procedure.ts";
import { ChatButton } from "./chat.ts";

/**
 * The API between the operators' desk (`/desk`) and the server, under `/api/desk`. Signed in by the cookie of
 * `/api/auth/sign-in`; anything but GET must come from the own origin, with a JSON body. Errors are `ApiError`.
 * All times are ISO 8601 in UTC; `dueDate` is a day in Vietnam.
 */

const at = z.iso.datetime();

export const DeskChannel = z.enum(["zalo", "messenger", "web"]);
export type DeskChannel = z.infer<typeof DeskChannel>;
export const channelLabel = {
  zalo: "Zalo",
  messenger: "Messenger",
  web: "Trang web",
} as const satisfies Record<DeskChannel, string>;

export const DeskState = z.enum(["bot", "waiting", "held", "drafting", "closed"]);
export type DeskState = z.infer<typeof DeskState>;
export const stateLabel = {
  bot: "Trợ lý trả lời",
  waiting: "Đang chờ cán bộ",
  held: "Cán bộ đang trả lời",
  drafting: "Trợ lý soạn, cán bộ duyệt",
  closed: "Đã kết thúc",
} as const satisfies Record<DeskState, string>;

export const CaseReason = z.enum([...HANDOVER_REASONS, ...PERSON_REASONS]);
export const reasonLabel = {
  person_wanted: "Xin gặp cán bộ",
  complaint: "Phản ánh, khiếu nại",
  failed_twice: "Trợ lý hai lần không tìm thấy",
  always_human_topic: "Việc luôn do cán bộ trả lời",
  attachment_needs_eyes: "Có tệp, hình ảnh cần xem",
  pipeline_error: "Lỗi hệ thống",
  answered_in_platform: "Cán bộ trả lời trong Zalo/Messenger",
  operator_stepped_in: "Cán bộ chủ động tiếp nhận",
} as const satisfies Record<HandlingReason, string>;

export const CaseOutcome = z.enum(CASE_OUTCOMES);
export type CaseOutcome = z.infer<typeof CaseOutcome>;
export const caseOutcomeLabel = {
  settled: "Đã giải đáp",
  called_back: "Đã gọi lại",
  referred: "Đã hướng dẫn sang nơi khác",
  no_answer_needed: "Không cần trả lời",
  quiet: "Đã trả lời, người dân không hỏi thêm",
  citizen_resumed_bot: "Người dân chọn hỏi trợ lý",
  control_returned: "Kết thúc trong Messenger",
} as const satisfies Record<CaseOutcome, string>;
/** What a person may choose when ending a case; the others happen by themselves. */
export const CHOSEN_OUTCOMES = ["settled", "called_back", "referred", "no_answer_needed"] as const;

export const eventLabel = {
  person_called: "Chuyển cán bộ",
  claimed: "Tiếp nhận",
  assigned: "Phân công",
  answered_in_platform: "Có người trả lời trong công cụ của nền tảng",
  control_returned: "Nền tảng trả lại hội thoại",
  citizen_wrote: "Người dân nhắn thêm",
  citizen_resumed_bot: "Người dân chọn hỏi trợ lý",
  replied: "Trả lời",
  handed_back: "Giao lại trợ lý",
  closed: "Kết thúc",
  forwarded: "Chuyển đơn vị khác",
  drafting_set: "Bật, tắt chế độ trợ lý soạn",
  away: "Cán bộ vắng, trở lại hàng chờ",
  alerted: "Nhắc lại",
  quiet: "Tự giao lại trợ lý sau thời gian yên lặng",
} as const satisfies Record<HandoverEventKind, string>;

export { outcomeLabel };

const Named = z.object({ id: z.string(), name: z.string() });
const ProcedureRef = z.object({ code: z.string(), name: z.string() });

/** Who has a conversation: a colleague, or somebody in the platform's own tool. */
export const DeskHolder = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("operator"), id: z.string(), name: z.string() }),
  z.object({ kind: z.literal("platform"), name: z.string() }),
]);
export type DeskHolder = z.infer<typeof DeskHolder>;

/** One conversation as a line of a queue. */
export const ConversationCard = z.object({
  id: z.string(),
  channel: DeskChannel,
  /** `name` as the platform tells it, or null; `short` is a stable short mark such as `…4821`. */
  citizen: z.object({ name: z.string().nullable(), short: z.string() }),
  state: DeskState,
  reason: CaseReason.nullable(),
  holder: DeskHolder.nullable(),
  unit: Named.nullable(),
  waitingSince: at.nullable(),
  unansweredSince: at.nullable(),
  changedAt: at,
  /** Supervisors are alerted: nobody took it, or holders went away twice. */
  escalated: z.boolean(),
  lastMessage: z
    .object({ speaker: z.enum(["citizen", "bot", "operator", "system"]), text: z.string(), at })
    .nullable(),
  labels: z.array(z.string()),
  caseNumber: z.string().nullable(),
  dueDate: z.string().nullable(),
  procedure: ProcedureRef.nullable(),
  /** A call-back is wanted and not done. */
  callbackOpen: z.boolean(),
  /** Messages to the citizen that could not be sent. */
  failedSends: z.number().int(),
  version: z.number().int(),
});
export type ConversationCard = z.infer<typeof ConversationCard>;

export const DeskQueue = z.enum(["waiting", "mine", "callbacks", "all", "closed"]);
export type DeskQueue = z.infer<typeof DeskQueue>;

/**
 * Query of `GET /api/desk/conversations`. `waiting` oldest first; `mine` unanswered first; `callbacks`:
 * those who want to be called back, whoever has them, last changed first; `all`: every conversation
 * that is not closed, last changed first; `closed`: those whose last case has ended, last changed first.
 */
export const QueueQuery = z.object({
  queue: DeskQueue,
  channel: DeskChannel.optional(),
  label: z.string().optional(),
  /** Words of the citizen's name, case number or messages. */
  q: z.string().max(200).optional(),
  before: z.iso.datetime().optional(),
});
export type QueueQuery = z.infer<typeof QueueQuery>;
/** At most 50; `more` when there are others (`before` = `changedAt` of the last; `waiting` and `mine` come whole). */
export const QueuePage = z.object({ conversations: z.array(ConversationCard), more: z.boolean() });
export type QueuePage = z.infer<typeof QueuePage>;

/** `GET /api/desk/counts`. */
export const QueueCounts = z.object({
  waiting: z.number().int(),
  mine: z.number().int(),
  /** Of mine, those with an unanswered message. */
  mineUnanswered: z.number().int(),
  callbacks: z.number().int(),
});
export type QueueCounts = z.infer<typeof QueueCounts>;

/** The controlled record of one handled case. */
export const CaseView = z.object({
  id: z.string(),
  number: z.string(),
  conversationId: z.string(),
  channel: DeskChannel,
  openedAt: at,
  reason: CaseReason,
  procedure: ProcedureRef.nullable(),
  field: z.string().nullable(),
  unit: Named.nullable(),
  claimedAt: at.nullable(),
  officer: z.string().nullable(),
  firstReplyAt: at.nullable(),
  dueDate: z.string(),
  overdue: z.boolean(),
  closedAt: at.nullable(),
  outcome: CaseOutcome.nullable(),
  settled: z.string().nullable(),
});
export type CaseView = z.infer<typeof CaseView>;

export const CallbackView = z.object({
  id: z.string(),
  state: z.enum(["asked_consent", "asked_number", "open", "done", "given_up"]),
  phone: z.string().nullable(),
  consentAt: at.nullable(),
  leftAt: at.nullable(),
  note: z.string().nullable(),
});
export type CallbackView = z.infer<typeof CallbackView>;

/** `GET /api/desk/conversations/:id`, and the answer of every action on it. */
export const ConversationDetail = ConversationCard.extend({
  /** May an operator's words go out now, and until when? `until` null: closed; `never`: no limit. */
  window: z.object({
    open: z.boolean(),
    until: z.union([at, z.literal("never")]).nullable(),
    /** The next message costs the centre money (Zalo after 48 hours). */
    paid: z.boolean(),
  }),
  /** Longest message of the channel; a longer reply goes out in parts. */
  textLength: z.number().int(),
  case: CaseView.nullable(),
  /** What the one who asks may do now. */
  may: z.object({
    claim: z.boolean(),
    reply: z.boolean(),
    handBack: z.boolean(),
    close: z.boolean(),
    forward: z.boolean(),
    assign: z.boolean(),
    note: z.boolean(),
  }),
  draft: z.object({ text: z.string(), at }).nullable(),
  callback: CallbackView.nullable(),
});
export type ConversationDetail = z.infer<typeof ConversationDetail>;

/** One thing in the course of a conversation. `key` is unique and stable: a newer one with the same key replaces it. */
export const ThreadItem = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("message"),
    key: z.string(),
    at,
    id: z.number().int(),
    speaker: z.enum(["citizen", "bot", "operator", "system"]),
    /** Of an operator: the name. */
    author: z.string().nullable(),
    text: z.string(),
    buttons: z.array(ChatButton),
    attachments: z.array(
      z.object({ kind: z.string(), url: z.string().optional(), name: z.string().optional() }),
    ),
    deliveredAt: at.nullable(),
    seenAt: at.nullable(),
    /** Of what goes out; null for what came in. */
    sending: z
      .object({
        outboxId: z.number().int(),
        state: z.enum(["queued", "sending", "in_doubt", "sent", "failed", "cancelled"]),
        errorCode: z.string().nullable(),
        /** Why, in Vietnamese. */
        why: z.string().nullable(),
      })
      .nullable(),
    /** The bot's turn that wrote it: `GET /api/desk/turns/:id`. */
    turnId: z.string().nullable(),
  }),
  z.object({ kind: z.literal("note"), key: z.string(), at, author: z.string(), text: z.string() }),
  z.object({
    kind: z.literal("event"),
    key: z.string(),
    at,
    /** Who, in Vietnamese: a name, "Người dân", "Trợ lý", "Hệ thống". */
    actor: z.string(),
    event: z.string(),
    from: DeskState,
    to: DeskState,
    reason: CaseReason.nullable(),
    /** More about it, in Vietnamese ("Đã giải đáp: …", "Chuyển tới Quầy Tư pháp"); null when there is nothing. */
    detail: z.string().nullable(),
  }),
]);
export type ThreadItem = z.infer<typeof ThreadItem>;

/**
 * `GET /api/desk/conversations/:id/thread?before=<message id>`: the newest 50 messages before that one with the notes
 * and events among them, oldest first; `before` of the next page is `oldest`.
 */
export const Thread = z.object({
  items: z.array(ThreadItem),
  more: z.boolean(),
  oldest: z.number().int().nullable(),
});
export type Thread = z.infer<typeof Thread>;

/** `GET /api/desk/turns/:id`: why the bot said what it said. */
export const TurnEvidence = z.object({
  id: z.string(),
  at,
  outcome: z.string(),
  question: z.string(),
  masked: z.array(z.string()),
  facet: z.string().nullable(),
  recognised: z.string().nullable(),
  followUp: z.boolean(),
  because: z.string(),
  candidates: z.array(
    z.object({
      code: z.string(),
      name: z.string(),
      /** Probability, 0 to 1. */
      score: z.number(),
      passages: z.array(z.string()),
      rejected: z.string().nullable(),
    }),
  ),
  tookMs: z.record(z.string(), z.number()),
});
export type TurnEvidence = z.infer<typeof TurnEvidence>;

/** `GET /api/desk/conversations/:id/cases`: the citizen's earlier cases, newest first. */
export const CaseList = z.object({ cases: z.array(CaseView) });
export type CaseList = z.infer<typeof CaseList>;

// Actions: POST /api/desk/conversations/:id/<name>, answered with ConversationDetail.

const text = z.string().trim().min(1, "không được để trống");
const uuid = z.uuid();

/** `claim`: no body. Refused with `held_by_other`, its message naming who has it. */
export const Claim = z.strictObject({});
/** `reply`. The same `clientId` twice is sent once. `fromDraft`: an approved draft of the bot, perhaps changed. */
export const Reply = z.strictObject({
  clientId: uuid,
  text: text.max(10_000),
  fromDraft: z.boolean().default(false),
});
export type Reply = z.infer<typeof Reply>;
/** `hand-back`: to the bot, with one line on what was settled, and the procedure the talk was about, if known. */
export const HandBack = z.strictObject({
  settled: z.string().trim().max(500).default(""),
  procedure: z.string().optional(),
});
export type HandBack = z.infer<typeof HandBack>;
/** `close`: ended with an outcome. */
export const Close = z.strictObject({
  outcome: z.enum(CHOSEN_OUTCOMES),
  settled: z.string().trim().max(500).default(""),
  procedure: z.string().optional(),
});
export type Close = z.infer<typeof Close>;
/** `forward`: to a unit of `GET /api/desk/units`. The note becomes a note of the conversation. */
export const Forward = z.strictObject({
  unit: z.string().min(1),
  note: z.string().trim().max(2000).default(""),
});
export type Forward = z.infer<typeof Forward>;
/** `assign`: a supervisor gives it to somebody. */
export const Assign = z.strictObject({ operator: uuid });
/** `note`. */
export const AddNote = z.strictObject({ text: text.max(2000) });
/** `labels` (PUT): the whole list. */
export const SetLabels = z.strictObject({ labels: z.array(z.string().trim().min(1).max(40)).max(10) });
/** `drafting`: the bot writes a draft for each question, the holder approves; or no longer. */
export const SetDrafting = z.strictObject({ on: z.boolean() });
/** `discard-draft`: no body; throws the bot's open draft away. */
export const DiscardDraft = z.strictObject({});
/** `procedure` (PUT): which procedure the case is about; null: none. */
export const SetProcedure = z.strictObject({ procedure: z.string().nullable() });
/** `callback`: an operator notes a number the citizen gave otherwise, with consent; or ends the open one. */
export const SetCallback = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("wanted"),
    phone: z.string().trim().min(8).max(20),
    note: z.string().trim().max(500).default(""),
  }),
  z.strictObject({
    kind: z.literal("ended"),
    done: z.boolean(),
    note: z.string().trim().max(500).default(""),
  }),
]);
export type SetCallback = z.infer<typeof SetCallback>;
/** `POST /api/desk/outbox/:id/retry`: no body; sends a failed message again. */

/** `POST /api/desk/conversations/:id/draft`: what the bot would answer to what the citizen last asked. Sends nothing. */
export const BotDraft = z.object({
  /** Null when the record has no answer. */
  text: z.string().nullable(),
  outcome: z.string(),
  because: z.string(),
  procedure: ProcedureRef.nullable(),
});
export type BotDraft = z.infer<typeof BotDraft>;

/** `GET /api/desk/procedures?q=`: at most 10, best first. */
export const ProcedureHits = z.object({
  procedures: z.array(
    ProcedureRef.extend({ shortName: z.string(), field: z.string(), levels: z.array(z.string()) }),
  ),
});
export type ProcedureHits = z.infer<typeof ProcedureHits>;
/** `GET /api/desk/procedures/:code/text?facet=&channel=`: the composed text with its source, to insert. */
export const ProcedureTextQuery = z.object({ facet: z.enum(FACETS), channel: DeskChannel });
export const ProcedureText = z.object({ text: z.string() });
export type ProcedureText = z.infer<typeof ProcedureText>;

/** `GET|POST /api/desk/canned-replies`, `PUT|DELETE /api/desk/canned-replies/:id`. */
export const CannedReply = z.object({ id: z.number().int(), title: z.string(), text: z.string() });
export type CannedReply = z.infer<typeof CannedReply>;
export const CannedReplies = z.object({ replies: z.array(CannedReply) });
export type CannedReplies = z.infer<typeof CannedReplies>;
export const SetCannedReply = z.strictObject({ title: text.max(80), text: text.max(2000) });

/** `GET /api/desk/labels`: labels in use, the most used first. */
export const LabelsInUse = z.object({ labels: z.array(z.string()) });
export type LabelsInUse = z.infer<typeof LabelsInUse>;

/** `GET /api/desk/units`: departments and communes to forward to. */
export const Units = z.object({
  units: z.array(z.object({ id: z.string(), name: z.string(), kind: z.enum(["department", "commune"]) })),
});
export type Units = z.infer<typeof Units>;

/** `GET /api/desk/colleagues`: who may be assigned, and who is at the desk now. */
export const Colleagues = z.object({
  colleagues: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      role: z.string(),
      unit: z.string().nullable(),
      online: z.boolean(),
      /** Conversations held now. */
      holds: z.number().int(),
    }),
  ),
});
export type Colleagues = z.infer<typeof Colleagues>;

/** `GET /api/desk/setup`: what the console needs to know once. */
export const DeskSetup = z.object({
  centre: z.string(),
  slaWarnMs: z.number().int(),
  slaLateMs: z.number().int(),
  /** Is the office open now, and when does it open next? */
  office: z.object({ open: z.boolean(), opensAt: at.nullable() }),
});
export type DeskSetup = z.infer<typeof DeskSetup>;

/** Why operators are alerted. */
export type AlertKind = "new" | "repeated" | "away" | "forwarded";
export interface DeskAlert {
  readonly kind: AlertKind;
  /** `supervisor`: for those who step in; everybody else has been alerted before. */
  readonly level: "operator" | "supervisor";
  readonly conversation: ConversationCard;
}
export interface Viewer {
  readonly id: string;
  readonly name: string;
  readonly typing: boolean;
}

/**
 * socket.io, namespace `/desk`, signed in by the cookie. What comes tells the newest state of one thing; after a
 * break the console fetches its lists and the open conversation anew.
 */
export interface ServerToDesk {
  /** A conversation as it is now: in or out of whatever queue it belongs to. */
  conversation: (card: ConversationCard) => void;
  /** A conversation of another unit: whatever is shown of it here is shown no more. */
  hidden: (conversationId: string) => void;
  thread: (conversationId: string, item: ThreadItem) => void;
  alert: (alert: DeskAlert) => void;
  /** Who looks at a conversation that this console looks at, without oneself. */
  viewers: (conversationId: string, viewers: readonly Viewer[]) => void;
  colleagues: () => void;
  /** The session has ended; sign in again. */
  signed_out: () => void;
}
export interface DeskToServer {
  /** Which conversation is open now. */
  view: (conversationId: string | null) => void;
  typing: (on: boolean) => void;
}

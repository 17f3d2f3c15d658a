import type { Namespace, Socket } from "socket.io";
import { z } from "zod";
import { can } from "../access/rights.ts";
import type { DeskToServer, ServerToDesk, Viewer } from "../contract/desk.ts";
import type { Operator } from "../core/people.ts";
import type { Clock, Log } from "../core/ports.ts";
import { readCard } from "../desk/list-conversations.ts";
import type { DeskView } from "../desk/look-up-names.ts";
import { notePresence } from "../desk/presence.ts";
import { seenConversation } from "../desk/read-conversation.ts";
import { readItem } from "../desk/read-thread.ts";
import type { ConversationKey, Live, ThreadRef } from "../messaging/live.ts";
import type { Store } from "../store/open-store.ts";
import type { Sockets } from "./sockets.ts";

/** What the operators' consoles hear of. */
export type DeskLive = Pick<Live, "changed" | "alert">;

export interface DeskSocket {
  readonly live: DeskLive;
  /** Begins to accept consoles of those who have signed in. */
  open(readOperator: (cookie: string | undefined) => Promise<Operator | undefined>): void;
  /** Sessions of an account have ended: its consoles here are told and cut off; other instances find out by `look`. */
  sessionsEnded(accountId: string): Promise<void>;
  /** Regular work: notes who is connected here, and cuts off those whose session has ended. */
  look(): Promise<void>;
}

interface DeskData {
  operator: Operator;
  cookie: string | undefined;
  viewing: string | null;
  typing: boolean;
}

type DeskNamespace = Namespace<DeskToServer, ServerToDesk, Record<string, never>, DeskData>;
type DeskConnection = Socket<DeskToServer, ServerToDesk, Record<string, never>, DeskData>;

/** Who sees every conversation; others are in the room of their unit. */
const SEES_ALL = "all";
const SUPERVISORS = "supervisors";
const unitRoom = (unit: string): string => `unit:${unit}`;
const accountRoom = (id: string): string => `account:${id}`;
const viewRoom = (conversationId: string): string => `view:${conversationId}`;

const ConversationId = z.uuid().nullable();

/**
 * The live way of the desk: namespace `/desk`. What changed is read from the record and sent to those who may see it;
 * several changes of one conversation that come while it is being read are sent together.
 */
export function createDeskSocket(parts: {
  sockets: Sockets;
  store: Store;
  view: () => DeskView;
  clock: Clock;
  log: Log;
}): DeskSocket {
  const { store, view, clock, log } = parts;
  const desk: DeskNamespace = parts.sockets.of("/desk") as DeskNamespace;
  let readOperator: (cookie: string | undefined) => Promise<Operator | undefined> = () =>
    Promise.resolve(undefined);
  /** What is still to be told of the conversations that are being told of. */
  const pending = new Map<string, { items: ThreadRef[]; changed: boolean }>();

  /** The rooms of those who may see a conversation of this unit, and of the account that holds it. */
  const seersOf = (unit: string, holder: string | undefined): string[] => {
    const rooms = [SEES_ALL, SUPERVISORS, unitRoom(unit)];
    return holder === undefined ? rooms : [...rooms, accountRoom(holder)];
  };

  const tell = async (id: string, items: readonly ThreadRef[]): Promise<void> => {
    const { units } = view();
    const card = await readCard(store, id, view());
    if (card === undefined) return;
    const holder = card.holder?.kind === "operator" ? card.holder.id : undefined;
    if (card.unit === null) {
      desk.emit("conversation", card);
    } else {
      const seers = seersOf(card.unit.id, holder);
      desk.to(seers).emit("conversation", card);
      desk.except(seers).emit("hidden", id);
    }
    const seen = new Set<string>();
    for (const ref of items) {
      const name = `${ref.kind}:${ref.id}`;
      if (seen.has(name)) continue;
      seen.add(name);
      const item = await readItem(store, ref, units);
      if (item !== undefined) desk.to(viewRoom(id)).emit("thread", id, item);
    }
  };

  const tellAll = async (id: string, items: readonly ThreadRef[]): Promise<void> => {
    const next = { items: [...items], changed: true };
    pending.set(id, next);
    try {
      while (next.changed) {
        next.changed = false;
        await tell(id, next.items.splice(0));
      }
    } catch (error) {
      // Nothing rests on it: consoles fetch what they missed.
      log.warn({ error, conversation: id }, "a change could not be told to the desk");
    } finally {
      pending.delete(id);
    }
  };

  const tellViewers = async (conversationId: string): Promise<void> => {
    const watching = await desk.in(viewRoom(conversationId)).fetchSockets();
    for (const socket of watching) {
      const others = new Map<string, Viewer>();
      for (const { data } of watching) {
        const { id, name } = data.operator;
        if (id === socket.data.operator.id) continue;
        others.set(id, { id, name, typing: data.typing || others.get(id)?.typing === true });
      }
      socket.emit("viewers", conversationId, [...others.values()]);
    }
  };
  const tellViewersSoon = (conversationId: string | null): void => {
    if (conversationId === null) return;
    tellViewers(conversationId).catch((error: unknown) => {
      log.warn({ error }, "who looks at a conversation could not be told");
    });
  };

  const look = async (socket: DeskConnection, wanted: string | null): Promise<void> => {
    const before = socket.data.viewing;
    if (before !== null) await socket.leave(viewRoom(before));
    if (wanted !== null) {
      // Refused for what this person may not see.
      await seenConversation(store, socket.data.operator, wanted);
      await socket.join(viewRoom(wanted));
    }
    socket.data.viewing = wanted;
    socket.data.typing = false;
    tellViewersSoon(before);
    tellViewersSoon(wanted);
  };

  const cutOffIfEnded = async (socket: DeskConnection): Promise<void> => {
    const still = await readOperator(socket.data.cookie);
    const { role, unit } = socket.data.operator;
    if (still?.role === role && still.unit === unit) return;
    socket.emit("signed_out");
    socket.disconnect(true);
  };

  return {
    live: {
      changed({ id }, items) {
        const next = pending.get(id);
        if (next === undefined) {
          void tellAll(id, items);
        } else {
          next.items.push(...items);
          next.changed = true;
        }
      },
      alert({ id }: ConversationKey, kind, level) {
        readCard(store, id, view())
          .then((card) => {
            if (card === undefined) return;
            const seers = card.unit === null ? desk : desk.to(seersOf(card.unit.id, undefined));
            const wanted = level === "supervisor" ? desk.to(SUPERVISORS) : seers;
            wanted.emit("alert", { kind, level, conversation: card });
          })
          .catch((error: unknown) => {
            log.warn({ error, conversation: id }, "an alert could not be told to the desk");
          });
      },
    },

    open(reader) {
      readOperator = reader;
      desk.use((socket, next) => {
        const { cookie } = socket.handshake.headers;
        readOperator(cookie).then(
          (operator) => {
            if (operator === undefined) {
              next(new Error("not_signed_in"));
              return;
            }
            socket.data = { operator, cookie, viewing: null, typing: false };
            next();
          },
          (error: unknown) => {
            log.error({ error }, "a console's session could not be read");
            next(new Error("internal"));
          },
        );
      });
      desk.on("connection", (socket) => {
        const { operator } = socket.data;
        const rooms = [accountRoom(operator.id)];
        if (can(operator.role, "step_in")) rooms.push(SUPERVISORS);
        rooms.push(operator.unit === null ? SEES_ALL : unitRoom(operator.unit));
        void socket.join(rooms);
        notePresence(store, [operator.id], clock())
          .then(() => {
            desk.emit("colleagues");
          })
          .catch((error: unknown) => {
            log.warn({ error }, "presence could not be noted");
          });

        socket.on("view", (conversationId) => {
          const wanted = ConversationId.safeParse(conversationId);
          if (!wanted.success) return;
          look(socket, wanted.data).catch((error: unknown) => {
            log.info({ error }, "a console may not look at a conversation");
          });
        });
        socket.on("typing", (on) => {
          // A client may send anything.
          socket.data.typing = (on as unknown) === true;
          tellViewersSoon(socket.data.viewing);
        });
        socket.on("disconnect", () => {
          tellViewersSoon(socket.data.viewing);
          desk.emit("colleagues");
        });
      });
    },

    async sessionsEnded(accountId) {
      for (const socket of desk.sockets.values())
        if (socket.data.operator.id === accountId) await cutOffIfEnded(socket);
    },

    async look() {
      for (const socket of desk.sockets.values()) await cutOffIfEnded(socket);
      const here = [...desk.sockets.values()].map((socket) => socket.data.operator.id);
      await notePresence(store, here, clock());
    },
  };
}

import {
  keepPreviousData,
  skipToken,
  useInfiniteQuery,
  useQuery,
  type UseQueryResult,
} from "@tanstack/react-query";
import {
  CannedReplies,
  CaseList,
  Colleagues,
  ConversationDetail,
  DeskSetup,
  LabelsInUse,
  ProcedureHits,
  ProcedureText,
  QueueCounts,
  QueuePage,
  Thread,
  TurnEvidence,
  Units,
  type Viewer,
} from "../../../contract/desk.ts";
import { api, withQuery } from "../../shared/api.ts";
import { useLiveStatus } from "../live/live-context.ts";
import { keys, type ProcedureTextOf, type QueueFilter } from "./query-keys.ts";
import { nextBefore } from "./queue-cache.ts";
import { nextOlder } from "./thread-cache.ts";

/** While no live events come, lists are asked for again this often. */
const POLL_MS = 15_000;
/** What changes at most when the centre changes its settings. */
const HOURS_FRESH_MS = 60 * 60_000;
/** The office opens and closes while the page is open. */
const SETUP_POLL_MS = 5 * 60_000;

/** False while live events come. */
function usePolling(): number | false {
  return useLiveStatus() === "up" ? false : POLL_MS;
}

/** What the console needs to know once; asked again now and then for whether the office is open. */
export function useSetup(): UseQueryResult<DeskSetup> {
  return useQuery({
    queryKey: keys.setup,
    queryFn: ({ signal }) => api.get("/api/desk/setup", DeskSetup, signal),
    refetchInterval: SETUP_POLL_MS,
  });
}

export function useCounts(): UseQueryResult<QueueCounts> {
  return useQuery({
    queryKey: keys.counts,
    queryFn: ({ signal }) => api.get("/api/desk/counts", QueueCounts, signal),
    refetchInterval: usePolling(),
  });
}

/** A queue page by page; read it with `conversationsOf`. */
export function useQueue(filter: QueueFilter) {
  return useInfiniteQuery({
    queryKey: keys.queue(filter),
    queryFn: ({ pageParam, signal }) =>
      api.get(withQuery("/api/desk/conversations", { ...filter, before: pageParam }), QueuePage, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (_last, pages) => nextBefore(pages),
    refetchInterval: usePolling(),
  });
}

export function useConversation(id: string): UseQueryResult<ConversationDetail> {
  return useQuery({
    queryKey: keys.conversation(id),
    queryFn: ({ signal }) => api.get(conversationPath(id), ConversationDetail, signal),
    refetchInterval: usePolling(),
  });
}

/** The course of a conversation, newest page first; read it with `itemsOf`. */
export function useThread(id: string) {
  return useInfiniteQuery({
    queryKey: keys.thread(id),
    queryFn: ({ pageParam, signal }) =>
      api.get(withQuery(`${conversationPath(id)}/thread`, { before: pageParam }), Thread, signal),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: nextOlder,
    refetchInterval: usePolling(),
  });
}

export function useCases(id: string): UseQueryResult<CaseList> {
  return useQuery({
    queryKey: keys.cases(id),
    queryFn: ({ signal }) => api.get(`${conversationPath(id)}/cases`, CaseList, signal),
  });
}

/** Who else looks at a conversation; told by live events only. */
export function useViewers(id: string): readonly Viewer[] {
  return useQuery<readonly Viewer[]>({ queryKey: keys.viewers(id), queryFn: skipToken }).data ?? [];
}

/** Why the bot said what it said; a finished turn never changes. */
export function useTurn(id: string): UseQueryResult<TurnEvidence> {
  return useQuery({
    queryKey: keys.turn(id),
    queryFn: ({ signal }) => api.get(`/api/desk/turns/${encodeURIComponent(id)}`, TurnEvidence, signal),
    staleTime: Infinity,
  });
}

export function useUnits(): UseQueryResult<Units> {
  return useQuery({
    queryKey: keys.units,
    queryFn: ({ signal }) => api.get("/api/desk/units", Units, signal),
    staleTime: HOURS_FRESH_MS,
  });
}

export function useColleagues(): UseQueryResult<Colleagues> {
  return useQuery({
    queryKey: keys.colleagues,
    queryFn: ({ signal }) => api.get("/api/desk/colleagues", Colleagues, signal),
  });
}

/** The labels in use, the most used first. */
export function useLabels(): readonly string[] {
  return (
    useQuery({
      queryKey: keys.labels,
      queryFn: ({ signal }) => api.get("/api/desk/labels", LabelsInUse, signal),
    }).data?.labels ?? []
  );
}

export function useCannedReplies(): UseQueryResult<CannedReplies> {
  return useQuery({
    queryKey: keys.canned,
    queryFn: ({ signal }) => api.get("/api/desk/canned-replies", CannedReplies, signal),
  });
}

/** Procedures that fit the words, best first; nothing is asked for less than two letters. */
export function useProcedures(words: string): UseQueryResult<ProcedureHits> {
  const q = words.trim();
  return useQuery({
    queryKey: keys.procedures(q),
    queryFn:
      q.length < 2
        ? skipToken
        : ({ signal }) => api.get(withQuery("/api/desk/procedures", { q }), ProcedureHits, signal),
    placeholderData: keepPreviousData,
  });
}

/** The composed text of a procedure; undefined asks for none. */
export function useProcedureText(of: ProcedureTextOf | undefined): UseQueryResult<ProcedureText> {
  return useQuery({
    queryKey: of === undefined ? ["procedure-text"] : keys.procedureText(of),
    queryFn:
      of === undefined
        ? skipToken
        : ({ signal }) =>
            api.get(
              withQuery(`/api/desk/procedures/${encodeURIComponent(of.code)}/text`, {
                facet: of.facet,
                channel: of.channel,
              }),
              ProcedureText,
              signal,
            ),
  });
}

/** Under which path a conversation and all that is done with it is found. */
export function conversationPath(id: string): string {
  return `/api/desk/conversations/${encodeURIComponent(id)}`;
}

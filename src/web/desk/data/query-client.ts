import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { ApiFailure } from "../../shared/api.ts";
import { keys } from "./query-keys.ts";

/** How long an answer counts as fresh. Live events renew what they concern before that. */
const STALE_MS = 30_000;

/**
 * The cache of everything the server told. When the server says that the session has ended, or that a new password
 * is due, whoever asked: that is noted under `keys.me`, and the app shows the page for it.
 */
export function openQueryClient(): QueryClient {
  function onError(error: unknown): void {
    if (!(error instanceof ApiFailure)) return;
    if (error.code === "not_signed_in") client.setQueryData(keys.me, null);
    if (error.code === "password_change_needed") void client.invalidateQueries({ queryKey: keys.me });
  }
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        staleTime: STALE_MS,
        // What the server refused it will refuse again.
        retry: (failures, error) =>
          failures < 2 && error instanceof ApiFailure && error.code === "unreachable",
      },
      mutations: { retry: false },
    },
  });
  return client;
}

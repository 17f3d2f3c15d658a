import { useMutation, useQuery, useQueryClient, type UseMutationResult } from "@tanstack/react-query";
import { createContext, useContext } from "react";
import { z } from "zod";
import { Me } from "../../../contract/sign-in.ts";
import { api, ApiFailure } from "../../shared/api.ts";
import type { Account } from "../../shared/me.ts";
import { forgetAllText } from "../composer/kept-text.ts";
import { keys } from "./query-keys.ts";

/** Who is signed in; `data` null: nobody. */
export function useSession() {
  return useQuery({ queryKey: keys.me, queryFn: ({ signal }) => fetchMe(signal), staleTime: Infinity });
}

async function fetchMe(signal: AbortSignal): Promise<Me | null> {
  try {
    return await api.get("/api/auth/me", Me, signal);
  } catch (error) {
    if (error instanceof ApiFailure && error.code === "not_signed_in") return null;
    throw error;
  }
}

/** Ends the session here and on the server, and leaves nothing of it on this computer. */
export function useSignOut(): UseMutationResult<unknown, Error, void> {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: () => api.post("/api/auth/sign-out", {}, z.unknown()),
    onSuccess: () => {
      forgetAllText();
      cache.setQueryData(keys.me, null);
    },
  });
}

/** Provided by the shell, within which somebody is always signed in. */
export const MeContext = createContext<Account | undefined>(undefined);

/** @throws Error outside the shell. */
export function useMe(): Account {
  const me = useContext(MeContext);
  if (me === undefined) throw new Error("nobody is signed in here");
  return me;
}

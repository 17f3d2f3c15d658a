import { keepPreviousData, useQuery, type UseQueryResult } from "@tanstack/react-query";
import { CasePage, Figures, type CaseQuery } from "../../../contract/records.ts";
import { AccountList } from "../../../contract/sign-in.ts";
import { api, withQuery } from "../../shared/api.ts";
import { casesAddress } from "./case-filter.ts";

/** A page of the record. While another one is fetched, the last stays in view. */
export function useCaseRecords(filter: CaseQuery): UseQueryResult<CasePage> {
  return useQuery({
    queryKey: ["case-records", filter],
    queryFn: ({ signal }) => api.get(casesAddress(filter), CasePage, signal),
    placeholderData: keepPreviousData,
  });
}

/** @param month `2026-11`. */
export function useFigures(month: string): UseQueryResult<Figures> {
  return useQuery({
    queryKey: ["figures", month],
    queryFn: ({ signal }) => api.get(withQuery("/api/desk/figures", { month }), Figures, signal),
    placeholderData: keepPreviousData,
  });
}

/** Invalidated by whatever changes an account. */
export const ACCOUNTS_KEY = ["accounts"];

export function useAccounts(): UseQueryResult<AccountList> {
  return useQuery({
    queryKey: ACCOUNTS_KEY,
    queryFn: ({ signal }) => api.get("/api/desk/accounts", AccountList, signal),
  });
}

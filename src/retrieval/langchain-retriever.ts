import { Document } from "@langchain/core/documents";
import { BaseRetriever } from "@langchain/core/retrievers";
import type { ProcedureBook, Retriever } from "../core/answering.ts";
import type { Level, Procedure, ProcedureCode } from "../core/procedure.ts";
import { FIELDS, fieldTexts } from "./record-fields.ts";

/** What a document says of the procedure it quotes. */
export interface ProcedureMetadata {
  readonly code: ProcedureCode;
  readonly name: string;
  /** The probability, 0 to 1, that this procedure is meant. */
  readonly score: number;
  readonly levels: readonly Level[];
  /** The page the record was taken from; absent when its source is a decision alone. */
  readonly source?: string;
}

/**
 * The retriever as a part of LangChain chains: at most `k` procedures in force, best first, one document each. Its text
 * is quoted from the record, line by line: the official name, the short one where it differs, and the sections that
 * matched. Personal data is to be masked before a question comes here. Where LangChain's own tracing is switched on by
 * its environment variables, LangChain sends questions and documents there.
 */
export function createLangChainRetriever(
  retriever: Retriever,
  book: Pick<ProcedureBook, "inForce">,
  { k }: { readonly k: number },
): BaseRetriever<ProcedureMetadata> {
  return new ProcedureRetriever(retriever, book, k);
}

class ProcedureRetriever extends BaseRetriever<ProcedureMetadata> {
  override lc_namespace = ["motcua", "retrievers"];
  readonly #retriever: Retriever;
  readonly #book: Pick<ProcedureBook, "inForce">;
  readonly #k: number;

  constructor(retriever: Retriever, book: Pick<ProcedureBook, "inForce">, k: number) {
    super();
    this.#retriever = retriever;
    this.#book = book;
    this.#k = k;
  }

  override async _getRelevantDocuments(question: string): Promise<Document<ProcedureMetadata>[]> {
    const { kept } = await this.#retriever.search(question, this.#k);
    return kept.flatMap(({ code, score, passages }) => {
      // The retriever also finds withdrawn procedures, to say so; a chain would quote them as if in force.
      const procedure = this.#book.inForce(code);
      if (procedure === undefined) return [];
      const { name, levels, source } = procedure;
      return [
        new Document({
          id: code,
          pageContent: quote(procedure, passages),
          metadata: { code, name, score, levels, ...(source.url !== undefined && { source: source.url }) },
        }),
      ];
    });
  }
}

/** Names people use are no official text, and the names themselves stand first anyway. */
const NOT_QUOTED: ReadonlySet<string> = new Set(["name", "shortName", "aliases"]);

function quote(procedure: Procedure, passages: readonly string[]): string {
  const texts = fieldTexts(procedure, [], (alias) => alias);
  const sections = FIELDS.flatMap(({ name }, at) =>
    passages.includes(name) && !NOT_QUOTED.has(name) ? (texts[at] ?? []) : [],
  );
  const { name, shortName } = procedure;
  return [name, ...(shortName === name ? [] : [shortName]), ...sections]
    .filter((text) => text !== "")
    .join("\n");
}

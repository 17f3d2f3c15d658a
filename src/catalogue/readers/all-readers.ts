import type { CatalogueReader } from "../reader.ts";
import { createCrawlReader } from "./crawl/crawl-reader.ts";
import { ownReader } from "./own/read-own.ts";
import { createPortalDocxReader } from "./portal-docx/portal-docx-reader.ts";
import { createPortalJsonReader } from "./portal-json/portal-json-reader.ts";
import { spreadsheetReader } from "./spreadsheet/read-list.ts";

/** Every format a catalogue file may have; at most one accepts a file. */
export const READERS: readonly CatalogueReader[] = [
  ownReader,
  createCrawlReader(),
  createPortalJsonReader(),
  createPortalDocxReader(),
  spreadsheetReader,
];

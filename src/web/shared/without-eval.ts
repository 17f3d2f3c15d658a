import { z } from "zod";

/**
 * zod compiles its checks with `new Function`, which the pages' Content-Security-Policy forbids, and tries it when the
 * first schema is built: to be imported before any contract.
 */
z.config({ jitless: true });

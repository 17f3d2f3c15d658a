import { defineConfig } from "drizzle-kit";

/** `npx drizzle-kit generate --name what-changed` writes the next numbered migration from the tables. */
export default defineConfig({
  dialect: "postgresql",
  schema: "./src/*/tables.ts",
  out: "./src/store/migrations",
});

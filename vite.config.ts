import preact from "@preact/preset-vite";
import { defineConfig, type PluginOption, type UserConfig } from "vite";

/**
 * The pages of Motcua. Each is built by itself, because each has its own address, its own folder under `dist/web`
 * and its own parts: what the operators' desk needs must not make the citizen's page heavier.
 * A new page is one more row; `PAGE=<name> vite build` builds it, and without PAGE the citizen's page is built.
 */
const pages: Record<string, { base: string; browsers: string[]; plugins: () => PluginOption[] }> = {
  chat: {
    base: "/",
    // Phones that no longer get updates (iOS 14, Android's Chrome of 2020) are still in many citizens' hands.
    browsers: ["es2020", "chrome87", "edge88", "firefox78", "safari14"],
    plugins: () => [preact({ reactAliasesEnabled: false })],
  },
  // What antd asks for; the centre's own machines.
  desk: {
    base: "/desk/",
    browsers: ["es2022", "chrome100", "edge100", "firefox100", "safari16"],
    plugins: () => [],
  },
};

export default defineConfig(({ command }): UserConfig => {
  // Whatever the shell says: a page built from within a test run would carry development tools.
  if (command === "build") process.env["NODE_ENV"] = "production";
  const name = process.env["PAGE"] ?? "chat";
  const page = pages[name];
  if (page === undefined) throw new Error(`PAGE=${name} is no page; known: ${Object.keys(pages).join(", ")}`);
  const here = (path: string): string => `${import.meta.dirname}/${path}`;
  return {
    root: here(`src/web/${name}`),
    base: page.base,
    plugins: page.plugins(),
    build: {
      outDir: here(`dist/web/${name}`),
      emptyOutDir: true,
      target: page.browsers,
      // A data: address would need an allowance in the Content-Security-Policy; a file needs none.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      // antd comes to more than the usual warning's size, and is loaded once a day.
      chunkSizeWarningLimit: 2500,
      rolldownOptions: {
        // "use client" speaks to frameworks that render on a server; nothing here does.
        onLog(level, log, report) {
          if (log.code !== "MODULE_LEVEL_DIRECTIVE") report(level, log);
        },
      },
    },
    server: {
      // `vite` beside a Motcua server on its default port, while working on a page.
      proxy: { "/api": "http://127.0.0.1:3000", "/socket.io": { target: "http://127.0.0.1:3000", ws: true } },
    },
  };
});

import js from "@eslint/js";
import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["dist/**", "data/**", "artifacts/**", "node_modules/**"] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ["*.js", ".*.cjs", "scripts/*.mjs"] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": "error",
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      "@typescript-eslint/consistent-type-imports": "error",
      // Numbers and dates in templates are read, not guessed: the types already say what they are.
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true, allowBoolean: true },
      ],
      // Clashes with noPropertyAccessFromIndexSignature, which the compiler enforces.
      "@typescript-eslint/dot-notation": "off",
      "no-restricted-properties": [
        "error",
        { object: "process", property: "env", message: "Only src/platform/config.ts reads the environment." },
      ],
      // What a query's rows look like is known to the one who writes it: `run<Row>(sql)`.
      "@typescript-eslint/no-unnecessary-type-parameters": "off",
      "no-console": "error",
    },
  },
  {
    // Scripts, tests and simulators start processes with an environment of their own and print for people.
    files: ["scripts/**", "test/**", "*.config.js", "*.config.ts"],
    rules: { "no-restricted-properties": "off", "no-console": "off" },
  },
  { files: ["src/platform/config.ts"], rules: { "no-restricted-properties": "off" } },
  {
    files: ["**/*.js", "**/*.cjs", "**/*.mjs"],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { globals: { process: "readonly", console: "readonly", module: "writable" } },
  },
);

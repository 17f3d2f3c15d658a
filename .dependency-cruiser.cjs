/** The folder table of the design: what each folder of `src/` may import besides itself. */
const MAY_IMPORT = {
  core: [],
  contract: ["core"],
  language: ["core"],
  platform: ["core"],
  store: ["core", "platform"],
  channels: ["core", "platform"],
  messaging: ["core", "platform", "store"],
  catalogue: ["core", "language", "platform", "store"],
  retrieval: ["core", "language", "platform", "store"],
  answer: ["core", "language", "platform"],
  access: ["core", "platform", "store"],
  turn: ["core", "platform", "store", "messaging", "catalogue", "retrieval", "answer"],
  desk: ["core", "contract", "platform", "store", "messaging", "catalogue", "retrieval", "access"],
  admin: ["core", "contract", "platform", "store", "messaging", "catalogue", "retrieval", "access"],
  evaluation: ["core", "language", "platform", "catalogue", "retrieval", "answer"],
  server: [
    ...[
      "core",
      "contract",
      "language",
      "platform",
      "store",
      "channels",
      "messaging",
      "catalogue",
      "retrieval",
    ],
    ...["answer", "access", "turn", "desk", "admin", "evaluation"],
  ],
  web: ["contract"],
};

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    ...Object.entries(MAY_IMPORT).map(([folder, allowed]) => ({
      name: `${folder}-imports`,
      comment: `src/${folder} may import ${allowed.join(", ") || "no other folder"}`,
      severity: "error",
      from: { path: `^src/${folder}/` },
      to: { path: "^src/", pathNot: `^src/(${[folder, ...allowed].join("|")})/` },
    })),
    {
      name: "one-way",
      comment: "A circle of imports has no order in which it can be understood.",
      severity: "error",
      from: {},
      to: { circular: true, dependencyTypesNot: ["type-only"] },
    },
    {
      name: "core-is-pure",
      comment: "core reads and writes nothing.",
      severity: "error",
      from: { path: "^src/core/" },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "known-folder",
      comment: "A new folder needs its line in the table above.",
      severity: "error",
      from: { path: "^src/", pathNot: `^src/(${Object.keys(MAY_IMPORT).join("|")})/` },
      to: {},
    },
    {
      name: "no-tests-in-production",
      severity: "error",
      from: { path: "^src/" },
      to: { path: "^(test|scripts)/" },
    },
    {
      name: "production-dependencies-only",
      comment: "The production image carries no development package; pages are bundled.",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/web/" },
      to: { dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown"] },
    },
    { name: "resolvable", severity: "error", from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "types", "node", "default"],
    },
  },
};

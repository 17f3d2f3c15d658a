// Writes knowledge/README.md: its introduction, and the record's documentation from the schema.
//   npm run knowledge:readme
import { writeFileSync } from "node:fs";
import { knowledgeReadme } from "../src/catalogue/knowledge-readme.ts";

writeFileSync("knowledge/README.md", knowledgeReadme());

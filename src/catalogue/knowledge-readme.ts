import { describeRecord } from "./describe-record.ts";

/** The text of `knowledge/README.md`; a test compares the file with it. */
export function knowledgeReadme(): string {
  return `# knowledge

What Motcua knows, as data. \`npm run knowledge:check\` validates all of it and runs in CI.

| folder or file | what it holds |
| --- | --- |
| \`procedures/\` | the starter catalogue: one YAML file a procedure, named by its code |
| \`journeys/\` | life events: which procedures, in which order, what together |
| \`lexicon/\` | abbreviations, teencode, everyday names and what they mean |
| \`organisation.yaml\` | a model centre, an example to be replaced |
| \`calendar.yaml\` | office hours, holidays and swapped days |
| \`always-human.yaml\` | what a machine must never answer: such messages go to a person, who is told which topic it is |

The starter records are written in our own words from the published facts (official names, codes, papers, fees, times and
law numbers are the source's). A centre imports its own records over them with \`npm run import\`; what it has imported is never
changed by ours.

## What a machine never answers

\`always-human.yaml\` is a closed list; a centre edits it, empties it, or deletes it for none. An entry is
\`{id, name, phrases, unless?, procedures?, why}\`:

- \`phrases\` are what people say of **their own case** ("cán bộ _ đòi tiền"), with tones, two words at least: \`a/b\` for either word,
  \`_\` for up to three words of any kind, \`"#"\` for a number (in quotes: elsewhere YAML takes it for a comment). Messages without tones
  are understood as well, except by phrases of two words, which then mean too many things.
- \`unless\` are phrases that overlap one of these and mean something else ("điều kiện" beside "kiện ủy ban").
- \`procedures\` are words of the official names by which such a matter is brought in ("giải quyết tố cáo"). Whoever asks how that is done,
  and is found that very procedure, is answered like anyone; without this line there is no exception.
- \`name\` is what operators see in the queue, \`why\` is for whoever edits the file.

## A procedure record

This part is written from the schema in \`src/core/procedure.ts\` (\`npm run knowledge:readme\`); a test keeps it true.

- **Unknown is a value of its own:** \`{unknown: "why, in Vietnamese"}\`. An empty text, an empty list or a 0 never stands for it.
- **Free is said only by \`free: true\`.** An amount is in đồng and above 0, per its \`unit\`.
- A paper or fee without \`case\` holds always.

${describeRecord()}
`;
}

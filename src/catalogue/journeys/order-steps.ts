import type { Filing, Journey, JourneyStep, OrderedJourney } from "../../core/journey.ts";

/**
 * The order of a journey's steps, or all that is wrong with them: an id used twice, a step that waits for an unknown
 * one, steps that wait for each other, a dossier of one step, steps of one dossier that wait for each other. The same
 * journey always gives the same order.
 */
export function orderSteps(
  journey: Journey,
): { readonly ordered: OrderedJourney } | { readonly faults: readonly string[] } {
  const { steps } = journey;
  const byId = new Map(steps.map((step) => [step.id, step]));
  const faults: string[] = [];
  for (const [index, { id, after }] of steps.entries()) {
    if (steps.findIndex((one) => one.id === id) !== index) faults.push(`step ${id} stands there twice`);
    for (const before of after) {
      if (!byId.has(before)) faults.push(`step ${id} comes after ${before}, which is no step`);
    }
  }
  const filings = filingsOf(steps);
  for (const { steps: filed, together } of filings) {
    if (together !== undefined && filed.length < 2) {
      faults.push(`step ${filed[0].id} is alone in the dossier ${together}`);
    }
  }
  if (faults.length > 0) return { faults };

  const filingOf = new Map(filings.flatMap((filing) => filing.steps.map((step) => [step.id, filing])));
  const waitsFor = new Map(
    filings.map((filing) => [
      filing,
      new Set(filing.steps.flatMap(({ after }) => after).flatMap((id) => filingOf.get(id) ?? [])),
    ]),
  );
  for (const [filing, needed] of waitsFor) {
    if (needed.has(filing)) {
      const ids = filing.steps.map(({ id }) => id).join(", ");
      faults.push(
        filing.together === undefined
          ? `step ${ids} comes after itself`
          : `steps of the dossier ${filing.together} come after each other: ${ids}`,
      );
    }
  }
  if (faults.length > 0) return { faults };

  const stages: Filing[][] = [];
  const done = new Set<Filing>();
  while (done.size < filings.length) {
    const stage = filings.filter(
      (filing) => !done.has(filing) && [...(waitsFor.get(filing) ?? [])].every((needed) => done.has(needed)),
    );
    if (stage.length === 0) {
      const circle = circleIn(waitsFor, done);
      return { faults: [`steps wait for each other: ${circle.map(nameOf).join(" after ")}`] };
    }
    stages.push(stage);
    for (const filing of stage) done.add(filing);
  }
  return { ordered: { stages, needs: needsOf(steps, stages), leadsTo: leadsToOf(steps) } };
}

function filingsOf(steps: readonly JourneyStep[]): readonly Filing[] {
  const filings: { steps: [JourneyStep, ...JourneyStep[]]; together: string | undefined }[] = [];
  for (const step of steps) {
    const open = filings.find(({ together }) => together !== undefined && together === step.together);
    if (open === undefined) filings.push({ steps: [step], together: step.together });
    else open.steps.push(step);
  }
  return filings;
}

const nameOf = ({ steps }: Filing): string => steps.map(({ id }) => id).join("+");

/** Every filing left waits for another that is left: walking along comes back to where it has been. */
function circleIn(
  waitsFor: ReadonlyMap<Filing, ReadonlySet<Filing>>,
  done: ReadonlySet<Filing>,
): readonly Filing[] {
  const left = (filing: Filing): boolean => !done.has(filing);
  const walked: Filing[] = [];
  let at = [...waitsFor.keys()].find(left);
  while (at !== undefined && !walked.includes(at)) {
    walked.push(at);
    at = [...(waitsFor.get(at) ?? [])].find(left);
  }
  return at === undefined ? walked : [...walked.slice(walked.indexOf(at)), at];
}

function needsOf(
  steps: readonly JourneyStep[],
  stages: readonly (readonly Filing[])[],
): ReadonlyMap<string, readonly string[]> {
  const all = new Map<string, Set<string>>();
  for (const step of stages.flat().flatMap((filing) => filing.steps)) {
    all.set(step.id, new Set(step.after.flatMap((id) => [id, ...(all.get(id) ?? [])])));
  }
  return new Map(
    steps.map(({ id }) => [id, steps.map((one) => one.id).filter((one) => all.get(id)?.has(one) === true)]),
  );
}

function leadsToOf(steps: readonly JourneyStep[]): ReadonlyMap<string, readonly string[]> {
  return new Map(
    steps.map(({ id }) => [id, steps.filter(({ after }) => after.includes(id)).map((one) => one.id)]),
  );
}

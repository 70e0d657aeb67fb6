/** The verdict as one JSON document. */
import { jsonText } from '../json/text.ts';
import { commandsOf, type Way } from '../objective/remedies/way.ts';
import type { Verdict } from '../objective/verdict/verdict.ts';

function remedyOf(way: Way): object {
  return { id: way.id, title: way.title, commands: commandsOf(way) };
}

function withRemedy<Row extends { readonly remedy?: Way }>({ remedy, ...row }: Row): object {
  return remedy === undefined ? row : { ...row, remedy: remedyOf(remedy) };
}

/** A way as a document has it: with its commands as lines. */
export function remedyJson(way: Way): object {
  const { id, title, trains, data, hardware, notes, source, done } = way;
  const commands = commandsOf(way);
  return {
    id,
    title,
    trains,
    commands,
    data,
    hardware,
    notes,
    source,
    ...(done === undefined ? {} : { done }),
  };
}

/** The document of `feasibility --json`: the contract's fields, then remedies, order and cheap checks. */
export function verdictJson(report: Verdict): string {
  const { verdict, headline, goal, findings, modules, answers, graft } = report;
  const { remedies, stages, cheapChecks, model, skipped } = report;
  const four = answers?.map((answer) => withRemedy(answer));
  const open = goal !== undefined && four !== undefined;
  const document = {
    schemaVersion: 1,
    verdict,
    headline,
    ...(goal === undefined ? {} : { goal }),
    findings,
    modules: modules.map((module) => withRemedy(module)),
    ...(four === undefined ? {} : { answers: four }),
    ...(open ? { question: { text: QUESTION, flag: '--optimize', answers: four } } : {}),
    ...(graft === undefined ? {} : { graft }),
    ...(model === undefined
      ? {}
      : { model: { family: model.id, title: model.title, evidence: model.evidence } }),
    remedies: remedies.map(remedyJson),
    stages,
    cheapChecks,
    skipped,
  };
  return jsonText(document);
}

/** What a goal in words leaves open. */
export const QUESTION = 'What shall this run change?';

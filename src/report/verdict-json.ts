/** The verdict as one JSON document. */
import { jsonText } from '../json/text.ts';
import type { Verdict } from '../objective/verdict/verdict.ts';

/** The document of `feasibility --json`: the contract's fields, then remedies, order and cheap checks. */
export function verdictJson(report: Verdict): string {
  const { verdict, findings, modules, graft, question, remedies, stages, cheapChecks, model, skipped } =
    report;
  const document = {
    schemaVersion: 1,
    verdict,
    findings,
    modules: modules.map(({ remedy, ...module }) => ({
      ...module,
      ...(remedy === undefined
        ? {}
        : { remedy: { id: remedy.id, title: remedy.title, commands: remedy.commands } }),
    })),
    ...(graft === undefined ? {} : { graft }),
    ...(question === undefined ? {} : { question }),
    ...(model === undefined
      ? {}
      : { model: { family: model.id, title: model.title, evidence: model.evidence } }),
    remedies,
    stages,
    cheapChecks,
    skipped,
  };
  return jsonText(document);
}

/** How a run ended: what there is now, what is proved of it, and what to type next; as text and as JSON. */

import { adapterOf } from '../engine/registry.ts';
import { fileBytes } from '../file-bytes.ts';
import { jsonAnswer } from '../json/text.ts';
import type { RunContext } from '../plan/run-context.ts';
import { contextIn } from '../run/artefacts.ts';
import type { Finished } from '../run/conclude.ts';
import { runFiles } from '../run/files.ts';
import { isStep, type Metric, readMetrics } from '../run/metrics/metric.ts';
import { type MetricSummary, summaryOf } from '../run/metrics/summary.ts';
import { nextSteps } from '../run/next-steps.ts';
import { duration } from './duration.ts';
import { findingText } from './findings.ts';
import { lossText } from './run-page/headline.ts';
import { bytesText } from './run-page/html.ts';
import { proofsText } from './run-text.ts';
import { sparkline } from './sparkline.ts';
import type { Paint } from './style.ts';

/** Modules of the model that this run did not train. */
const untrainedIn = ({ modules = [] }: RunContext): readonly string[] =>
  modules.filter(({ state }) => state !== 'trained').map(({ name, role }) => `${name} (${role})`);

function measured(metrics: readonly Metric[], summary: MetricSummary): string[] {
  const { first, last, validation, bestValidation } = summary;
  if (first?.loss === undefined) return [];
  const losses = metrics.filter(isStep).flatMap(({ loss }) => (loss === undefined ? [] : [loss]));
  const held =
    bestValidation === undefined
      ? ''
      : `, validation ${lossText(validation[0]?.loss)} → ${lossText(validation.at(-1)?.loss)} (best ${lossText(bestValidation.loss)})`;
  return [`loss        ${lossText(first.loss)} → ${lossText(last?.loss)} ${sparkline(losses, 20)}${held}\n`];
}

function windowText({ ending }: Finished): string[] {
  const { window } = ending;
  return window === undefined || ending.outcome === 'succeeded'
    ? []
    : [
        `engine.log, lines ${window.from} to ${window.to}:\n`,
        ...window.lines.map((line) => `  | ${line.text.slice(0, 200)}\n`),
      ];
}

function took({ record }: Finished, gpus: number | undefined): string {
  const seconds = (Date.parse(record.endedAt ?? record.startedAt) - Date.parse(record.startedAt)) / 1000;
  const hours = gpus === undefined ? '' : `, ${((gpus * seconds) / 3600).toFixed(2)} GPU-hours`;
  return Number.isFinite(seconds) ? `, ${duration(seconds)}${hours}` : '';
}

/** Headline; of a failure the cause and its lines of the log; loss, proofs, model, what was not trained, what to type next. */
function endingText(finished: Finished, folder: string, paint: Paint): string {
  const { ending, record, lost } = finished;
  const context = contextIn(runFiles(folder));
  const { last, planned } = ending.step;
  const good = ending.outcome === 'succeeded';
  const steps =
    last === undefined && planned === undefined
      ? ''
      : ` at step ${last ?? 0}${planned === undefined ? '' : ` of ${planned}`}`;
  const { name } = adapterOf(record);
  const engine =
    record.engineExit === null || record.engineExit === undefined
      ? `${name} was stopped`
      : `${name} exited ${record.engineExit}`;
  const metrics = readMetrics(fileBytes(runFiles(folder).metrics)?.toString('utf8') ?? '');
  const { model, checkpoint } = ending;
  const untrained = untrainedIn(context);
  const next = nextSteps(record, context);
  return [
    `${paint([good ? 'green' : 'red', 'bold'], ending.outcome)}${steps} (${engine}, exit code ${ending.exitCode}${took(finished, context.gpus)})\n`,
    ...ending.findings.map((finding) => findingText(finding, paint)),
    ...(ending.rank === undefined ? [] : [`first failing rank: ${ending.rank}\n`]),
    ...windowText(finished),
    ...measured(metrics, summaryOf(metrics)),
    ...(ending.proofs === undefined ? [] : ['proofs\n', proofsText(ending.proofs, paint)]),
    ...(model === undefined
      ? []
      : [
          `model       ${model.path} (${model.kind === 'adapter' ? 'an adapter to its base model' : 'the whole model'}${model.bytes === undefined ? '' : `, ${bytesText(model.bytes)}`}${model.dtype === undefined ? '' : `, ${model.dtype}`})\n`,
        ]),
    ...(checkpoint === undefined ? [] : [`checkpoint  ${checkpoint.path}\n`]),
    ...(good && untrained.length > 0 ? [`not trained ${untrained.join(', ')}\n`] : []),
    ...(record.left ?? []).map(
      (process) => `still running: ${process.pid} ${process.command.slice(0, 120)}\n`,
    ),
    lost === undefined ? `record: ${folder}\n` : `record: ${lost.kept ?? 'none'} (${folder}: ${lost.why})\n`,
    ...(next.length === 0 || lost !== undefined
      ? []
      : ['next\n', ...next.map((line) => `  ${paint('bold', line)}\n`)]),
  ].join('');
}

/** The answer of a command that saw a run to its end. */
export function endingAnswer(finished: Finished, folder: string, json: boolean, paint: Paint): string {
  if (!json) return endingText(finished, folder, paint);
  const context = contextIn(runFiles(folder));
  const { ending, record, lost } = finished;
  const metrics = readMetrics(fileBytes(runFiles(folder).metrics)?.toString('utf8') ?? '');
  const { validation, saves: _, ...summary } = summaryOf(metrics);
  return jsonAnswer({
    run: record.id,
    record: lost === undefined ? folder : (lost.kept ?? null),
    outcome: ending.outcome,
    exitCode: ending.exitCode,
    step: ending.step,
    findings: record.findings,
    metrics: { ...summary, validation },
    ...(ending.proofs === undefined ? {} : { proofs: ending.proofs }),
    ...(ending.model === undefined ? {} : { model: ending.model }),
    ...(ending.checkpoint === undefined ? {} : { checkpoint: ending.checkpoint }),
    untrained: untrainedIn(context),
    next: nextSteps(record, context),
  });
}

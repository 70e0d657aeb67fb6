/** The answer of `sft --dry-run`: config with origins, findings, plan, and the exact command. */

import { toJson } from '../config/value.ts';
import { adapterOf } from '../engine/registry.ts';
import { gigabytes, plural } from '../findings/amounts.ts';
import type { Report } from '../findings/finding.ts';
import { jsonAnswer } from '../json/text.ts';
import type { Prepared } from '../plan/prepare.ts';
import type { Forecast } from '../run/forecast.ts';
import { configText } from './config.ts';
import { reportText } from './findings.ts';
import { forecastData, forecastLines } from './forecast.ts';
import { shellLine } from './shell.ts';
import type { Paint } from './style.ts';

/** What a dry run tells beside the plan itself. */
interface Beside {
  /** The script of a cluster's job. */
  readonly script?: string;
  /** The hash that `--plan-hash` takes. */
  readonly planHash?: string;
}

/** The samples as they were counted, or why they were not; nothing where nobody was to look. */
function samplesText(dataset: Prepared['dataset']): string {
  if (dataset === undefined) return '';
  if (dataset.unread !== undefined)
    return ` (training samples not known, since the dataset cannot be used: ${dataset.unread})`;
  const { train, validation } = dataset.counts;
  return ` (${train} training samples${validation === 0 ? '' : `, ${validation} for validation`})`;
}

/** As text. */
export function dryRunText(
  prepared: Prepared,
  report: Report,
  forecast: Forecast,
  paint: Paint,
  gpus: readonly number[],
  { script, planHash }: Beside = {},
): string {
  const { plan, dataset, translations } = prepared;
  return [
    `${paint('bold', 'config')} for ${adapterOf(plan).name} ${plan.engine}\n`,
    configText(prepared.config, prepared.resolved, translations, paint, report.findings),
    ...(translations.length === 0
      ? []
      : [
          '\n',
          ...translations.map(
            (t) => `${t.key}${t.to === undefined ? ' left out' : ` -> ${t.to}`}: ${t.why}\n`,
          ),
        ]),
    `\n${paint('bold', 'plan')}\n`,
    `steps   ${plan.plannedSteps ?? 'not known'}${samplesText(dataset)}\n`,
    `GPUs    ${plan.gpus}${plan.nodes === undefined ? '' : ` on ${plural(plan.nodes, 'node')}`}${gpus.length === 0 ? '' : ` (now it would be ${gpus.join(',')})`}\n`,
    ...forecastLines(prepared, forecast).map((line) => `${line}\n`),
    ...(plan.stages ?? []).map(
      ({ name, makes, bytes }) =>
        `first   ${name}: ${makes}${bytes === undefined ? '' : `, ${gigabytes(bytes, 0)}`}; how long it takes is not measured\n`,
    ),
    ...(plan.keeps === undefined
      ? []
      : [
          `keeps   the newest ${plan.keeps} whole checkpoints; older ones are removed while it trains, exports stay\n`,
        ]),
    `output  ${plan.outputDir}\n`,
    ...(planHash === undefined
      ? []
      : [`exactly --plan-hash ${planHash} in place of --dry-run starts this and nothing else\n`]),
    `\n${paint('bold', 'findings')}\n`,
    reportText(report, paint),
    script === undefined
      ? `\n${paint('bold', 'command')} (nothing was started; its files are in the scratch folder)\n${shellLine(plan)}\n`
      : `\n${paint('bold', 'job.sh')} (nothing was submitted; it lies with its files in the run's folder)\n${script}`,
  ].join('');
}

/** As one JSON document. */
export function dryRunJson(
  prepared: Prepared,
  report: Report,
  forecast: Forecast,
  indices: readonly number[],
  { script, planHash }: Beside = {},
): string {
  const { plan, dataset } = prepared;
  const { argv, cwd, env, config, gpus, nodes, roles, stages } = plan;
  return jsonAnswer({
    ...(planHash === undefined ? {} : { planHash }),
    plan: {
      argv,
      cwd,
      env,
      config,
      gpus,
      ...(nodes === undefined ? {} : { nodes, roles }),
      ...(stages === undefined ? {} : { stages }),
      ...(script === undefined ? {} : { script }),
    },
    planned: {
      gpus,
      ...(indices.length === 0 ? {} : { gpuIndices: indices }),
      ...(plan.plannedSteps === undefined ? {} : { steps: plan.plannedSteps }),
      ...forecastData(prepared, forecast),
      ...(dataset === undefined || dataset.unread !== undefined ? {} : { samples: dataset.counts }),
      outputDir: plan.outputDir,
    },
    engine: plan.engine,
    settings: toJson(prepared.config),
    origins: Object.fromEntries(prepared.resolved.origins),
    translations: prepared.translations,
    findings: report.findings,
    skipped: report.skipped,
  });
}

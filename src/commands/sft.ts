/** `sft`: from preset to a verified end, or a refusal that names every problem. */

import { rmSync } from 'node:fs';
import { adapterOf } from '../engine/registry.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import { outcomeOf } from '../findings/outcome.ts';
import type { Io } from '../io.ts';
import { jsonAnswer } from '../json/text.ts';
import { masked } from '../plain.ts';
import type { RequestFlags } from '../plan/assess-run.ts';
import { fitted } from '../plan/fit.ts';
import { type SettingFlags, settingRequest } from '../plan/flags.ts';
import { gpusOf } from '../plan/gpu-choice.ts';
import { type PlannedRun, type PlanRequest, planRun } from '../plan/plan-run.ts';
import { namedSettings } from '../plan/settings.ts';
import { dryRunJson, dryRunText } from '../report/dry-run.ts';
import { endingAnswer } from '../report/ending.ts';
import { reportText } from '../report/findings.ts';
import { runReporter } from '../report/progress.ts';
import { painter } from '../report/style.ts';
import { remedyJson } from '../report/verdict-json.ts';
import { verdictText } from '../report/verdict-text.ts';
import { contextIn } from '../run/artefacts.ts';
import { codeOf } from '../run/conclude.ts';
import { continuationOf } from '../run/continue.ts';
import { execute, stage } from '../run/execute.ts';
import { runFiles } from '../run/files.ts';
import { forecast } from '../run/forecast.ts';
import { leasedGpus, planLeased } from '../run/gpu-leases.ts';
import { findRun, runsFolder } from '../run/record.ts';
import { assertAsShown, keepShown } from '../run/shown-plan.ts';
import { settled } from './choose-target.ts';
import type { JobFlags } from './job-options.ts';

export interface SftOptions extends SettingFlags, RequestFlags, JobFlags {
  readonly preset?: string;
  readonly engine?: string;
  readonly script?: string;
  readonly dryRun?: boolean;
  /** Takes the largest mini-batch that fits. */
  readonly fit?: boolean;
  readonly json?: boolean;
  readonly strict?: boolean;
  readonly runsDir?: string;
  readonly stallTimeout?: string;
  readonly stopTimeout?: string;
  readonly resume?: string;
  readonly anyway?: boolean;
  readonly name?: string;
  /** The hash that a dry run printed. */
  readonly planHash?: string;
  readonly onNan?: 'stop' | 'warn';
  readonly on?: 'local' | 'slurm' | 'skypilot' | 'k8s';
}

function seconds(flag: string, text: string | undefined, standard: number): number {
  if (text === undefined) return standard;
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value <= 0) {
    throw new Failure(ExitCode.usage, `${flag} takes seconds, not \`${text}\``, `for example ${flag} 1800`);
  }
  return value;
}

/** A name for a run: a word that is not taken for a path, a flag or `last`. Throws Failure 2. */
function runName(text: string): string {
  if (/^[A-Za-z0-9][\w.+=-]{0,63}$/.test(text) && text !== 'last' && masked(text) === text) return text;
  throw new Failure(
    ExitCode.usage,
    `--name takes letters, digits, and . _ + = -, at most 64 of them, not \`${text}\``,
    '--name night-lr2e-5',
  );
}

/** The request that the command line makes; throws Failure 2 for one without preset, config or run to go on from. */
export function requestOf(options: SftOptions, io: Io): PlanRequest {
  if (options.preset === undefined && options.config === undefined && options.resume === undefined) {
    throw new Failure(
      ExitCode.usage,
      'a preset or a config is needed',
      'for example `cookbook-run sft --preset reason1-av-caption --dataset /data/avha`; see `cookbook-run list`',
    );
  }
  const forCluster = (['nodes', 'partition', 'time', 'maxRequeues', 'wait', 'site'] as const).filter(
    (name) => options[name] !== undefined,
  );
  const on = options.on === 'local' ? undefined : options.on;
  if (on === undefined && forCluster[0] !== undefined)
    throw new Failure(
      ExitCode.usage,
      `--${forCluster[0] === 'maxRequeues' ? 'max-requeues' : forCluster[0]} is for a cluster`,
      'add --on slurm, or leave it out',
    );
  const { preset, engine, script, dryRun, strict, optimize, consumer, goal } = options;
  const given = { preset, engine, script, dryRun, strict, optimize, consumer, goal };
  return {
    ...settingRequest(options),
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
    runs: runsFolder(io.cwd, io.env, options.runsDir),
    stallSeconds: seconds('--stall-timeout', options.stallTimeout, 1800),
    stopSeconds: seconds('--stop-timeout', options.stopTimeout, 600),
    ...(options.onNan === 'warn' ? { notFiniteSteps: 0 } : {}),
    ...(on === undefined ? {} : { on }),
  };
}

/** The plan, with the mini-batch that fits where that is asked for. */
async function planned(options: SftOptions, request: PlanRequest, io: Io): Promise<PlannedRun> {
  if (options.fit !== true) return planRun(request, io);
  const first = await planRun({ ...request, dryRun: true }, io);
  rmSync(first.folder, { recursive: true, force: true });
  const { request: asked, said } = fitted(request, first);
  io.stderr.write(`${said}\n`);
  return planRun(asked, io);
}

/** Runs the command. */
export async function sft(given: SftOptions, io: Io): Promise<ExitCode> {
  const options = await settled(given, io);
  if (options.resume !== undefined) return continued(options, io);
  return carryOut(options, requestOf(options, io), io);
}

/** `--resume RUN`: the request is made from what that run was, and what is asked for beside. */
async function continued(options: SftOptions, io: Io): Promise<ExitCode> {
  if (options.preset !== undefined || options.config !== undefined)
    throw new Failure(
      ExitCode.usage,
      '--resume goes on with the preset and config of the run',
      'leave --preset and --config out; single settings may be added',
    );
  const request = requestOf(options, io);
  const state = findRun(request.runs, options.resume ?? 'last');
  const { datasetKey } = contextIn(state.files);
  const { keys } = adapterOf(state.record);
  const settings = [...namedSettings(request, datasetKey, io.cwd, keys), ...(request.settings ?? [])];
  const { says, ...rest } = await continuationOf({ state, settings, anyway: options.anyway === true });
  io.stderr.write(`${says}\n`);
  return carryOut(options, { ...request, ...rest }, io, state.record.id);
}

/** Plans, leases the GPUs, and then refuses, prints the plan or runs it. */
async function carryOut(
  options: SftOptions,
  request: PlanRequest,
  io: Io,
  resumedFrom?: string,
): Promise<ExitCode> {
  if (options.on === 'skypilot' || options.on === 'k8s') {
    const { assertPrintable, printElsewhere } = await import('./sft-elsewhere.ts');
    assertPrintable({ ...options, on: options.on });
    const asked = (await import('./job-options.ts')).jobAsked(options, io);
    return printElsewhere(await planned(options, request, io), options.on, asked, options, io);
  }
  if (options.on === 'slurm') {
    const asked = (await import('./job-options.ts')).jobAsked(options, io);
    const { beforeSubmit } = await import('../run/before-submit.ts');
    const one = await beforeSubmit(await planned(options, request, io), asked, request, io);
    if (options.dryRun !== true && one.code !== ExitCode.ok) return refused(one, options, io);
    if (options.dryRun !== true) assertAsShown(options.planHash, one);
    const names = {
      ...(resumedFrom === undefined ? {} : { resumedFrom }),
      ...(options.name === undefined ? {} : { name: runName(options.name) }),
    };
    return (await import('./sft-slurm.ts')).sftOnSlurm(one, asked, names, options, io);
  }
  if (options.dryRun === true) {
    const one = await planned(options, { ...request, leasedGpus: leasedGpus(io) }, io);
    return dryRun(one, options, io);
  }
  const { planned: one, release } = await planLeased(
    (leased) => planned(options, { ...request, leasedGpus: leased }, io),
    io,
  );
  try {
    return await launched(one, options, io, resumedFrom);
  } finally {
    release();
  }
}

/** Prints the plan. */
function dryRun(one: PlannedRun, options: SftOptions, io: Io): ExitCode {
  const { prepared, report, verdict, facts, code, folder, context } = one;
  stage(prepared, runFiles(folder), report, facts, context);
  const paint = painter(io, io.stdout);
  const gpus = gpusOf(prepared.plan, facts);
  const told = forecast(one, runsFolder(io.cwd, io.env, options.runsDir));
  const hash = keepShown(one);
  io.stdout.write(
    options.json === true
      ? dryRunJson(prepared, report, told, gpus, { planHash: hash })
      : dryRunText(prepared, report, told, paint, gpus, { planHash: hash }),
  );
  if (options.json !== true && verdict.verdict === 'block')
    io.stdout.write(`\n${verdictText({ ...verdict, findings: [] }, paint)}`);
  return code;
}

/** Says why a planned run is not started. */
function refused({ report, verdict, code }: PlannedRun, options: SftOptions, io: Io): ExitCode {
  if (options.json === true) {
    io.stdout.write(
      jsonAnswer({
        run: null,
        record: null,
        outcome: outcomeOf(code),
        exitCode: code,
        verdict: verdict.verdict,
        findings: report.findings,
        remedies: verdict.remedies.map(remedyJson),
        skipped: report.skipped,
      }),
    );
  } else {
    io.stderr.write(reportText(report, painter(io, io.stderr)));
    if (verdict.verdict === 'block')
      io.stderr.write(`\n${verdictText({ ...verdict, findings: [] }, painter(io, io.stderr))}\n`);
    io.stderr.write('not started: mend the errors above; nothing was written\n');
  }
  return code;
}

/** Refuses, or runs to the end. */
async function launched(
  one: PlannedRun,
  options: SftOptions,
  io: Io,
  resumedFrom?: string,
): Promise<ExitCode> {
  const { prepared, report, facts, code, folder, context } = one;
  if (code !== ExitCode.ok) return refused(one, options, io);
  assertAsShown(options.planHash, one);
  const reporter = await runReporter(io);
  const finished = await execute(
    {
      prepared,
      report,
      facts,
      folder,
      reporter,
      context,
      last: true,
      ...(resumedFrom === undefined ? {} : { resumedFrom }),
      ...(options.name === undefined ? {} : { name: runName(options.name) }),
    },
    io,
  );
  io.stdout.write(endingAnswer(finished, folder, options.json === true, painter(io, io.stdout)));
  return codeOf(finished);
}

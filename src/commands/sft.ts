/** `sft`: from preset to a verified end, or a refusal that names every problem. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { categoryOf } from '../catalogue.ts';
import { ExitCode, exitCodeOf } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import { joinReports, type Report } from '../findings/finding.ts';
import { OUTCOMES, type Outcome } from '../findings/outcome.ts';
import type { Io } from '../io.ts';
import type { Verdict } from '../objective/verdict/verdict.ts';
import type { RequestFlags } from '../plan/assess-run.ts';
import { engineNamed } from '../plan/chosen-engine.ts';
import { presetOf } from '../plan/chosen-preset.ts';
import { needOf } from '../plan/host-requirements.ts';
import { newRunId } from '../plan/id.ts';
import type { StopPolicy } from '../plan/launch-plan.ts';
import { freePorts } from '../plan/ports.ts';
import { type Prepared, prepare } from '../plan/prepare.ts';
import { allSettings, type SettingFlags } from '../plan/settings.ts';
import { sftVerdict } from '../plan/sft-verdict.ts';
import { runChecks } from '../preflight/check.ts';
import { CHECKS } from '../preflight/checks/index.ts';
import type { Gpu, HostFacts } from '../preflight/facts.ts';
import { completeFacts, probeHost } from '../preflight/probe.ts';
import { dryRunJson, dryRunText } from '../report/dry-run.ts';
import { reportText } from '../report/findings.ts';
import { painter } from '../report/style.ts';
import { verdictText } from '../report/verdict-text.ts';
import { launch, stage } from '../run/execute.ts';
import { runFiles, toText } from '../run/files.ts';
import { runsFolder } from '../run/record.ts';

export interface SftOptions extends SettingFlags, RequestFlags {
  readonly preset?: string;
  readonly engine?: string;
  readonly script?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly strict?: boolean;
  readonly runsDir?: string;
  readonly stallTimeout?: string;
  readonly stopTimeout?: string;
}

function seconds(flag: string, text: string | undefined, standard: number): number {
  if (text === undefined) return standard;
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value <= 0) {
    throw new Failure(ExitCode.usage, `${flag} takes seconds, not \`${text}\``, `for example ${flag} 1800`);
  }
  return value;
}

/** The heartbeat's 200 s and NCCL's 600 s are the engine's own limits; ours are wider where work may be slow. */
function stopPolicy(options: SftOptions): StopPolicy {
  const stall = seconds('--stall-timeout', options.stallTimeout, 1800);
  const stop = seconds('--stop-timeout', options.stopTimeout, 600);
  return {
    stall: {
      controllerReady: Math.min(stall, 900),
      firstStep: Math.max(stall, 60),
      step: stall,
      finish: stall,
    },
    failureGrace: Math.min(stall, 10),
    gracefulStop: stop,
    terminate: Math.min(stop, 15),
  };
}

/** The freest GPUs, as many as needed, where fewer are needed than seen: the launcher counts every GPU it sees. */
function visibleGpus(facts: HostFacts): (needed: number) => string | undefined {
  return (needed) => {
    if (!facts.gpus.ok || facts.gpus.value.length <= needed) return undefined;
    const byUse = [...facts.gpus.value].sort(
      (a: Gpu, b: Gpu) => a.memoryUsedMiB - b.memoryUsedMiB || a.index - b.index,
    );
    return byUse
      .slice(0, needed)
      .map((gpu) => gpu.index)
      .sort((a, b) => a - b)
      .join(',');
  };
}

/** In a dry run this host need not be where the run will be: what would stop it here is a warning. */
function asWarnings(report: Report): Report {
  return {
    ...report,
    findings: report.findings.map((finding) =>
      finding.severity === 'error'
        ? { ...finding, severity: 'warning' as const, data: { ...finding.data, atLaunch: 'error' } }
        : finding,
    ),
  };
}

/** A run that is ready to start, or refused: `code` says which. */
export interface PlannedRun {
  readonly prepared: Prepared;
  readonly report: Report;
  readonly verdict: Verdict;
  readonly facts: HostFacts;
  readonly code: ExitCode;
  /** The folder of the run's record. */
  readonly folder: string;
}

/** Plans one run and checks everything; starts and writes nothing but a scratch folder for a dry run. */
export async function planRun(options: SftOptions, io: Io): Promise<PlannedRun> {
  const recipe = await presetOf(options, io);
  const settings = allSettings(recipe, options, io.cwd);
  const found = await probeHost({}, io);
  const engine = engineNamed(options.engine ?? (found.engine.ok ? found.engine.value.version : undefined));
  const id = newRunId(recipe?.name ?? 'config', io.now());
  const runs = runsFolder(io.cwd, io.env, options.runsDir);
  const folder = options.dryRun === true ? mkdtempSync(join(tmpdir(), 'cookbook-run-dry-')) : join(runs, id);
  const prepared = await prepare({
    id,
    recipe,
    settings,
    engine,
    cwd: io.cwd,
    env: io.env,
    folder,
    ...(options.script === undefined ? {} : { script: options.script }),
    ports: await freePorts(),
    stop: stopPolicy(options),
    visibleGpus: visibleGpus(found),
  });
  const need = needOf(prepared);
  const facts = await completeFacts(found, need, io);
  const host = runChecks(CHECKS, facts, need);
  const { verdict, report: objective } = sftVerdict(prepared, engine, options, io);
  const report = joinReports(prepared.report, objective, options.dryRun === true ? asWarnings(host) : host);
  const code = refusal(report, options.strict === true);
  return { prepared, report, verdict, facts, code, folder };
}

/** Runs the command. */
export async function sft(options: SftOptions, io: Io): Promise<ExitCode> {
  if (options.preset === undefined && options.config === undefined) {
    throw new Failure(
      ExitCode.usage,
      'sft needs a preset or a config',
      'for example `cookbook-run sft --preset reason1-av-caption --dataset /data/avha`; see `cookbook-run list`',
    );
  }
  const { prepared, report, verdict, facts, code, folder } = await planRun(options, io);
  if (options.dryRun === true) {
    stage(prepared, runFiles(folder), report, facts);
    const paint = painter(io, io.stdout);
    io.stdout.write(
      options.json === true ? dryRunJson(prepared, report) : dryRunText(prepared, report, paint),
    );
    if (options.json !== true && verdict.verdict === 'block')
      io.stdout.write(`\n${verdictText({ ...verdict, findings: [] }, paint)}`);
    return code;
  }
  if (code !== ExitCode.ok) {
    if (options.json === true) {
      io.stdout.write(
        toText({
          schemaVersion: 1,
          run: null,
          record: null,
          outcome: refusedAs(code),
          exitCode: code,
          verdict: verdict.verdict,
          findings: report.findings,
          remedies: verdict.remedies,
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
  return launch(prepared, report, facts, options, io, folder);
}

function refusal(report: Report, strict: boolean): ExitCode {
  const findings = strict
    ? report.findings.map((f) => (f.severity === 'warning' ? { ...f, severity: 'error' as const } : f))
    : report.findings;
  return exitCodeOf(findings, categoryOf);
}

/** The outcome word of a launch that was refused with this exit code. */
export function refusedAs(code: ExitCode): Outcome {
  const found = (Object.keys(OUTCOMES) as Outcome[]).find((outcome) => OUTCOMES[outcome] === code);
  return found ?? (code === ExitCode.token ? 'missing-input' : 'failed');
}

/** `sft`: from preset to a verified end, or a refusal that names every problem. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocal } from '../executors/local.ts';
import { ExitCode, exitCodeOf } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import { type Finding, joinReports, type Report } from '../findings/finding.ts';
import type { Io } from '../io.ts';
import { runChecks } from '../preflight/check.ts';
import { CHECKS } from '../preflight/checks/index.ts';
import type { Gpu, HostFacts } from '../preflight/facts.ts';
import { probeHost } from '../preflight/probe.ts';
import { recipeNamed } from '../recipe/registry.ts';
import { dryRunJson, dryRunText } from '../report/dry-run.ts';
import { endingText } from '../report/ending.ts';
import { reportText } from '../report/findings.ts';
import { progressReporter } from '../report/progress.ts';
import { painter } from '../report/style.ts';
import { type RunFiles, runFiles, toText, writeAtomically } from '../run/files.ts';
import { finishRun } from '../run/finish.ts';
import { newRunId } from '../run/id.ts';
import { lockOutput } from '../run/lock.ts';
import { OUTCOMES, type Outcome } from '../run/outcome.ts';
import type { StopPolicy } from '../run/plan.ts';
import { freePorts } from '../run/ports.ts';
import { type Prepared, prepare } from '../run/prepare.ts';
import { processName, type RunRecord, runsFolder, writeRecord } from '../run/record.ts';
import { allSettings, type SettingFlags } from '../run/settings.ts';
import { copyEntryScripts, linkFolder } from '../run/stage.ts';
import { recordEvent, supervise } from '../run/supervise.ts';
import { watchRun } from '../run/watch.ts';
import { categoryOf } from './catalogue.ts';
import { engineNamed } from './engine.ts';
import { needOf } from './need.ts';
import { stopRequests } from './stop-requests.ts';

export interface SftOptions extends SettingFlags {
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

/** Runs the command. */
export async function sft(options: SftOptions, io: Io): Promise<ExitCode> {
  if (options.preset === undefined && options.config === undefined) {
    throw new Failure(
      ExitCode.usage,
      'sft needs a preset or a config',
      'for example `cookbook-run sft --preset reason1-av-caption --dataset /data/avha`; see `cookbook-run list`',
    );
  }
  const recipe = options.preset === undefined ? undefined : recipeNamed(options.preset);
  const settings = allSettings(recipe, options, io.cwd);
  const found = await probeHost({}, io);
  const engine = engineNamed(options.engine ?? (found.engine.ok ? found.engine.value.version : undefined));
  const id = newRunId(recipe?.name ?? 'config', io.now());
  const runs = runsFolder(io.cwd, io.env, options.runsDir);
  const folder = options.dryRun === true ? mkdtempSync(join(tmpdir(), 'cookbook-run-dry-')) : join(runs, id);
  const prepared = prepare({
    id,
    recipe,
    settings,
    engine,
    cwd: io.cwd,
    folder,
    ...(options.script === undefined ? {} : { script: options.script }),
    ports: await freePorts(),
    stop: stopPolicy(options),
    visibleGpus: visibleGpus(found),
  });
  const need = needOf(prepared);
  const facts = await probeHost(need, io);
  const host = runChecks(CHECKS, facts, need);
  const report = joinReports(prepared.report, options.dryRun === true ? asWarnings(host) : host);
  const code = refusal(report, options.strict === true);
  if (options.dryRun === true) {
    stage(prepared, runFiles(folder), report, facts);
    io.stdout.write(
      options.json === true
        ? dryRunJson(prepared, report)
        : dryRunText(prepared, report, painter(io, io.stdout)),
    );
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
          findings: report.findings,
          skipped: report.skipped,
        }),
      );
    } else {
      io.stderr.write(reportText(report, painter(io, io.stderr)));
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
function refusedAs(code: ExitCode): Outcome {
  const found = (Object.keys(OUTCOMES) as Outcome[]).find((outcome) => OUTCOMES[outcome] === code);
  return found ?? (code === ExitCode.token ? 'missing-input' : 'failed');
}

/** Writes what the engine will read, and what was known before the start. */
function stage(prepared: Prepared, files: RunFiles, report: Report, facts: HostFacts): void {
  mkdirSync(files.folder, { recursive: true });
  copyEntryScripts(files.folder);
  writeAtomically(files.config, prepared.plan.config);
  writeAtomically(files.plan, toText(prepared.plan));
  writeAtomically(files.findings, toText(report));
  writeAtomically(files.host, toText(facts));
  linkFolder(files.folder, prepared.safeFolder);
}

async function launch(
  prepared: Prepared,
  report: Report,
  facts: HostFacts,
  options: SftOptions,
  io: Io,
  folder: string,
): Promise<ExitCode> {
  const { plan } = prepared;
  const files = runFiles(folder);
  let release = () => {};
  try {
    if (prepared.outputRoot !== folder) release = lockOutput(prepared.outputRoot, plan.id, io.now());
    stage(prepared, files, report, facts);
    writeFileSync(files.log, '');
    writeFileSync(files.events, '');
  } catch (error) {
    release();
    if (error instanceof Failure) throw error;
    const code = (error as NodeJS.ErrnoException).code;
    throw new Failure(
      ExitCode.disk,
      `cannot write the run's folder ${folder}: ${(error as Error).message}`,
      code === 'ENOSPC'
        ? 'free some space; nothing was started'
        : 'choose another --runs-dir or --output; nothing was started',
      { cause: error },
    );
  }
  const reporter = await progressReporter(io);
  try {
    if (report.findings.length > 0) io.stderr.write(reportText(report, painter(io, io.stderr)));
    io.stderr.write(
      `run ${plan.id}: ${plan.gpus} GPU(s)${plan.plannedSteps === undefined ? '' : `, ${plan.plannedSteps} steps`}, record in ${folder}\n`,
    );
    const requests = stopRequests(io);
    let record: RunRecord = {
      schemaVersion: 1,
      id: plan.id,
      preset: plan.preset,
      status: 'running',
      step: plan.plannedSteps === undefined ? {} : { planned: plan.plannedSteps },
      startedAt: new Date(io.now()).toISOString(),
      engine: plan.engine,
      supervisor: processName(process.pid),
      findings: report.findings,
    };
    writeRecord(files, record);
    let engine: Awaited<ReturnType<typeof startLocal>>;
    try {
      engine = await startLocal(plan, files.log, io.env);
    } catch (error) {
      requests.release();
      writeRecord(files, {
        ...record,
        status: 'ended',
        outcome: 'host',
        exitCode: ExitCode.host,
        endedAt: new Date(io.now()).toISOString(),
      });
      throw new Failure(
        ExitCode.host,
        `${plan.argv[0]} could not be started: ${(error as Error).message}`,
        'run `cookbook-run doctor`',
        { cause: error },
      );
    }
    record = { ...record, launcher: processName(engine.pid) };
    writeRecord(files, record);
    recordEvent(files, { kind: 'started', pid: engine.pid });
    const watch = watchRun(files);
    const supervised = await supervise({
      plan,
      files,
      watch,
      exited: engine.exited,
      onProgress: (progress) => reporter.update(progress),
      onNote: (text) => reporter.note(text),
      onStopRequest: requests.subscribe,
      monotonic: io.monotonic,
    });
    requests.release();
    reporter.stop();
    const done = finishRun(plan, files, watch, supervised, record, report.findings, io.now());
    const findings: readonly Finding[] = done.record.findings;
    if (options.json === true) {
      const { ending } = done;
      io.stdout.write(
        toText({
          schemaVersion: 1,
          run: plan.id,
          record: folder,
          outcome: ending.outcome,
          exitCode: ending.exitCode,
          step: ending.step,
          findings,
        }),
      );
    } else {
      io.stdout.write(endingText(done.ending, done.record, folder, [], painter(io, io.stdout)));
    }
    return done.ending.exitCode;
  } finally {
    reporter.stop();
    release();
  }
}

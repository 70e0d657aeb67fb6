/** One run from a request to a plan with everything that was checked: what `sft` and a night start from. */

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { rewritten } from '../config/toml-0.10/findings/readers.ts';
import { configKinds } from '../config-kinds.ts';
import { DATASET_FINDINGS } from '../dataset/findings/index.ts';
import type { Engine } from '../engine/engine.ts';
import { standInNotes } from '../engine/findings/engine-stands-in.ts';
import type { Planning } from '../engine/planning.ts';
import type { LongestRange } from '../estimate/memory/estimate.ts';
import { type ExitCode, exitCodeOf } from '../findings/exit-code.ts';
import { advised, type Finding, type FindingKind, joinReports, type Report } from '../findings/finding.ts';
import { causesOnly } from '../findings/fold.ts';
import { type AnyCheck, type Need, runChecks } from '../host/check.ts';
import type { HostFacts } from '../host/facts.ts';
import type { HostRequirements } from '../host/requirements.ts';
import type { Io } from '../io.ts';
import type { Verdict } from '../objective/verdict/verdict.ts';
import { outputDiskTooSmall } from '../preflight/checks/output-disk-too-small.ts';
import { outputNotWritable } from '../preflight/checks/output-not-writable.ts';
import { completeFacts, probeHost } from '../preflight/probe.ts';
import { checkHost, checksFor } from '../preflight/readiness.ts';
import type { RequestFlags } from './assess-run.ts';
import { chosenAdapter, chosenEngine } from './chosen-engine.ts';
import { presetOf } from './chosen-preset.ts';
import { readConfigFile } from './config-file.ts';
import { visibleGpus } from './gpu-choice.ts';
import { needOf } from './host-requirements.ts';
import { newRunId } from './id.ts';
import type { StopPolicy } from './launch-plan.ts';
import { freePorts } from './ports.ts';
import { type Prepared, prepare } from './prepare.ts';
import { assertNoSecrets, assertScript } from './refuse-early.ts';
import { contextOf, type RunContext } from './run-context.ts';
import { allSettings, type SettingRequest } from './settings.ts';
import { notJudged, sftVerdict } from './sft-verdict.ts';

/** A run that is asked for, in values. */
export interface PlanRequest extends SettingRequest, RequestFlags {
  readonly preset?: string;
  /** The engine's version; without one, the installed. */
  readonly engine?: string;
  /** An entry script of the user's own, or `none`. */
  readonly script?: string;
  /** The longest sample, where it was given and not told by the data. */
  readonly longest?: LongestRange;
  /** Absolute path of the folder that holds run records. */
  readonly runs: string;
  readonly dryRun?: boolean;
  /** Where it will run, if not on this host. */
  readonly on?: 'slurm' | 'skypilot' | 'k8s';
  /** GPUs that other runs of this host have leased. */
  readonly leasedGpus?: ReadonlySet<number>;
  /** Warnings refuse the launch too. */
  readonly strict?: boolean;
  /** No progress for this long ends the run as stalled (1800). */
  readonly stallSeconds?: number;
  /** How long a stop may wait for its checkpoint (600). */
  readonly stopSeconds?: number;
  /** Steps in a row without a finite loss that end the run (3); 0 only tells of them. */
  readonly notFiniteSteps?: number;
}

/** The heartbeat's 200 s and NCCL's 600 s are the engine's own limits; ours are wider where work may be slow. */
function stopPolicy({
  stallSeconds: stall = 1800,
  stopSeconds: stop = 600,
  notFiniteSteps = 3,
}: PlanRequest): StopPolicy {
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
    ...(notFiniteSteps === 0 ? {} : { notFinite: notFiniteSteps }),
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

/** The planned run with what was found later, of these kinds; in a dry run that is a warning. */
export function withFindings(
  planned: PlannedRun,
  more: Report,
  kinds: readonly FindingKind[],
  { strict, dryRun }: Pick<PlanRequest, 'strict' | 'dryRun'>,
): PlannedRun {
  const report = joinReports(planned.report, dryRun === true ? asWarnings(more) : more);
  const kindOf: KindOf = (id) => kinds.find((kind) => kind.id === id) ?? planned.kindOf(id);
  return { ...planned, report, kindOf, code: refusal(report, strict === true, kindOf) };
}

type KindOf = (id: string) => FindingKind | undefined;

/** Tells their kinds; the whole catalogue, half of it what logs say, is loaded only for one that is not usual in a plan. */
async function kindsOf(findings: readonly Finding[], usual: readonly FindingKind[]): Promise<KindOf> {
  const byId = new Map(usual.map((kind) => [kind.id, kind]));
  return findings.every(({ id }) => byId.has(id))
    ? (id) => byId.get(id)
    : (await import('../catalogue.ts')).kindOf;
}

function refusal(report: Report, strict: boolean, kindOf: KindOf): ExitCode {
  const findings = strict
    ? report.findings.map((f) => (f.severity === 'warning' ? { ...f, severity: 'error' as const } : f))
    : report.findings;
  return exitCodeOf(findings, (id) => kindOf(id)?.category);
}

/** Checks that hold for whoever writes to the output folder; the others are about the host that trains. */
const ANYWHERE: readonly AnyCheck[] = [outputNotWritable, outputDiskTooSmall];

/** On a cluster the run is planned on a host that will not run it: only what both share is looked at here. */
function ofCluster(host: HostRequirements, facts: HostFacts, need: Need): Report {
  const here = runChecks(ANYWHERE, facts, need, host);
  const skipped = checksFor(host)
    .filter((one) => !ANYWHERE.includes(one))
    .map(({ id }) => ({ id, reason: 'the nodes of the cluster run it, not this host' }));
  return { ...here, skipped: [...here.skipped, ...skipped] };
}

const onNodes = ({ nodes = 1, gpus }: PlanRequest) => ({
  nodes,
  ...(gpus === undefined ? {} : { gpusPerNode: gpus }),
});

/** A run that is ready to start, or refused: `code` says which. */
export interface PlannedRun {
  readonly prepared: Prepared;
  readonly report: Report;
  readonly verdict: Verdict;
  readonly facts: HostFacts;
  readonly code: ExitCode;
  /** What the record keeps for reports. */
  readonly context: RunContext;
  /** The folder of the run's record. */
  readonly folder: string;
  /** The engine's side of it. */
  readonly engine: Engine;
  readonly planning: Planning;
  readonly kindOf: KindOf;
}

/** Where the output will lie: a dry run, whose own folder is a scratch one, is judged by the disk of the true run. */
function outputOf(planned: string, folder: string, { runs }: PlanRequest, id: string): string {
  const below = relative(folder, planned);
  return below.startsWith('..') ? planned : join(runs, id, below);
}

/** Plans one run and checks everything; starts and writes nothing but a scratch folder for a dry run. */
export async function planRun(request: PlanRequest, io: Io): Promise<PlannedRun> {
  const file = request.config === undefined ? undefined : readConfigFile(request.config, io.cwd);
  const recipe = await presetOf(request.preset, file, io);
  assertScript(request.script, io.cwd);
  const clues = {
    ...(recipe === undefined ? {} : { recipe }),
    ...(file === undefined ? {} : { file }),
  };
  const requirements = await chosenAdapter(request.engine, clues).adapter.host();
  const found = await probeHost(requirements, {}, io);
  const { adapter, engine } = chosenEngine(request.engine, {
    ...clues,
    ...(found.engine.ok ? { installed: found.engine.value.version } : {}),
  });
  const planning = await adapter.planning();
  const settings = allSettings(recipe, request, io.cwd, file, adapter);
  assertNoSecrets(settings, io.env);
  const id = newRunId(recipe?.name ?? 'config', io.now());
  const cluster = request.on !== undefined;
  const folder =
    request.dryRun === true && !cluster
      ? mkdtempSync(join(tmpdir(), 'cookbook-run-dry-'))
      : join(request.runs, id);
  const prepared = await prepare({
    id,
    recipe,
    settings,
    engine,
    planning,
    cwd: io.cwd,
    env: io.env,
    folder,
    ...(request.script === undefined ? {} : { script: request.script }),
    ...(request.longest === undefined ? {} : { longest: request.longest }),
    ports: await freePorts([...planning.ports, ...(cluster ? (planning.nodePorts ?? []) : [])]),
    stop: stopPolicy(request),
    ...(cluster ? onNodes(request) : { visibleGpus: visibleGpus(found, request.leasedGpus) }),
  });
  const need = {
    ...needOf(prepared, requirements),
    outputDir: outputOf(prepared.plan.outputDir, folder, request, id),
  };
  const facts = await completeFacts(found, need, io);
  const host = cluster ? ofCluster(requirements, facts, need) : checkHost(requirements, facts, need);
  const objective = await adapter.objective?.();
  const { verdict, report: judged } =
    objective === undefined ? notJudged(engine) : sftVerdict(prepared, { engine, objective }, request, io);
  const told = {
    findings: [...(file === undefined ? [] : rewritten(file.source)), ...standInNotes(engine)],
    skipped: [],
  };
  const joined = joinReports(
    prepared.report,
    told,
    judged,
    request.dryRun === true ? asWarnings(host) : host,
  );
  const kindOf = await kindsOf(joined.findings, [
    ...configKinds({ settings: planning.kinds, objective: objective?.kinds ?? [] }),
    ...checksFor(requirements),
    ...DATASET_FINDINGS,
  ]);
  const findings = causesOnly(joined.findings, kindOf).map((finding) => advised(finding, need));
  const report = { ...joined, findings };
  const context = contextOf(prepared, verdict, recipe, request);
  const code = refusal(report, request.strict === true, kindOf);
  return { prepared, report, verdict, facts, context, code, folder, engine, planning, kindOf };
}

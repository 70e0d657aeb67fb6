/** One attempt: plan from the resume point, take the GPUs, run, and say how it ended. */
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { getValue, splitKey } from '../config/value.ts';
import { LAYOUTS } from '../dataset/layouts/index.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import { OUTCOMES, type Outcome } from '../findings/outcome.ts';
import type { Io } from '../io.ts';
import { type Entries, inventoryOf, writeEntries } from './dataset-files.ts';
import { type Deadline, millisecondsLeft } from './deadline.ts';
import { type Fingerprint, fingerprintOf } from './fingerprint.ts';
import { gpuLeaseFolder, gpuLeases, takeAll } from './leases.ts';
import type { Attempt } from './night-record.ts';
import { type ObjectiveNote, objectiveNote } from './objective.ts';
import { type Action, decide, sentence } from './policy.ts';
import type { NightPorts, Planned, Stops } from './ports.ts';
import { lastGood } from './promote.ts';
import { secretsIn } from './secrets.ts';
import { OWNED, type Spec } from './series-config.ts';
import type { Place } from './series-paths.ts';
import { type Member, type Membership, nextSequence, writeMembership } from './series-run.ts';
import { changesOf, standingOf } from './situation.ts';

export interface AttemptRequest {
  readonly spec: Spec;
  readonly night: string;
  readonly number: number;
  readonly members: readonly Member[];
  readonly place: Place;
  readonly deadline: Deadline | undefined;
  readonly reserveSeconds: number;
}

/** An attempt that is planned: what the night does, and what was found on the way. */
export interface PlannedAttempt {
  readonly action: Action;
  /** What would be started: for a night that trains nothing, what was compared with. */
  readonly planned: Planned;
  readonly chain: string;
  readonly resumedFrom?: Attempt['resumedFrom'];
  readonly startedFrom?: Membership['startedFrom'];
  readonly fingerprint: Fingerprint;
  readonly entries: Entries;
  readonly notes: readonly string[];
}

/** The keys that name a dataset in the presets' layouts. */
const DATASET_KEYS = [...new Set(Object.values(LAYOUTS).map(({ rootKey }) => rootKey))];

function fingerprint({ prepared }: Planned, spec: Spec) {
  const { plan, config } = prepared;
  const [folder] = DATASET_KEYS.flatMap((key) => {
    const value = getValue(config, splitKey(key));
    return typeof value === 'string' && value !== '' ? [resolve(spec.base, value)] : [];
  });
  const inventory = folder === undefined ? undefined : inventoryOf(folder);
  return { fingerprint: fingerprintOf(plan, config, inventory), entries: inventory?.entries ?? {} };
}

/** Throws Failure 78 if what the engine would be given, and the record would keep, holds a secret. */
function checkSecrets({ prepared: { plan } }: Planned, { env }: Io): void {
  const planted = secretsIn([plan.config, ...plan.argv].join('\n'), env);
  if (planted.length === 0) return;
  throw new Failure(
    ExitCode.config,
    `the config of the run holds a secret (${planted.join(', ')}), and a record keeps it`,
    'leave secrets in the environment; nothing was started',
  );
}

/** Throws Failure 78 if a preset or a config file sets what every run of a series has for itself. */
function checkOwned({ prepared, folder }: Planned, resume: string | undefined): void {
  const { config, resolved } = prepared;
  const set = OWNED.find((key) => {
    const value = getValue(config, splitKey(key));
    if (key === 'train.output_dir') return prepared.outputRoot !== folder;
    if (key === 'train.resume') return ![undefined, false, '', resume].includes(value as string | undefined);
    return value !== undefined && resolved.origins.get(key)?.layer !== 'cookbook-run';
  });
  if (set === undefined) return;
  throw new Failure(
    ExitCode.config,
    `the config sets ${set}, which the series decides: every run has a folder, ports and a resume point of its own`,
    `remove ${set}; \`folder\` in nightly.toml says where the series lies; nothing was started`,
  );
}

/** Decides what the night does and plans it; throws Failure 78 for what no series may hold. Starts and writes nothing. */
export async function planAttempt(
  request: Pick<AttemptRequest, 'spec' | 'members' | 'reserveSeconds' | 'place'>,
  ports: NightPorts,
  dryRun = false,
): Promise<PlannedAttempt> {
  const { spec, members, place } = request;
  const standing = standingOf(members);
  const { situation } = standing;
  const point = situation.kind === 'open' ? situation.point : undefined;
  const plan = async (more: { readonly resume?: string; readonly model?: string }) => {
    const planned = await ports.plan({
      stopSeconds: request.reserveSeconds,
      ...(dryRun ? { dryRun } : {}),
      ...more,
    });
    checkOwned(planned, more.resume);
    checkSecrets(planned, ports.io);
    return planned;
  };
  // The fingerprint is of the plan without another model: what a training started from belongs to its chain.
  const compared = await plan(point === undefined ? {} : { resume: point.path });
  const found = fingerprint(compared, spec);
  const good = lastGood(place);
  const { plannedSteps, expects } = compared.prepared.plan;
  const action = decide(spec.file.on, situation, changesOf(standing, found.fingerprint, found.entries), {
    lora: expects.lora,
    ...(good === undefined ? {} : { lastGood: good }),
    ...(plannedSteps === undefined ? {} : { plannedSteps }),
  });
  const base = { action, ...found, notes: [...standing.passedOver, `tonight ${sentence(action)}`] };
  if (action.do === 'resume') {
    const startedFrom = standing.first?.membership.startedFrom;
    const resume = action.point.path;
    return {
      ...base,
      planned: startedFrom === undefined ? compared : await plan({ resume, model: startedFrom.path }),
      chain: standing.first?.membership.chain ?? action.point.run,
      resumedFrom: action.point,
      ...(startedFrom === undefined ? {} : { startedFrom }),
    };
  }
  const startedFrom = action.do === 'start' && action.from === 'last-good' ? good : undefined;
  const fresh =
    startedFrom !== undefined
      ? await plan({ model: startedFrom.path })
      : action.do === 'start' && point !== undefined
        ? await plan({})
        : compared;
  return {
    ...base,
    planned: fresh,
    chain: fresh.prepared.plan.id,
    ...(startedFrom === undefined ? {} : { startedFrom }),
  };
}

/** Calls for a stop when only the reserve is left. */
export function deadlineStops(deadline: Deadline | undefined, reserve: number, ports: NightPorts): Stops {
  return (handler) => {
    if (deadline === undefined) return () => {};
    const timer = setInterval(() => {
      if (millisecondsLeft(deadline, ports.io) > reserve * 1000) return;
      clearInterval(timer);
      handler({ requested: 'deadline' });
    }, 200);
    return () => clearInterval(timer);
  };
}

/** The outcome word for a refusal with this code. */
export function outcomeOf(code: number): Outcome {
  const found = (Object.keys(OUTCOMES) as Outcome[]).find((outcome) => OUTCOMES[outcome] === code);
  return found ?? (code === ExitCode.token ? 'missing-input' : 'failed');
}

const refusal = (code: number, reason: string): Attempt => ({
  run: null,
  record: null,
  outcome: outcomeOf(code),
  exitCode: code,
  reason,
});

/** An attempt that was made or refused, what it can train, and what was found on the way. */
export interface Made {
  readonly attempt: Attempt;
  readonly objective: ObjectiveNote;
  readonly notes: readonly string[];
}

/** A night that trains nothing, and why. */
export interface Skipped {
  readonly skipped: string;
  readonly objective: ObjectiveNote;
}

/** Makes the attempt; refusals are values. */
export async function makeAttempt(request: AttemptRequest, ports: NightPorts): Promise<Made | Skipped> {
  const { spec } = request;
  const found = await planAttempt(request, ports);
  const { planned, action } = found;
  const { plan } = planned.prepared;
  const objective = objectiveNote(plan.expects.lora, planned.verdict.verdict);
  if (action.do === 'skip') return { skipped: action.because, objective };
  if (action.do === 'refuse') throw new Failure(ExitCode.config, action.because, action.help);
  if (planned.code !== ExitCode.ok) {
    const why = planned.report.findings
      .filter((one) => one.severity === 'error')
      .map((one) => `${one.id}: ${one.message}`);
    return { attempt: refusal(planned.code, why.join('; ')), objective, notes: found.notes };
  }
  const gpus = plan.env['CUDA_VISIBLE_DEVICES'] ?? ports.io.env['CUDA_VISIBLE_DEVICES'];
  const all = planned.facts.gpus.ok ? planned.facts.gpus.value.map((gpu) => gpu.index).join(',') : '';
  const leases = takeAll(gpuLeases(gpuLeaseFolder(spec), gpus ?? all), plan.id, ports.io.now());
  if ('busy' in leases) {
    const { what, holder } = leases.busy;
    return {
      attempt: refusal(ExitCode.retry, `${what} is used by ${holder.run} since ${holder.since}`),
      objective,
      notes: found.notes,
    };
  }
  if (ports.stop.aborted) {
    leases.release();
    const attempt = refusal(ExitCode.retry, 'stopped before the engine was started');
    return { attempt, objective, notes: found.notes };
  }
  try {
    mkdirSync(planned.folder, { recursive: true });
    writeMembership(planned.folder, {
      schemaVersion: 1,
      series: spec.file.name,
      night: request.night,
      attempt: request.number,
      sequence: nextSequence(request.members),
      chain: found.chain,
      ...(found.resumedFrom === undefined ? {} : { resumedFrom: found.resumedFrom }),
      ...(found.startedFrom === undefined ? {} : { startedFrom: found.startedFrom }),
      fingerprint: found.fingerprint,
      objective,
    });
    writeEntries(planned.folder, found.entries);
    const stops = deadlineStops(request.deadline, request.reserveSeconds, ports);
    const { ending, record } = await ports.execute(planned, stops);
    return {
      attempt: {
        run: record.id,
        record: planned.folder,
        outcome: ending.outcome,
        exitCode: ending.exitCode,
        step: ending.step,
        ...(found.resumedFrom === undefined ? {} : { resumedFrom: found.resumedFrom }),
        ...(ending.findings[0] === undefined ? {} : { reason: ending.findings[0].message }),
      },
      objective,
      notes: [...found.notes, ...leases.notes],
    };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const attempt = refusal(error.exitCode, error.message);
    return {
      attempt: { ...attempt, run: plan.id, record: planned.folder },
      objective,
      notes: [...found.notes, ...leases.notes],
    };
  } finally {
    leases.release();
  }
}

/** One attempt: plan from the resume point, take the GPUs, run, and say how it ended. */
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { getValue, splitKey } from '../config/value.ts';
import { LAYOUTS } from '../dataset/layouts/index.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import { OUTCOMES, type Outcome } from '../findings/outcome.ts';
import { secretsIn } from '../findings/secrets.ts';
import type { Io } from '../io.ts';
import { type Deadline, millisecondsLeft } from './deadline.ts';
import { changesBetween, fingerprintOf } from './fingerprint.ts';
import { gpuLeaseFolder, gpuLeases, takeAll } from './leases.ts';
import type { Attempt } from './night-record.ts';
import { type ObjectiveNote, objectiveNote } from './objective.ts';
import type { NightPorts, Planned, Stops } from './ports.ts';
import { planResume } from './resume.ts';
import { OWNED, type Spec } from './series-config.ts';
import { type Member, nextSequence, openChain, writeMembership } from './series-run.ts';

export interface AttemptRequest {
  readonly spec: Spec;
  readonly night: string;
  readonly number: number;
  readonly members: readonly Member[];
  readonly deadline: Deadline | undefined;
  readonly reserveSeconds: number;
}

/** An attempt that is planned: what it continues, and what was found on the way. */
export interface PlannedAttempt {
  readonly planned: Planned;
  readonly chain: string;
  readonly resumedFrom?: Attempt['resumedFrom'];
  readonly fingerprint: ReturnType<typeof fingerprintOf>;
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
  return fingerprintOf(plan, config, folder);
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

/** Plans the attempt. Throws Failure 78 if the training changed and the policy is to refuse. */
export async function planAttempt(
  request: Omit<AttemptRequest, 'deadline' | 'night' | 'number'>,
  ports: NightPorts,
  dryRun = false,
): Promise<PlannedAttempt> {
  const { spec } = request;
  const base = { stopSeconds: request.reserveSeconds, ...(dryRun ? { dryRun } : {}) };
  const chain = openChain(request.members);
  const { point, passedOver } = planResume(chain);
  const notes = [...passedOver];
  const fresh = async (): Promise<PlannedAttempt> => {
    const planned = await ports.plan(base);
    checkOwned(planned, undefined);
    checkSecrets(planned, ports.io);
    return { planned, chain: planned.prepared.plan.id, fingerprint: fingerprint(planned, spec), notes };
  };
  if (point === undefined) {
    if (chain.length > 0)
      notes.push('no complete checkpoint of the last training: it starts from its base model');
    return fresh();
  }
  const planned = await ports.plan({ ...base, resume: point.path });
  checkOwned(planned, point.path);
  checkSecrets(planned, ports.io);
  const now = fingerprint(planned, spec);
  const source = chain.find((one) => one.state.record.id === point.run);
  const changes = source === undefined ? [] : changesBetween(source.membership.fingerprint, now);
  if (changes.length === 0)
    return {
      planned,
      chain: chain[0]?.membership.chain ?? point.run,
      resumedFrom: point,
      fingerprint: now,
      notes,
    };
  if (spec.file.resume.on_change === 'refuse') {
    throw new Failure(
      ExitCode.config,
      `the training of ${point.run} (step ${point.step}) cannot be continued: ${changes.join('; ')}`,
      'undo the change, or set `on_change = "restart"` under [resume] to start from the base model; nothing was started',
    );
  }
  notes.push(`started from the base model, because ${changes.join('; ')}`);
  return fresh();
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

/** Makes the attempt; refusals are values. */
export async function makeAttempt(request: AttemptRequest, ports: NightPorts): Promise<Made> {
  const { spec } = request;
  const found = await planAttempt(request, ports);
  const { planned } = found;
  const { plan } = planned.prepared;
  const objective = objectiveNote(plan.expects.lora, planned.verdict.verdict);
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
      fingerprint: found.fingerprint,
      objective,
    });
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

/** What the next attempt would be: decided, planned and checked; starts and writes nothing. */
import { resolve } from 'node:path';
import { getValue, splitKey } from '../config/value.ts';
import { LAYOUTS } from '../dataset/layouts/index.ts';
import { adapterOf } from '../engine/registry.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import { secretsIn } from '../findings/secrets.ts';
import type { Io } from '../io.ts';
import type { DecidedMerge } from '../merge/merge.ts';
import type { PlannedRun } from '../plan/plan-run.ts';
import { causeOfErrors } from './cause.ts';
import { type Entries, inventoryOf } from './dataset-files.ts';
import { type Fingerprint, fingerprintOf } from './fingerprint.ts';
import { isAdapter, planMergeOf } from './merged.ts';
import type { Surroundings } from './night.ts';
import type { Attempt } from './night-record.ts';
import { planSeries } from './plan-series.ts';
import { type Action, nextAction } from './policy.ts';
import { lastGood } from './promote.ts';
import type { Spec } from './series-config.ts';
import { inSeries, type Place } from './series-paths.ts';
import type { Member, Membership } from './series-run.ts';
import { changesSince, standingOf } from './situation.ts';

/** What an attempt is planned from. */
export interface PlanningRequest {
  readonly spec: Spec;
  readonly place: Place;
  readonly members: readonly Member[];
  /** Seconds that a stop may take. */
  readonly reserveSeconds: number;
}

/** An attempt that is planned: what the night does, and what was found on the way. */
export interface PlannedAttempt {
  readonly action: Action;
  /** What would be started: for a night that trains nothing, what was compared with. */
  readonly planned: PlannedRun;
  readonly chain: string;
  readonly resumedFrom?: Attempt['resumedFrom'];
  readonly startedFrom?: Membership['startedFrom'];
  /** What must be merged before it can be planned whole. */
  readonly merge?: DecidedMerge;
  readonly fingerprint: Fingerprint;
  readonly entries: Entries;
  readonly notes: readonly string[];
}

/** The keys that name a dataset: the engine's own, and those of the presets' layouts. */
function datasetKeys({ prepared: { plan } }: PlannedRun): readonly string[] {
  const own = adapterOf(plan).keys.data?.name ?? [];
  return [own, ...Object.values(LAYOUTS).map(({ rootKey }) => rootKey ?? [])].flat();
}

function fingerprint(run: PlannedRun, spec: Spec) {
  const { plan, config } = run.prepared;
  const [folder] = datasetKeys(run).flatMap((key) => {
    const value = getValue(config, splitKey(key));
    return typeof value === 'string' && value !== '' ? [resolve(spec.base, value)] : [];
  });
  const inventory = folder === undefined ? undefined : inventoryOf(folder);
  if (folder !== undefined) checkData(run, inventory?.files);
  return { fingerprint: fingerprintOf(plan, config, inventory), entries: inventory?.entries ?? {} };
}

/** The keys of which a change is told as one of the GPUs or of the data. */
function toldApart(run: PlannedRun) {
  const { gpus } = adapterOf(run.prepared.plan).keys.flags;
  return { gpus: typeof gpus === 'string' ? gpus : undefined, data: datasetKeys(run) };
}

/**
 * Throws the Failure of the checks if nothing is there where the dataset belongs: data that are away for a night, as behind a
 * mount that is missing, are no change of them.
 */
function checkData({ code, report }: PlannedRun, files: number | undefined): void {
  if (code === ExitCode.ok || (files ?? 0) > 0) return;
  const { reason, cause } = causeOfErrors(report);
  throw new Failure(code, reason, cause?.help);
}

/** Throws Failure 78 if what the engine would be given, and the record would keep, holds a secret. */
function checkSecrets({ prepared: { plan } }: PlannedRun, { env }: Io): void {
  const planted = secretsIn([plan.config, ...plan.argv].join('\n'), env);
  if (planted.length === 0) return;
  throw new Failure(
    ExitCode.config,
    `the config of the run holds a secret (${planted.join(', ')}), and a record keeps it`,
    'leave secrets in the environment; nothing was started',
  );
}

/** Throws Failure 78 if a preset or a config file sets what every run of a series has for itself. */
function checkOwned({ prepared, folder }: PlannedRun, resume: string | undefined): void {
  const { config, resolved } = prepared;
  const { keys } = adapterOf(prepared.plan);
  const set = keys.all.find((key) => {
    const value = getValue(config, splitKey(key));
    if (key === keys.output) return prepared.outputRoot !== folder;
    if (key === keys.resume) return ![undefined, false, '', resume].includes(value as string | undefined);
    return value !== undefined && resolved.origins.get(key)?.layer !== 'cookbook-run';
  });
  if (set === undefined) return;
  throw new Failure(
    ExitCode.config,
    `the config sets ${set}, which the series decides: every run has a folder, ports and a resume point of its own`,
    `remove ${set}; \`folder\` in nightly.toml says where the series lies; nothing was started`,
  );
}

/** Throws Failure 78 if the night has to rehearse what its engine cannot make small. */
function checkRehearsal({ file }: Spec, { planning, prepared: { plan } }: PlannedRun): void {
  if (file.rehearse === 'never' || planning.smallRun !== undefined) return;
  throw new Failure(
    ExitCode.config,
    `\`rehearse\` is set, and a run of ${plan.engineName ?? 'this engine'} cannot be rehearsed`,
    'remove `rehearse` from nightly.toml; nothing was started',
  );
}

/** Decides what the night does and plans it; throws Failure 78 for what no series may hold. Starts and writes nothing. */
export async function planAttempt(
  request: PlanningRequest,
  { io }: Pick<Surroundings, 'io'>,
  dryRun = false,
): Promise<PlannedAttempt> {
  const { spec, members, place } = request;
  const standing = standingOf(members);
  const { situation } = standing;
  const point = situation.kind === 'open' ? situation.point : undefined;
  const plan = async (more: { readonly resume?: string; readonly model?: string }) => {
    const run = { stopSeconds: request.reserveSeconds, ...(dryRun ? { dryRun } : {}), ...more };
    const planned = await planSeries(spec, run, io);
    checkOwned(planned, more.resume);
    checkSecrets(planned, io);
    checkRehearsal(spec, planned);
    return planned;
  };
  // The fingerprint is of the plan without another model: what a training started from belongs to its chain.
  const compared = await plan(point === undefined ? {} : { resume: point.path });
  const found = fingerprint(compared, spec);
  const good = lastGood(place);
  const { plannedSteps } = compared.prepared.plan;
  const adapter = good !== undefined && isAdapter(good.path);
  const decided = nextAction(
    spec.file.on,
    situation,
    changesSince(standing, found.fingerprint, found.entries, toldApart(compared)),
    {
      ...(good === undefined ? {} : { lastGood: { run: good.run, adapter } }),
      ...(plannedSteps === undefined ? {} : { plannedSteps }),
    },
  );
  const fromGood = decided.do === 'start' && decided.from === 'last-good' ? good : undefined;
  const merging = adapter && fromGood !== undefined ? await planMergeOf(place, fromGood, io) : undefined;
  const action: Action =
    merging !== undefined && 'because' in merging ? { do: 'refuse', ...merging } : decided;
  const base = { action, ...found, notes: standing.passedOver };
  if (action.do === 'resume') {
    const begun = standing.training?.first.membership;
    const from = begun?.startedFrom;
    const startedFrom = from === undefined ? undefined : { ...from, path: inSeries(place, from.path) };
    const resume = action.point.path;
    return {
      ...base,
      planned: startedFrom === undefined ? compared : await plan({ resume, model: startedFrom.path }),
      chain: begun?.chain ?? action.point.run,
      resumedFrom: action.point,
      ...(startedFrom === undefined ? {} : { startedFrom }),
    };
  }
  // Until it is merged, a plan is of the series' own model, which has the same shapes.
  const merge = merging !== undefined && 'out' in merging ? merging : undefined;
  const startedFrom =
    action.do !== 'start' || fromGood === undefined || merge?.there === false
      ? undefined
      : merge === undefined
        ? fromGood
        : { run: fromGood.run, path: merge.out };
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
    ...(merge?.there === false ? { merge } : {}),
  };
}

/** Going on from a run: its newest checkpoint that is proved whole, or, past its end, a new run on the weights it exported. */
import { dirname, relative } from 'node:path';
import { resolve as resolveLayers, type Setting } from '../config/layers.ts';
import { writeTomlValue } from '../config/toml.ts';
import { asNumber, getValue, joinKey, leavesOf, splitKey, type TomlTable } from '../config/value.ts';
import { adapterOf } from '../engine/registry.ts';
import type { RunKeys } from '../engine/run-keys.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import { readConfigFile } from '../plan/config-file.ts';
import type { LaunchPlan } from '../plan/launch-plan.ts';
import { contextIn } from './artefacts.ts';
import { flat, newestWhole } from './newest-whole.ts';
import { goesOn, isOver, type RunState, readPlan } from './record.ts';

/** What a request for a continuation is made from. */
interface ContinueRequest {
  readonly state: RunState;
  /** What the user asks for beside, the strongest last. */
  readonly settings: readonly Setting[];
  /** Risky changes are wanted. */
  readonly anyway: boolean;
}

/** How to go on: a request for a plan, in values. */
interface Continuation {
  readonly preset?: string;
  readonly script?: string;
  readonly engine: string;
  /** All settings: of the run, then those asked for, then where to go on from. */
  readonly base: readonly Setting[];
  /** One sentence on what is done. */
  readonly says: string;
}

/** Keys whose value the request changes, with both values; those that each run has of its own do not count. */
function changesOf(
  before: TomlTable,
  after: TomlTable,
  runKeys: readonly string[],
): readonly { readonly key: string; readonly was: string; readonly is: string }[] {
  const shown = (config: TomlTable) =>
    new Map(leavesOf(config).map(([path, value]) => [joinKey(path), writeTomlValue(value)]));
  const [was, is] = [shown(before), shown(after)];
  return [...new Set([...was.keys(), ...is.keys()])]
    .filter((key) => was.get(key) !== is.get(key) && !runKeys.includes(key))
    .map((key) => ({ key, was: was.get(key) ?? 'not set', is: is.get(key) ?? 'not set' }));
}

function assertContinuable(
  run: string,
  changes: ReturnType<typeof changesOf>,
  keys: RunKeys,
  anyway: boolean,
): void {
  const of = (kind: ReturnType<RunKeys['change']>) => changes.filter(({ key }) => keys.change(key) === kind);
  const list = (some: typeof changes) =>
    some.map(({ key, was, is }) => `${key} was ${was}, is ${is}`).join('; ');
  const impossible = of('impossible');
  if (impossible.length > 0)
    throw new Failure(
      ExitCode.config,
      `run ${run} cannot be continued with another model or layout: ${list(impossible)}`,
      'leave that out, or start a new run without --resume; nothing was started',
    );
  const total = of('length');
  if (total.length > 0)
    throw new Failure(
      ExitCode.config,
      `a run that is continued keeps its length, which stands in its checkpoint: ${list(total)}`,
      `finish it first with --resume ${run}, then extend it with --resume ${run} ${keys.length.typed('N')}; nothing was started`,
    );
  const risky = of('risky');
  if (risky.length > 0 && !anyway)
    throw new Failure(
      ExitCode.config,
      `a run that is continued should stay the same training: ${list(risky)}`,
      'add --anyway if that is what you want; nothing was started',
    );
}

/** Where the run put its output, if it was not its own folder. */
function outputRoot({ files }: RunState, plan: LaunchPlan): string | undefined {
  const inside = !relative(files.folder, plan.outputDir).startsWith('..');
  return inside ? undefined : dirname(dirname(plan.outputDir));
}

/** The entry script that was given beside the preset: a path, `none`, or nothing where it was the preset's. */
function scriptOf(plan: LaunchPlan): string | undefined {
  const script = plan.script ?? plan.argv.find((word) => word.endsWith('.py'));
  if (script === undefined) return 'none';
  return script.includes(`${plan.id}/entry/`) ? undefined : script;
}

const setting = (key: string, value: Setting['value'], run: string): Setting => ({
  path: splitKey(key),
  value,
  origin: { layer: 'cookbook-run', source: `--resume ${run}` },
});

/** A new run on the exported weights for what is asked for beyond the end. */
function extended(
  request: ContinueRequest,
  before: TomlTable,
  after: TomlTable,
  keys: RunKeys,
): readonly Setting[] {
  const { record } = request.state;
  const [was, is] = [before, after].map(
    (config) => asNumber(getValue(config, splitKey(keys.length.key))) ?? 1,
  ) as [number, number];
  if (is <= was)
    throw new Failure(
      ExitCode.config,
      `run ${record.id} has made all its ${record.step.planned ?? record.step.last} steps`,
      `\`cookbook-run sft --resume ${record.id} ${keys.length.typed(was + 1)}\` trains one ${keys.length.unit} more, on its exported weights`,
    );
  const { model } = record;
  if (model === undefined || model.kind === 'adapter')
    throw new Failure(
      ExitCode.config,
      model === undefined
        ? `run ${record.id} left no exported model that is proved whole`
        : `run ${record.id} made an adapter, and a new run cannot begin with one: merge it into its base model first`,
      model === undefined
        ? 'start a new run'
        : `\`cookbook-run merge ${record.id} --out MERGED_DIR\`, then train on that folder: \`--model MERGED_DIR\``,
    );
  return [
    setting(keys.model, model.path, record.id),
    // Else the run would begin again with the weights that it was once begun with.
    ...(keys.startWeights === undefined ? [] : [setting(keys.startWeights, '', record.id)]),
    ...Object.entries(keys.length.settings(after, is - was)).map(([key, value]) =>
      setting(key, value, record.id),
    ),
    setting(keys.resume, keys.noResume, record.id),
  ];
}

/** Decides how to go on from a run. Throws Failure 66 where nothing is there to go on from, 78 where it must not be. */
export async function continuationOf(request: ContinueRequest): Promise<Continuation> {
  const { state, settings, anyway } = request;
  const { record, files } = state;
  if (!isOver(state)) throw new Failure(ExitCode.retry, goesOn(state), `cookbook-run runs stop ${record.id}`);
  const plan = readPlan(files);
  const adapter = adapterOf(record);
  const { keys } = adapter;
  const file = readConfigFile(files.config, files.folder);
  const own = leavesOf(file.table)
    .filter(([path]) => !keys.all.includes(joinKey(path)))
    .map(
      ([path, value]): Setting => ({ path, value, origin: { layer: 'file', source: `run ${record.id}` } }),
    );
  const root = outputRoot(state, plan);
  const base = root === undefined ? own : [...own, setting(keys.output, root, record.id)];
  const before = resolveLayers(own).config;
  const after = resolveLayers([...own, ...settings]).config;
  const planned = record.step.planned ?? plan.plannedSteps;
  const over = record.outcome === 'succeeded';
  const common = {
    engine: `${adapter.name}@${record.engine}`,
    ...(record.preset === '' ? {} : { preset: contextIn(files).presetArgument ?? record.preset }),
    ...(scriptOf(plan) === undefined ? {} : { script: scriptOf(plan) as string }),
  };
  if (over) {
    const more = extended(request, before, after, keys);
    return {
      ...common,
      base: [...base, ...settings, ...more],
      says: `run ${record.id} is complete: a new run begins with its exported weights`,
    };
  }
  assertContinuable(record.id, changesOf(before, after, keys.all), keys, anyway);
  const { point, passedOver } = newestWhole([
    {
      run: record.id,
      plan: { ...plan, ...(planned === undefined ? {} : { plannedSteps: planned }) },
      adapter,
      config: flat(before),
    },
  ]);
  if (point === undefined)
    throw new Failure(
      ExitCode.input,
      `run ${record.id} left no checkpoint that is proved whole${passedOver.length === 0 ? '' : ` (${passedOver.join('; ')})`}`,
      'start it again without --resume',
    );
  return {
    ...common,
    base: [...base, ...settings, setting(keys.resume, point.path, record.id)],
    says: [`goes on from ${adapter.layout.stepName(point.step)} of run ${record.id}`, ...passedOver].join(
      '; ',
    ),
  };
}

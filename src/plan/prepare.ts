/** From settings to a launch plan with findings: everything that can be known before a process is started. */
import { join, resolve } from 'node:path';
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import { factsOf, type ModelFacts, surroundingsOf } from '../checkpoint/facts.ts';
import { readCheckpoint } from '../checkpoint/read.ts';
import { type ResolvedConfig, resolve as resolveLayers, type Setting } from '../config/layers.ts';
import { writeToml } from '../config/toml.ts';
import { getValue, type TomlTable } from '../config/value.ts';
import { type DatasetReport, inspectDataset } from '../dataset/inspect.ts';
import { datasetRequest, type Environment } from '../dataset/request.ts';
import type { TokenSummary } from '../dataset/tokens/budget.ts';
import { withFloats } from '../engine/cosmos-rl/floats.ts';
import { gpusNeeded, savingRanks } from '../engine/cosmos-rl/placement.ts';
import { renderFor, type Translation } from '../engine/cosmos-rl/render-for-version.ts';
import { missingResume } from '../engine/cosmos-rl/resume.ts';
import { ConfigView, type RuleContext, runRules } from '../engine/cosmos-rl/rule.ts';
import { RULES } from '../engine/cosmos-rl/rules/index.ts';
import { type Schedule, scheduleOf } from '../engine/cosmos-rl/schedule.ts';
import { schemaOf } from '../engine/cosmos-rl/schema/schema.ts';
import type { Engine } from '../engine/cosmos-rl/versions.ts';
import type { DiskEstimate } from '../estimate/disk.ts';
import type { LongestRange } from '../estimate/memory/estimate.ts';
import type { Report } from '../findings/finding.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { diskOf } from './disk.ts';
import type { LaunchPlan, StopPolicy } from './launch-plan.ts';
import { memoryOf, type PlannedMemory } from './memory.ts';
import { runSettings, textAt } from './run-settings.ts';
import { shellSafeFolder } from './stage.ts';
import { longestOf, tokenCounter, withoutData } from './token-range.ts';

/** What a plan is made from. */
export interface PrepareRequest {
  readonly id: string;
  readonly recipe: Recipe | undefined;
  readonly settings: readonly Setting[];
  readonly engine: Engine;
  readonly cwd: string;
  /** Environment that the run inherits. */
  readonly env: Environment;
  /** The folder of this run's record. */
  readonly folder: string;
  /** An entry script of the user's own; `none` for a run without script. */
  readonly script?: string;
  readonly ports: { readonly controller: number; readonly redis: number };
  readonly stop: StopPolicy;
  /** The longest sample, where it was given and not told by the data. */
  readonly longest?: LongestRange;
  /** Value for CUDA_VISIBLE_DEVICES, where the run should see fewer GPUs than we do. */
  readonly visibleGpus?: (needed: number) => string | undefined;
}

/** A plan with everything that was found on the way. */
export interface Prepared {
  readonly plan: LaunchPlan;
  readonly resolved: ResolvedConfig;
  /** The config as the engine version gets it. */
  readonly config: TomlTable;
  readonly translations: readonly Translation[];
  readonly report: Report;
  readonly model: ModelFacts;
  /** The checkpoint that `model` was told from. */
  readonly checkpoint: Checkpoint;
  readonly dataset?: DatasetReport;
  readonly disk?: DiskEstimate;
  /** Absent where the steps cannot be told. */
  readonly schedule?: Schedule;
  readonly memory: PlannedMemory;
  /** The folder given as output, which a run locks; the engine's own is a new one below it. */
  readonly outputRoot: string;
  /** The run's folder at a path that a shell takes as one word. */
  readonly safeFolder: string;
}

/** All layers, the run's own settings last. */
function resolvedFor(request: PrepareRequest) {
  const first = resolveLayers(request.settings);
  const { settings, outputRoot, outputDir } = runSettings(request, first.config);
  return { resolved: resolveLayers([...request.settings, ...settings]), outputRoot, outputDir };
}

/** The data as the entry script will see it, and its tokens; nothing where no preset names its layout. */
async function datasetOf(
  { recipe, cwd, env, engine }: PrepareRequest,
  config: TomlTable,
  model: ModelFacts,
): Promise<{ readonly dataset?: DatasetReport; readonly tokens?: TokenSummary }> {
  if (recipe === undefined) return {};
  const family = model.family?.name ?? recipe.family;
  const request = datasetRequest(recipe.layout, config, { cwd, family, engine: engine.known, env });
  const counter = await tokenCounter(request, config, engine, model, family);
  const dataset = await inspectDataset(request, counter.visitor);
  const tokens = counter.summary();
  return { dataset, ...(tokens === undefined ? {} : { tokens }) };
}

/** The config as the version gets it, and its steps, which a version without fractional warm-ups needs in its config. */
function renderedFor(
  engine: Engine,
  { config, origins }: ResolvedConfig,
  samples: number | undefined,
): {
  readonly config: TomlTable;
  readonly translations: readonly Translation[];
  readonly schedule?: Schedule;
} {
  const ours = (key: string) => {
    const layer = origins.get(key)?.layer;
    return layer === 'preset' || layer === 'cookbook-run';
  };
  const first = renderFor(engine.known, config, ours);
  if (samples === undefined) return first;
  const schedule = scheduleOf(first.config, engine, samples);
  if ('skipped' in schedule) return first;
  return { ...renderFor(engine.known, config, ours, schedule.total), schedule };
}

/** The entry script at the path that the engine is given. */
function scriptOf({ script, recipe, cwd }: PrepareRequest, safe: string): string | undefined {
  if (script === 'none') return undefined;
  if (script !== undefined) return resolve(cwd, script);
  return recipe === undefined ? undefined : resolve(safe, 'entry', recipe.script);
}

/** What the rules say of the rendered config. */
function judged(
  { recipe, engine, cwd }: PrepareRequest,
  config: TomlTable,
  facts: Pick<RuleContext, 'origins' | 'script' | 'samples' | 'plannedSteps'> & {
    readonly model: ModelFacts;
  },
): Report {
  const { model, ...known } = facts;
  const family =
    model.family ??
    (recipe === undefined ? undefined : { name: recipe.family, evidence: `preset ${recipe.name}` });
  const resume = missingResume(getValue(config, ['train', 'resume']), cwd);
  const context: RuleContext = {
    engine,
    schema: schemaOf(engine.known),
    launch: true,
    ...known,
    ...(model.name === '' ? {} : { model }),
    ...(family === undefined ? {} : { family }),
    ...(recipe === undefined ? {} : { presetEngines: recipe.engines }),
    ...(resume === undefined ? {} : { resume }),
  };
  return runRules(RULES, new ConfigView(config, context));
}

/** The launch itself, as data. */
function launchOf(
  request: PrepareRequest,
  config: TomlTable,
  place: { readonly safe: string; readonly outputDir: string },
  { script, steps }: { readonly script?: string; readonly steps?: number },
): LaunchPlan {
  const { id, recipe, engine, cwd, ports } = request;
  const gpus = gpusNeeded(config);
  const checkpoint = getValue(config, ['train', 'ckpt', 'enable_checkpoint']) === true;
  const redis = Number(textAt(config, 'redis') ?? ports.redis);
  const cuda = request.visibleGpus?.(gpus);
  const toml = join(place.safe, 'config.toml');
  const argv = ['cosmos-rl', '--config', toml, '--port', String(ports.controller)];
  return {
    schemaVersion: 1,
    id,
    preset: recipe?.name ?? '',
    engine: engine.version,
    engineName: engine.name,
    argv: script === undefined ? argv : [...argv, script],
    ...(script === undefined ? {} : { script }),
    cwd,
    env: {
      COOKBOOK_RUN_ID: id,
      COOKBOOK_RUN_EVENTS: join(place.safe, 'train-events.ndjson'),
      ...(steps === undefined ? {} : { COOKBOOK_RUN_PLANNED_STEPS: String(steps) }),
      PYTHONUNBUFFERED: '1',
      COSMOS_LOG_LEVEL: 'INFO',
      ...(cuda === undefined ? {} : { CUDA_VISIBLE_DEVICES: cuda }),
    },
    // They would switch the launcher into Lepton mode (launcher/utility.py, 0.4.7).
    withheld: ['LEPTON_'],
    config: writeToml(config),
    gpus,
    savingRanks: savingRanks(config),
    ...(steps === undefined ? {} : { plannedSteps: steps }),
    outputDir: place.outputDir,
    ports: { controller: ports.controller, redis: Number.isInteger(redis) ? redis : ports.redis },
    expects: {
      checkpoint,
      export: checkpoint,
      lora: getValue(config, ['policy', 'lora']) !== undefined,
    },
    stop: request.stop,
  };
}

const NO_LAYOUT = {
  findings: [],
  skipped: [{ id: 'dataset', reason: 'no preset names the data layout, so the dataset was not looked at' }],
};

/** Makes the plan; pure but for reading the dataset's and the model's files. */
export async function prepare(request: PrepareRequest): Promise<Prepared> {
  const { engine, cwd, env } = request;
  const { resolved, outputRoot, outputDir } = resolvedFor(request);
  const name = textAt(resolved.config, 'policy.model_name_or_path') ?? '';
  const checkpoint = readCheckpoint(name, surroundingsOf(cwd, env));
  const model = factsOf(checkpoint);
  const whole = { ...resolved, config: withFloats(resolved.config, engine) };
  const { dataset, tokens } = await datasetOf(request, whole.config, model);
  const samples = dataset?.counts.train;
  const unsound = dataset?.findings.some(({ severity }) => severity === 'error') === true;
  const { config, translations, schedule } = renderedFor(engine, whole, samples);
  const steps = schedule?.total;
  const safe = shellSafeFolder(request.folder, request.id);
  const script = scriptOf(request, safe);
  const rules = judged(request, config, {
    origins: resolved.origins,
    model,
    script: script ?? 'none',
    // A dataset that cannot all be read is told as such; that it gives few steps is not a second problem.
    ...(samples === undefined || unsound ? {} : { samples }),
    ...(steps === undefined || unsound ? {} : { plannedSteps: steps }),
  });
  const { findings, skipped } = dataset ?? NO_LAYOUT;
  const disk = schedule === undefined ? undefined : diskOf(config, engine, model, schedule);
  const longest = request.longest ?? (tokens === undefined ? withoutData(config, engine) : longestOf(tokens));
  return {
    memory: memoryOf(config, engine, checkpoint, longest),
    plan: launchOf(
      request,
      config,
      { safe, outputDir },
      {
        ...(script === undefined ? {} : { script }),
        ...(steps === undefined ? {} : { steps }),
      },
    ),
    resolved,
    config,
    translations,
    report: {
      findings: [...rules.findings, ...findings],
      skipped: [...rules.skipped, ...skipped],
    },
    model,
    checkpoint,
    outputRoot,
    safeFolder: safe,
    ...(dataset === undefined ? {} : { dataset }),
    ...(disk === undefined ? {} : { disk }),
    ...(schedule === undefined ? {} : { schedule }),
  };
}

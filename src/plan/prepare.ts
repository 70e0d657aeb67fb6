/** From settings to a launch plan with findings: everything that can be known before a process is started. */
import { join, resolve } from 'node:path';
import { type ResolvedConfig, resolve as resolveLayers, type Setting } from '../config/layers.ts';
import { writeToml } from '../config/toml.ts';
import {
  asNumber,
  getValue,
  joinKey,
  leavesOf,
  splitKey,
  type TomlTable,
  type TomlValue,
  withValue,
} from '../config/value.ts';
import { type DatasetReport, inspectDataset } from '../dataset/inspect.ts';
import { datasetRequest, type Environment } from '../dataset/request.ts';
import { dataRanks, gpusNeeded, savingRanks } from '../engine/cosmos-rl/placement.ts';
import { renderFor, type Translation } from '../engine/cosmos-rl/render-for-version.ts';
import { missingResume } from '../engine/cosmos-rl/resume.ts';
import { ConfigView, type RuleContext, runRules } from '../engine/cosmos-rl/rule.ts';
import { RULES } from '../engine/cosmos-rl/rules/index.ts';
import { schemaOf } from '../engine/cosmos-rl/schema/schema.ts';
import type { Engine } from '../engine/cosmos-rl/versions.ts';
import { type DiskEstimate, diskNeeded } from '../estimate/disk.ts';
import { plannedSteps } from '../estimate/steps.ts';
import type { Origin, Report } from '../findings/finding.ts';
import { type ModelFacts, modelFacts } from '../objective/model.ts';
import type { Recipe } from '../recipe/recipe.ts';
import type { LaunchPlan, StopPolicy } from './launch-plan.ts';
import { shellSafeFolder } from './stage.ts';

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
  readonly dataset?: DatasetReport;
  readonly disk?: DiskEstimate;
  /** The folder given as output, which a run locks; the engine's own is a new one below it. */
  readonly outputRoot: string;
  /** The run's folder at a path that a shell takes as one word. */
  readonly safeFolder: string;
}

const OURS: Origin = { layer: 'cookbook-run', source: 'this run' };

function text(config: TomlTable, key: string): string | undefined {
  const value = getValue(config, splitKey(key));
  return typeof value === 'string' ? value : undefined;
}

/** Output folder, timestamp and redis port of this very run; what the user set himself stays. */
function runSettings(
  request: PrepareRequest,
  config: TomlTable,
): { readonly settings: readonly Setting[]; readonly outputRoot: string; readonly outputDir: string } {
  const own = (key: string, value: TomlValue): Setting => ({ path: splitKey(key), value, origin: OURS });
  const given = text(config, 'train.output_dir');
  const timestamp = text(config, 'train.timestamp');
  const outputRoot = given === undefined ? request.folder : resolve(request.cwd, given);
  // `root = dirname(output_dir)` holds best/ and is searched on resume (utils/checkpoint.py): one root for one run.
  const outputDir =
    timestamp !== undefined && timestamp !== ''
      ? outputRoot
      : join(given === undefined ? request.folder : join(outputRoot, request.id), 'train');
  const settings = [
    own('train.output_dir', outputDir),
    ...(timestamp === undefined || timestamp === '' ? [own('train.timestamp', request.id)] : []),
    ...(text(config, 'redis') === undefined && getValue(config, ['redis']) === undefined
      ? [own('redis', String(request.ports.redis))]
      : []),
  ];
  return { settings, outputRoot, outputDir };
}

/** Integers given for keys that are floats become floats: `[0.9, 1]` would not survive the engine's TOML reader. */
function typed(config: TomlTable, engine: Engine): TomlTable {
  const schema = schemaOf(engine.known);
  let result = config;
  for (const [path, value] of leavesOf(config)) {
    const field = schema.get(joinKey(path));
    const onlyFloat = (kinds: readonly string[] | undefined) =>
      kinds?.includes('float') === true && !kinds.includes('int');
    if (typeof value === 'bigint' && onlyFloat(field?.kinds)) result = withValue(result, path, Number(value));
    else if (
      Array.isArray(value) &&
      onlyFloat(field?.items) &&
      value.some((item) => typeof item === 'bigint')
    ) {
      result = withValue(
        result,
        path,
        value.map((item) => (typeof item === 'bigint' ? Number(item) : (item as TomlValue))),
      );
    }
  }
  return result;
}

/** Makes the plan; pure but for reading the dataset's and the model's files. */
export async function prepare(request: PrepareRequest): Promise<Prepared> {
  const { engine, recipe, cwd } = request;
  const first = resolveLayers(request.settings);
  const own = runSettings(request, first.config);
  const resolved = resolveLayers([...request.settings, ...own.settings]);
  const model = modelFacts(text(resolved.config, 'policy.model_name_or_path') ?? '', cwd);
  const config = typed(resolved.config, engine);
  const num = (key: string) => asNumber(getValue(config, splitKey(key)));
  const dataset =
    recipe === undefined
      ? undefined
      : await inspectDataset(
          datasetRequest(recipe.layout, config, {
            cwd,
            family: model.family?.name ?? recipe.family,
            engine: engine.known,
            ...(request.env === undefined ? {} : { env: request.env }),
          }),
        );
  const samples = dataset?.counts.train;
  const maxSteps = num('train.max_num_steps');
  const steps =
    samples === undefined || (num('policy.parallelism.n_init_replicas') ?? 1) > 1
      ? undefined
      : plannedSteps({
          engine: engine.version,
          samples,
          dataRanks: dataRanks(config),
          batch: num('train.train_batch_per_replica') ?? 8,
          epochs: num('train.epoch') ?? 1,
          dropLast: getValue(config, ['train', 'train_policy', 'dataloader_drop_last']) !== false,
          ...(maxSteps === undefined ? {} : { maxSteps }),
        });
  const ours = (key: string) => {
    const layer = resolved.origins.get(key)?.layer;
    return layer === 'preset' || layer === 'cookbook-run';
  };
  const rendered = renderFor(engine.known, config, ours, steps);
  const family =
    model.family ??
    (recipe === undefined ? undefined : { name: recipe.family, evidence: `preset ${recipe.name}` });
  const safe = shellSafeFolder(request.folder, request.id);
  const script =
    request.script === 'none'
      ? undefined
      : request.script === undefined
        ? recipe === undefined
          ? undefined
          : resolve(safe, 'entry', recipe.script)
        : resolve(cwd, request.script);
  const resume = missingResume(getValue(config, ['train', 'resume']), cwd);
  const context: RuleContext = {
    engine,
    schema: schemaOf(engine.known),
    origins: resolved.origins,
    launch: true,
    script: script ?? 'none',
    model: { name: model.name, ...(model.problem === undefined ? {} : { problem: model.problem }) },
    ...(family === undefined ? {} : { family }),
    ...(recipe === undefined ? {} : { presetEngines: recipe.engines }),
    ...(samples === undefined ? {} : { samples }),
    ...(steps === undefined ? {} : { plannedSteps: steps }),
    ...(resume === undefined ? {} : { resume }),
  };
  const rules = runRules(RULES, new ConfigView(rendered.config, context));
  const gpus = gpusNeeded(rendered.config);
  const lora = getValue(rendered.config, ['policy', 'lora']) !== undefined;
  const checkpoint = getValue(rendered.config, ['train', 'ckpt', 'enable_checkpoint']) === true;
  const disk =
    model.parameters === undefined || steps === undefined || !checkpoint
      ? undefined
      : diskNeeded({
          parameters: model.parameters.count,
          lora,
          plannedSteps: steps,
          saveEvery: num('train.ckpt.save_freq') ?? 20,
          keep: num('train.ckpt.max_keep') ?? 5,
        });
  const redis = Number(text(rendered.config, 'redis') ?? request.ports.redis);
  const cuda = request.visibleGpus?.(gpus);
  const plan: LaunchPlan = {
    schemaVersion: 1,
    id: request.id,
    preset: recipe?.name ?? '',
    engine: engine.version,
    argv: [
      'cosmos-rl',
      '--config',
      join(safe, 'config.toml'),
      '--port',
      String(request.ports.controller),
      ...(script === undefined ? [] : [script]),
    ],
    cwd,
    env: {
      COOKBOOK_RUN_ID: request.id,
      COOKBOOK_RUN_EVENTS: join(safe, 'train-events.ndjson'),
      ...(steps === undefined ? {} : { COOKBOOK_RUN_PLANNED_STEPS: String(steps) }),
      PYTHONUNBUFFERED: '1',
      COSMOS_LOG_LEVEL: 'INFO',
      ...(cuda === undefined ? {} : { CUDA_VISIBLE_DEVICES: cuda }),
    },
    config: writeToml(rendered.config),
    gpus,
    savingRanks: savingRanks(rendered.config),
    ...(steps === undefined ? {} : { plannedSteps: steps }),
    outputDir: own.outputDir,
    ports: {
      controller: request.ports.controller,
      redis: Number.isInteger(redis) ? redis : request.ports.redis,
    },
    expects: { checkpoint, export: checkpoint, lora },
    stop: request.stop,
  };
  return {
    plan,
    resolved,
    config: rendered.config,
    translations: rendered.translations,
    report: {
      findings: [...rules.findings, ...(dataset?.findings ?? [])],
      skipped: [
        ...rules.skipped,
        ...(dataset?.skipped ?? [
          { id: 'dataset', reason: 'no preset names the data layout, so the dataset was not looked at' },
        ]),
      ],
    },
    model,
    outputRoot: own.outputRoot,
    safeFolder: safe,
    ...(dataset === undefined ? {} : { dataset }),
    ...(disk === undefined ? {} : { disk }),
  };
}

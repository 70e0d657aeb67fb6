/** From settings to a launch plan with findings: everything that can be known before a process is started. */
import { join, resolve } from 'node:path';
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import { factsOf, type ModelFacts, surroundingsOf } from '../checkpoint/facts.ts';
import { readCheckpoint } from '../checkpoint/read.ts';
import { type ResolvedConfig, resolve as resolveLayers, type Setting } from '../config/layers.ts';
import { writeToml } from '../config/toml.ts';
import type { TomlTable } from '../config/value.ts';
import { cacheFolder } from '../dataset/cache/folder.ts';
import { Files } from '../dataset/files.ts';
import { datasetRequest } from '../dataset/from-config.ts';
import type { DatasetReport } from '../dataset/inspect.ts';
import { measureDataset, rememberedDataset } from '../dataset/measured.ts';
import type { Environment } from '../dataset/request.ts';
import type { TokenSummary } from '../dataset/tokens/budget.ts';
import { tokenizerOf } from '../dataset/tokens/tokenizer.ts';
import type { Engine } from '../engine/engine.ts';
import type { DataReading, LaunchContext, Planning, Translation } from '../engine/planning.ts';
import type { RunSizes } from '../engine/sizing.ts';
import type { DiskEstimate } from '../estimate/disk.ts';
import type { LongestRange } from '../estimate/memory/estimate.ts';
import type { Report } from '../findings/finding.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { diskOf } from './disk.ts';
import type { LaunchPlan, StopPolicy } from './launch-plan.ts';
import { memoryOf, type PlannedMemory } from './memory.ts';
import { shellSafeFolder } from './stage.ts';
import { longestOf } from './token-range.ts';

/** What a plan is made from. */
interface PrepareRequest {
  readonly id: string;
  readonly recipe: Recipe | undefined;
  readonly settings: readonly Setting[];
  readonly engine: Engine;
  readonly planning: Planning;
  readonly cwd: string;
  /** Environment that the run inherits. */
  readonly env: Environment;
  /** The folder of this run's record. */
  readonly folder: string;
  /** An entry script of the user's own; `none` for a run without script. */
  readonly script?: string;
  readonly ports: Readonly<Record<string, number>>;
  readonly stop: StopPolicy;
  /** Nodes of a cluster, where it is not this host that runs it; and the GPUs asked for on each of them. */
  readonly nodes?: number;
  readonly gpusPerNode?: number;
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
  /** How often it validates; absent where that cannot be told. */
  readonly validations?: number;
  readonly memory: PlannedMemory;
  /** What decides the seconds of a step; absent where nobody has measured the engine, or a size is no number. */
  readonly sizes?: RunSizes;
  /** Ranks that read data of their own. */
  readonly ranks: number;
  /** How many processes read it on each, and the setting that says so. */
  readonly loader?: DataReading['loader'];
  /** The folder given as output, which a run locks; the engine's own is a new one below it. */
  readonly outputRoot: string;
  /** The run's folder at a path that a shell takes as one word. */
  readonly safeFolder: string;
}

/** All layers, the run's own settings last. */
function resolvedFor(request: PrepareRequest) {
  const first = resolveLayers(request.settings);
  const { settings, outputRoot, outputDir } = request.planning.ownSettings(request, first.config);
  return { resolved: resolveLayers([...request.settings, ...settings]), outputRoot, outputDir };
}

/** The data as the entry script will see it, and its tokens; nothing where no preset names its layout. */
async function datasetOf(
  { recipe, cwd, env, engine, planning }: PrepareRequest,
  config: TomlTable,
  model: ModelFacts,
): Promise<{ readonly dataset?: DatasetReport; readonly tokens?: TokenSummary }> {
  if (recipe === undefined || recipe.datasetKey === '') return {};
  const family = model.family?.name ?? recipe.family;
  const reading = planning.reading(config);
  const request = datasetRequest(recipe.layout, config, { cwd, family, engine: engine.known, env, reading });
  const question = {
    request,
    family,
    limit: planning.tokenLimit(engine, config),
    tokenizer: await tokenizerOf(model.folder),
  };
  const files = new Files();
  const read = () => measureDataset(question, {}, files);
  const cache = cacheFolder(env);
  // What is wrong with its lengths is `data check`'s to say.
  const { dataset, tokens } =
    cache === undefined ? await read() : (await rememberedDataset(cache, question, files, read)).measured;
  return { dataset, ...(tokens === undefined ? {} : { tokens }) };
}

/** The entry script at the path that the engine is given. */
function scriptOf({ script, recipe, cwd }: PrepareRequest, safe: string): string | undefined {
  if (script === 'none') return undefined;
  if (script !== undefined) return resolve(cwd, script);
  return recipe === undefined ? undefined : resolve(safe, 'entry', recipe.script);
}

/** What is known beside the config when it is judged. */
function contextOf(
  { recipe, cwd, nodes = 1, gpusPerNode }: PrepareRequest,
  model: ModelFacts,
  facts: Pick<LaunchContext, 'origins' | 'script' | 'samples' | 'plannedSteps' | 'longest'>,
): LaunchContext {
  const family =
    model.family ??
    (recipe === undefined ? undefined : { name: recipe.family, evidence: `preset ${recipe.name}` });
  return {
    cwd,
    ...facts,
    ...(nodes === 1 ? {} : { nodes, ...(gpusPerNode === undefined ? {} : { gpus: gpusPerNode }) }),
    ...(model.name === '' ? {} : { model }),
    ...(family === undefined ? {} : { family }),
    ...(recipe === undefined ? {} : { presetEngines: recipe.engines }),
  };
}

/** The launch itself, as data. */
function launchOf(
  request: PrepareRequest,
  config: TomlTable,
  place: { readonly safe: string; readonly outputDir: string },
  { script, steps }: { readonly script?: string; readonly steps?: number },
): LaunchPlan {
  const { id, recipe, engine, cwd } = request;
  const { env, ...launch } = request.planning.launch(config, {
    ...request,
    safe: place.safe,
    ...(script === undefined ? {} : { script }),
  });
  const cuda = request.visibleGpus?.(launch.gpus);
  return {
    schemaVersion: 1,
    id,
    preset: recipe?.name ?? '',
    engine: engine.version,
    engineName: engine.name,
    ...launch,
    ...(request.nodes === undefined ? {} : { nodes: request.nodes }),
    ...(script === undefined ? {} : { script }),
    cwd,
    env: {
      COOKBOOK_RUN_ID: id,
      COOKBOOK_RUN_EVENTS: join(place.safe, 'train-events.ndjson'),
      ...(steps === undefined ? {} : { COOKBOOK_RUN_PLANNED_STEPS: String(steps) }),
      PYTHONUNBUFFERED: '1',
      ...env,
      ...(cuda === undefined ? {} : { CUDA_VISIBLE_DEVICES: cuda }),
    },
    config: writeToml(config),
    ...(steps === undefined ? {} : { plannedSteps: steps }),
    outputDir: place.outputDir,
    stop: request.stop,
  };
}

const NO_LAYOUT = {
  findings: [],
  skipped: [{ id: 'dataset', reason: 'no preset names the data layout, so the dataset was not looked at' }],
};

/** Makes the plan; pure but for reading the dataset's and the model's files. */
export async function prepare(request: PrepareRequest): Promise<Prepared> {
  const { engine, planning, cwd, env } = request;
  const { resolved, outputRoot, outputDir } = resolvedFor(request);
  const checkpoint = readCheckpoint(planning.modelOf(resolved.config), surroundingsOf(cwd, env));
  const model = factsOf(checkpoint);
  const { dataset, tokens } = await datasetOf(request, resolved.config, model);
  const samples = dataset?.unread === undefined ? dataset?.counts.train : undefined;
  const unsound = dataset?.findings.some(({ severity }) => severity === 'error') === true;
  const { config, translations, steps } = planning.render(engine, resolved, samples);
  const safe = shellSafeFolder(request.folder, request.id);
  const script = scriptOf(request, safe);
  const facts = {
    origins: resolved.origins,
    script: script ?? 'none',
    // A dataset that cannot all be read is told as such; that it gives few steps is not a second problem.
    ...(samples === undefined || unsound ? {} : { samples }),
    ...(steps === undefined || unsound ? {} : { plannedSteps: steps }),
    ...(tokens === undefined ? {} : { longest: { tokens: tokens.max, exact: tokens.exact } }),
  };
  const rules = planning.judge(engine, config, contextOf(request, model, facts));
  const { findings, skipped } = dataset ?? NO_LAYOUT;
  const validations = planning.validations?.(engine, config, samples);
  const disk = diskOf(planning.saving?.(engine, config, samples), model);
  const sizes = planning.sizes?.(engine, config);
  const { ranks, loader } = planning.reading(config);
  const longest = request.longest ?? (tokens === undefined ? undefined : longestOf(tokens));
  const memory = memoryOf(config, { engine, planning }, checkpoint, longest);
  return {
    memory,
    ranks,
    ...(loader === undefined ? {} : { loader }),
    ...(sizes === undefined ? {} : { sizes }),
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
    ...(validations === undefined ? {} : { validations }),
  };
}

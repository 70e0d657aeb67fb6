/** What `data check` and `data show` work with: the config a run would have, and what it says about data. */

import { resolve } from 'node:path';
import { type ModelFacts, modelFacts, surroundingsOf } from '../checkpoint/facts.ts';
import { type ResolvedConfig, resolve as resolveLayers } from '../config/layers.ts';
import type { TomlTable } from '../config/value.ts';
import type { Candidate } from '../dataset/find/candidate.ts';
import { findLayout } from '../dataset/find/find-layout.ts';
import { datasetRequest } from '../dataset/from-config.ts';
import type { DatasetRequest } from '../dataset/request.ts';
import { TOKEN_FAMILIES, type TokenFamily } from '../dataset/tokens/family.ts';
import { type TokenizerResult, tokenizerOf } from '../dataset/tokens/tokenizer.ts';
import type { Engine } from '../engine/engine.ts';
import { standInNotes } from '../engine/findings/engine-stands-in.ts';
import type { Planning } from '../engine/planning.ts';
import type { StepsReport } from '../engine/sizing.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import type { Io } from '../io.ts';
import { chosenEngine } from '../plan/chosen-engine.ts';
import { findPreset } from '../plan/chosen-preset.ts';
import { type SettingFlags, settingRequest } from '../plan/flags.ts';
import { candidateSettings, chosenCandidate, presetsFor } from '../plan/found-preset.ts';
import { allSettings } from '../plan/settings.ts';
import type { Recipe } from '../recipe/recipe.ts';

/** What both commands take beside the folder. */
export interface DataOptions extends SettingFlags {
  readonly preset?: string;
  readonly recipe?: string;
  readonly engine?: string;
}

/** A dataset in the light of a config. */
export interface DataContext {
  readonly recipe: Recipe;
  /** Where no preset was named: the layout that the data has, and what speaks for it. */
  readonly found?: Candidate;
  readonly engine: Engine;
  readonly resolved: ResolvedConfig;
  readonly config: TomlTable;
  readonly model: ModelFacts;
  readonly request: DatasetRequest;
  /** Absent for a model family whose resize rule is not known here. */
  readonly family?: TokenFamily;
  readonly familyName: string;
  /** Tokens that a sample is cut at. */
  readonly limit: number;
  readonly tokenizer: TokenizerResult;
  /** The steps that the data gives; absent where they are what the config says. */
  readonly dataSteps?: Planning['dataSteps'];
}

/** The preset that is named, or that reads what lies there; `found` where it was told by the data. */
async function presetOf(folder: string, { preset, recipe }: DataOptions, io: Io) {
  if (preset !== undefined && recipe !== undefined && preset !== recipe) {
    throw new Failure(ExitCode.usage, '--preset and --recipe name two things', 'leave one of them out');
  }
  const name = preset ?? recipe;
  if (name !== undefined) return { recipe: await findPreset(name, io) };
  const found = chosenCandidate(await findLayout(resolve(io.cwd, folder)));
  const [first] = presetsFor(found.layout);
  if (first === undefined) throw new Failure(ExitCode.bug, `no preset reads ${found.layout}`, '');
  return { recipe: first, found };
}

/** Resolves the layers as `sft` does, with `folder` as the dataset. Throws Failure for a wrong command line. */
export async function dataContext(folder: string, options: DataOptions, io: Io): Promise<DataContext> {
  const { recipe, found } = await presetOf(folder, options, io);
  const { adapter, engine } = chosenEngine(options.engine, { recipe });
  const [planning, presenting] = await Promise.all([adapter.planning(), adapter.presenting()]);
  const asked = settingRequest({ ...options, dataset: found?.root ?? folder });
  const settings = [
    ...(found === undefined ? [] : candidateSettings(found, adapter.keys)),
    ...(asked.settings ?? []),
  ];
  const resolved = resolveLayers(allSettings(recipe, { ...asked, settings }, io.cwd));
  // Nothing of it is given to a trainer: a key that the version spells otherwise is the same here.
  const asPreset = { ...resolved, origins: new Map() };
  const { config } = presenting.preview(engine, asPreset);
  const model = modelFacts(planning.modelOf(config), surroundingsOf(io.cwd, io.env));
  const familyName = model.family?.name ?? recipe.family;
  const family = TOKEN_FAMILIES[familyName];
  const tokenizer = await tokenizerOf(model.folder);
  return {
    recipe,
    ...(found === undefined ? {} : { found }),
    engine,
    resolved,
    config,
    model,
    request: datasetRequest(recipe.layout, config, {
      cwd: io.cwd,
      family: familyName,
      engine: engine.known,
      env: io.env,
      reading: planning.reading(config),
    }),
    ...(family === undefined ? {} : { family }),
    familyName,
    limit: planning.tokenLimit(engine, config),
    ...(planning.dataSteps === undefined ? {} : { dataSteps: planning.dataSteps }),
    tokenizer,
  };
}

/** The steps of so many training samples; they are judged only if all of the data is `sound`. */
export function stepsOf(
  { config, dataSteps, engine, resolved: { origins } }: DataContext,
  samples: number,
  sound: boolean,
): StepsReport {
  const told = dataSteps?.(engine, config, { origins, samples, sound }) ?? {
    findings: [],
    skipped: [{ id: 'steps', reason: 'the config says how many, whatever the data is' }],
  };
  return { ...told, findings: [...told.findings, ...standInNotes(engine)] };
}

/** What was known before the launch and is worth showing after it: the part of a record that reports are made of. */
import { describeOrigin } from '../config/layers.ts';
import { writeTomlValue } from '../config/toml.ts';
import { getValue, joinKey, leavesOf, splitKey, type TomlTable } from '../config/value.ts';
import type { Verdict } from '../objective/verdict/verdict.ts';
import { presetTable, type Recipe } from '../recipe/recipe.ts';
import type { Prepared } from './prepare.ts';

/** Kept as context.json; every part may be missing in an older or a foreign record. */
export interface RunContext {
  readonly schemaVersion?: 1;
  /** Settings of the run by dotted key, values in TOML syntax. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Where each of them came from, in words. */
  readonly origins?: Readonly<Record<string, string>>;
  /** The settings of the preset alone. */
  readonly preset?: Readonly<Record<string, string>>;
  /** The key that `--dataset` sets. */
  readonly datasetKey?: string;
  /** What is trained and what is not. */
  readonly modules?: readonly {
    readonly name: string;
    readonly role: string;
    readonly parameters?: number;
    readonly state: string;
    readonly why: string;
  }[];
  readonly dataset?: { readonly root?: string; readonly train?: number; readonly validation?: number };
  readonly gpus?: number;
  /** The preset as it was named: a path, where it is one of a team. */
  readonly presetArgument?: string;
  /** The model that will use the result, where one was named. */
  readonly consumer?: string;
  /** What was wanted, in the person's own words: kept, and never judged. */
  readonly goal?: string;
  /** Which of the four targets was asked for, and what the run was told of each where none was. */
  readonly optimize?: string;
  readonly answers?: readonly { readonly optimize: string; readonly verdict: string; readonly why: string }[];
  /** Samples of one optimizer step, over all ranks. */
  readonly samplesPerStep?: number;
  /** How many processes read data, and the setting that says so. */
  readonly loader?: { readonly key: string; readonly workers: number };
}

const flat = (config: TomlTable): Readonly<Record<string, string>> =>
  Object.fromEntries(leavesOf(config).map(([path, value]) => [joinKey(path), writeTomlValue(value)]));

/** The context of a run that is about to start. */
export function contextOf(
  prepared: Prepared,
  verdict: Verdict,
  recipe: Recipe | undefined,
  asked: { readonly consumer?: string; readonly preset?: string; readonly optimize?: string } = {},
): RunContext {
  const { config, resolved, dataset, sizes, ranks, loader } = prepared;
  const root = recipe === undefined ? undefined : getValue(config, splitKey(recipe.datasetKey));
  return {
    schemaVersion: 1,
    gpus: prepared.plan.gpus,
    ...(asked.consumer === undefined ? {} : { consumer: asked.consumer }),
    ...(asked.preset === undefined ? {} : { presetArgument: asked.preset }),
    ...(verdict.goal === undefined ? {} : { goal: verdict.goal }),
    ...(asked.optimize === undefined ? {} : { optimize: asked.optimize }),
    ...(verdict.goal === undefined || verdict.answers === undefined
      ? {}
      : {
          answers: verdict.answers.map(({ optimize: target, verdict: own, why }) => ({
            optimize: target,
            verdict: own,
            why,
          })),
        }),
    settings: flat(config),
    origins: Object.fromEntries([...resolved.origins].map(([key, origin]) => [key, describeOrigin(origin)])),
    modules: verdict.modules.map(({ name, role, parameters, state, why }) => ({
      name,
      role,
      state,
      why,
      ...(parameters === undefined ? {} : { parameters }),
    })),
    ...(recipe === undefined ? {} : { datasetKey: recipe.datasetKey, preset: flat(presetTable(recipe)) }),
    ...(dataset === undefined
      ? {}
      : {
          dataset: {
            train: dataset.counts.train,
            validation: dataset.counts.validation,
            ...(typeof root === 'string' ? { root } : {}),
          },
        }),
    ...(sizes === undefined ? {} : { samplesPerStep: sizes.batch * ranks }),
    ...(loader === undefined ? {} : { loader }),
  };
}

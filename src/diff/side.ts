/** What a word on the command line of `diff` means: a preset, a config file, or a run. */
import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { resolve as resolveLayers } from '../config/layers.ts';
import { splitKey, type TomlTable } from '../config/value.ts';
import type { Translation } from '../engine/planning.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import type { Origin } from '../findings/finding.ts';
import type { Io } from '../io.ts';
import type { EngineClues, ShownBy } from '../plan/chosen-engine.ts';
import { findPreset } from '../plan/chosen-preset.ts';
import { readConfigFile } from '../plan/config-file.ts';
import type { LaunchPlan } from '../plan/launch-plan.ts';
import { presetFor } from '../plan/preset-for.ts';
import { allSettings } from '../plan/settings.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { RECIPES } from '../recipe/registry.ts';
import { runFiles } from '../run/files.ts';
import { findRun, listRuns, readPlan, readRecord, runsFolder } from '../run/record.ts';
import type { RunRecord } from '../run/run-record.ts';

/** One side of a comparison before an engine version is chosen. */
export type Operand =
  | { readonly kind: 'preset'; readonly name: string; readonly recipe: Recipe }
  | { readonly kind: 'file'; readonly name: string; readonly path: string }
  | {
      readonly kind: 'run';
      readonly name: string;
      readonly config: string;
      readonly record: RunRecord;
      readonly plan: LaunchPlan;
    };

/** A config and where its values stand. */
export interface Side {
  readonly config: TomlTable;
  originOf(key: string): Origin | undefined;
  readonly translations: readonly Translation[];
}

function runIn(folder: string, name: string): Operand | undefined {
  const files = runFiles(folder);
  const record = existsSync(files.record) ? readRecord(files) : undefined;
  return record === undefined
    ? undefined
    : { kind: 'run', name, config: files.config, record, plan: readPlan(files) };
}

/** The operand that `word` names; throws Failure 2 or 66 if it is none of the three. */
export async function operandOf(word: string, io: Io, runsDir: string | undefined): Promise<Operand> {
  const recipe = RECIPES.find((one) => one.name === word);
  if (recipe !== undefined) return { kind: 'preset', name: word, recipe };
  if (word.trim() === '') {
    throw new Failure(
      ExitCode.usage,
      'an empty name is nothing to compare',
      'name a preset, a TOML file, or a run',
    );
  }
  const path = resolve(io.cwd, word);
  if (existsSync(path)) {
    if (!statSync(path).isDirectory()) return { kind: 'file', name: word, path };
    const run = runIn(path, word);
    if (run !== undefined) return run;
    throw new Failure(
      ExitCode.input,
      `${word} is a folder without a run record`,
      'name a preset, a TOML file, or a run; see `cookbook-run runs ls`',
    );
  }
  const runs = runsFolder(io.cwd, io.env, runsDir);
  const known = listRuns(runs, () => {}).some((state) => state.record.id === word);
  if (known || word === 'last') {
    const state = findRun(runs, word);
    const run = runIn(state.files.folder, state.record.id);
    if (run !== undefined) return run;
  }
  if (/[/\\]|\.toml$/.test(word)) {
    throw new Failure(ExitCode.input, `${word} does not exist`, 'name a preset, a TOML file, or a run');
  }
  return { kind: 'preset', name: word, recipe: await findPreset(word, io) };
}

/** What an operand tells of its engine. */
export function cluesOf(operand: Operand, cwd: string): EngineClues & { readonly engine?: string } {
  if (operand.kind === 'preset') return { recipe: operand.recipe };
  if (operand.kind === 'file') return { file: readConfigFile(operand.name, cwd) };
  const { engine, engineName } = operand.record;
  return { engine: engineName === undefined ? engine : `${engineName}@${engine}` };
}

/** The operand's config as its engine would get it: a file and a record as they stand, a preset rendered. */
export function sideOf(operand: Operand, shown: ShownBy, cwd: string): Side {
  if (operand.kind === 'preset') {
    const resolved = resolveLayers(allSettings(operand.recipe, {}, cwd));
    return {
      ...presetFor(operand.recipe, resolved, shown),
      originOf: (key) => resolved.origins.get(key),
    };
  }
  const { table, originOf } = readConfigFile(operand.kind === 'file' ? operand.name : operand.config, cwd);
  return { config: table, originOf: (key) => originOf(splitKey(key)), translations: [] };
}

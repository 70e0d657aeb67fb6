/** `doctor`: the host part alone, for what a preset needs. */
import { surroundingsOf } from '../checkpoint/facts.ts';
import { readCheckpoint } from '../checkpoint/read.ts';
import { resolve } from '../config/layers.ts';
import { getValue, type TomlTable } from '../config/value.ts';
import { installedEngine } from '../engine/cosmos-rl/installed.ts';
import { gpusNeeded } from '../engine/cosmos-rl/placement.ts';
import { engineOf, NEWEST } from '../engine/cosmos-rl/versions.ts';
import type { ExitCode } from '../findings/exit-code.ts';
import type { Io } from '../io.ts';
import { engineNamed } from '../plan/chosen-engine.ts';
import { findPreset } from '../plan/chosen-preset.ts';
import { memoryNeed, memoryOf, type PlannedMemory } from '../plan/memory.ts';
import { allSettings } from '../plan/settings.ts';
import { withoutData } from '../plan/token-range.ts';
import { doctor } from './doctor.ts';

/** As a plan of `sft` says it before any data is looked at. */
function presetMemory(config: TomlTable, io: Io): PlannedMemory {
  const engine = engineOf(installedEngine(io) ?? NEWEST) ?? engineNamed();
  const name = getValue(config, ['policy', 'model_name_or_path']);
  const model = readCheckpoint(typeof name === 'string' ? name : '', surroundingsOf(io.cwd, io.env));
  return memoryOf(config, engine, model, withoutData(config, engine));
}

/** Checks the host; with a preset also its number of GPUs, their memory and its model family. */
export async function doctorPreset(
  options: { readonly preset?: string; readonly json?: boolean },
  io: Io,
): Promise<ExitCode> {
  const { preset, json } = options;
  const shared = json === undefined ? {} : { json };
  if (preset === undefined) return doctor(shared, io);
  const recipe = await findPreset(preset, io);
  const { config } = resolve(allSettings(recipe, {}, io.cwd));
  const planned = presetMemory(config, io);
  const memory = memoryNeed(planned);
  const need = {
    gpus: gpusNeeded(config),
    family: recipe.family,
    ...(memory === undefined ? {} : { memory }),
  };
  return doctor({ ...shared, preset, need, memory: planned.estimate }, io);
}

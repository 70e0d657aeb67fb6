/** `doctor`: the host part alone, for what a preset needs. */
import { resolve } from '../config/layers.ts';
import { gpusNeeded } from '../engine/cosmos-rl/placement.ts';
import type { ExitCode } from '../findings/exit-code.ts';
import type { Io } from '../io.ts';
import { findPreset } from '../plan/chosen-preset.ts';
import { allSettings } from '../plan/settings.ts';
import { doctor } from './doctor.ts';

/** Checks the host; with a preset also its number of GPUs and its model family. */
export async function doctorPreset(
  options: { readonly preset?: string; readonly json?: boolean },
  io: Io,
): Promise<ExitCode> {
  const { preset, json } = options;
  const shared = json === undefined ? {} : { json };
  if (preset === undefined) return doctor(shared, io);
  const recipe = await findPreset(preset, io);
  const gpus = gpusNeeded(resolve(allSettings(recipe, {}, io.cwd)).config);
  return doctor({ ...shared, preset, need: { gpus, family: recipe.family } }, io);
}

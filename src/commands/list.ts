/** `list`: the presets. */

import { resolve } from '../config/layers.ts';
import { gpusNeeded } from '../engine/placement.ts';
import { ExitCode } from '../findings/exit-code.ts';
import type { Io } from '../io.ts';
import { RECIPES } from '../recipe/registry.ts';
import { allSettings } from '../run/settings.ts';

/** Prints every preset: model, GPUs, data layout, engines, and whether it was verified on a GPU. */
export function list(options: { readonly json?: boolean }, io: Io): ExitCode {
  const presets = RECIPES.map((recipe) => ({
    name: recipe.name,
    summary: recipe.summary,
    model: recipe.model,
    family: recipe.family,
    task: recipe.task,
    layout: recipe.layout,
    engines: recipe.engines,
    gpus: gpusNeeded(resolve(allSettings(recipe, {}, io.cwd)).config),
    ...(recipe.verified === undefined ? {} : { verified: recipe.verified }),
  }));
  if (options.json === true) {
    io.stdout.write(`${JSON.stringify({ schemaVersion: 1, presets }, null, 2)}\n`);
    return ExitCode.ok;
  }
  for (const preset of presets) {
    io.stdout.write(`${preset.name}\n  ${preset.summary}\n`);
    io.stdout.write(
      `  ${preset.model} · ${preset.gpus} GPUs · data layout ${preset.layout} · cosmos-rl ${preset.engines.join(', ')}\n`,
    );
    io.stdout.write(
      preset.verified === undefined
        ? '  not yet verified on a GPU\n'
        : `  verified ${preset.verified.on} on ${preset.verified.hardware}, cosmos-rl ${preset.verified.engine}: ${preset.verified.model}\n`,
    );
  }
  return ExitCode.ok;
}

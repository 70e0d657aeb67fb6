/** `list`: the presets. */

import { resolve } from '../config/layers.ts';
import { gpusNeeded } from '../engine/cosmos-rl/placement.ts';
import { ExitCode } from '../findings/exit-code.ts';
import type { Io } from '../io.ts';
import { allSettings } from '../plan/settings.ts';
import { RECIPES } from '../recipe/registry.ts';
import { painter } from '../report/style.ts';
import { tableLines } from '../report/table.ts';

/** Prints every preset by model and task: GPUs, data layout, engines, and whether it was verified on a GPU. */
export function list(options: { readonly json?: boolean }, io: Io): ExitCode {
  const presets = RECIPES.map((recipe) => ({
    name: recipe.name,
    summary: recipe.summary,
    model: recipe.model,
    family: recipe.family,
    task: recipe.task,
    layout: recipe.layout,
    engines: recipe.engines,
    script: recipe.script,
    gpus: gpusNeeded(resolve(allSettings(recipe, {}, io.cwd)).config),
    ...(recipe.verified === undefined ? {} : { verified: recipe.verified }),
  }));
  if (options.json === true) {
    io.stdout.write(`${JSON.stringify({ schemaVersion: 1, presets }, null, 2)}\n`);
    return ExitCode.ok;
  }
  const paint = painter(io, io.stdout);
  const models = [...new Set(presets.map((preset) => preset.model))];
  const head = ['preset', 'task', 'GPUs', 'data layout', 'cosmos-rl'];
  const rowOf = (preset: (typeof presets)[number]) => [
    `${preset.verified === undefined ? '  ' : '* '}${preset.name}`,
    preset.task,
    String(preset.gpus),
    preset.layout,
    `${preset.engines[0]} - ${preset.engines.at(-1)}`,
  ];
  const grouped = models.map((model) =>
    presets.filter((preset) => preset.model === model).sort((a, b) => a.task.localeCompare(b.task, 'en')),
  );
  // One table, so that the columns of all models stand below each other.
  const lines = tableLines([head, ...grouped.flat().map(rowOf)], Math.max(io.stdout.columns, 100));
  let next = 1;
  io.stdout.write(`${(lines[0] ?? []).join('\n')}\n`);
  for (const [index, group] of grouped.entries()) {
    io.stdout.write(`\n${paint('bold', models[index] ?? '')}\n`);
    for (const _ of group) {
      io.stdout.write(`${(lines[next] ?? []).join('\n')}\n`);
      next += 1;
    }
  }
  io.stdout.write('\n* run on a GPU\n');
  return ExitCode.ok;
}

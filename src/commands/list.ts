/** `list`: the presets. */
import { adapterOf } from '../engine/registry.ts';
import { ExitCode } from '../findings/exit-code.ts';
import type { Io } from '../io.ts';
import { jsonAnswer } from '../json/text.ts';
import { presetTable, type Recipe } from '../recipe/recipe.ts';
import { RECIPES } from '../recipe/registry.ts';
import { painter } from '../report/style.ts';
import { tableLines } from '../report/table.ts';

/** GPUs of a preset of ours, which states all that tells them itself: to resolve every one would be most of what `list` does. */
const gpusOf = (recipe: Recipe): number => adapterOf(recipe).gpus(presetTable(recipe));

/** The versions that a preset is meant for; the engine's name where it has one version only, which says nothing. */
function enginesText(name: string, engines: readonly string[]): string {
  return engines.length === 1 ? name : `${engines[0]} - ${engines.at(-1)}`;
}

/** Prints every preset by model and task: GPUs, data layout, engines, and whether it was verified on a GPU. */
export function list(options: { readonly json?: boolean }, io: Io): ExitCode {
  const presets = RECIPES.map((recipe) => ({
    name: recipe.name,
    summary: recipe.summary,
    model: recipe.model,
    family: recipe.family,
    task: recipe.task,
    layout: recipe.layout,
    engine: recipe.engineName,
    engines: recipe.engines,
    script: recipe.script,
    gpus: gpusOf(recipe),
    ...(recipe.verified === undefined ? {} : { verified: recipe.verified }),
  }));
  if (options.json === true) {
    io.stdout.write(jsonAnswer({ presets }));
    return ExitCode.ok;
  }
  const paint = painter(io, io.stdout);
  const models = [...new Set(presets.map((preset) => preset.model))];
  const head = ['preset', 'task', 'GPUs', 'data layout', 'engine'];
  const rowOf = (preset: (typeof presets)[number]) => [
    `${preset.verified === undefined ? '  ' : '* '}${preset.name}`,
    preset.task,
    String(preset.gpus),
    preset.layout,
    enginesText(preset.engine, preset.engines),
  ];
  const grouped = models.map((model) =>
    presets
      .filter((preset) => preset.model === model)
      .sort((a, b) => (a.task.toLowerCase() < b.task.toLowerCase() ? -1 : 1)),
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

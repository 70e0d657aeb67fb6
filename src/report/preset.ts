/** `show PRESET` as text. */

import type { ResolvedConfig } from '../config/layers.ts';
import type { TomlTable } from '../config/value.ts';
import type { Engine } from '../engine/engine.ts';
import { titleOf } from '../engine/findings/engine-stands-in.ts';
import type { Translation } from '../engine/planning.ts';
import { gigabytes } from '../findings/amounts.ts';
import type { Finding } from '../findings/finding.ts';
import type { Preview } from '../plan/preview.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { configText } from './config.ts';
import type { DiffRow } from './diff.ts';
import type { Paint } from './style.ts';
import { wrap } from './wrap.ts';

/** Everything `show` says. */
export interface PresetView {
  readonly recipe: Recipe;
  readonly engine: Engine;
  readonly gpus: number;
  readonly config: TomlTable;
  readonly resolved: ResolvedConfig;
  readonly translations: readonly Translation[];
  /** Settings that were given with it and that the engine would ignore. */
  readonly findings: readonly Finding[];
  readonly departures: readonly DiffRow[];
  /** Steps and disk for a number of samples, and where that number comes from. */
  readonly planned?: Preview & { readonly source: string };
}

function facts({ recipe, engine, gpus, planned }: PresetView): ReadonlyArray<readonly [string, string]> {
  const { verified } = recipe;
  const disk = planned?.disk === undefined ? '' : `, ${gigabytes(planned.disk, 0)} of checkpoints`;
  return [
    ['model', `${recipe.model} (${recipe.family})`],
    ['task', recipe.task],
    ['GPUs', String(gpus)],
    [
      'data layout',
      recipe.datasetKey === '' ? recipe.layout : `${recipe.layout} (--dataset sets ${recipe.datasetKey})`,
    ],
    [
      'planned',
      planned === undefined
        ? 'depends on your data: give --dataset-rows N'
        : `${planned.steps ?? 'no number of'} steps for ${planned.samples} samples (${planned.source})${disk}`,
    ],
    ['entry script', recipe.script.includes('/') ? recipe.script : `templates/entry/${recipe.script}`],
    ['engine', `${titleOf(engine)} (meant for ${recipe.engines.join(', ')})`],
    [recipe.place === undefined ? 'published' : 'declared', recipe.source],
    ...(recipe.extended === undefined ? [] : [['extends', recipe.extended.name] as const]),
    [
      'verified',
      verified === undefined
        ? 'not yet on a GPU'
        : `${verified.on}, ${verified.hardware}, ${engine.name} ${verified.engine}: ${verified.model}`,
    ],
  ];
}

/** The text behind `indent`, which may hold a word; later lines are indented alike. */
function block(indent: string, text: string, width: number): string {
  return `${wrap(text, indent, ' '.repeat(indent.length), width)}\n`;
}

/** The text, in `width` columns where values allow it. */
export function presetText(view: PresetView, width: number, paint: Paint): string {
  const { recipe, engine, config, resolved, translations, departures } = view;
  const head = facts(view).map(([name, text]) => block(name.padEnd(14), text, Math.max(width, 40)));
  const rendered = translations.map((change) => {
    const to = change.to === undefined ? ' left out' : change.to === change.key ? '' : ` -> ${change.to}`;
    return block('  ', `${change.key}${to}: ${change.why}`, width);
  });
  const departed = departures.map(
    (row) =>
      `${block('  ', `${row.key}: ${row.theirs ?? 'absent'} -> ${row.ours ?? 'absent'}`, width)}${paint('dim', block('    ', row.why ?? '', width))}`,
  );
  const remarks = (recipe.remarks ?? []).map(
    (remark) =>
      `  ${remark.about}\n${block('    published: ', remark.published, width)}${block('    here: ', remark.ours, width)}`,
  );
  const part = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : [`\n${paint('bold', title)}\n`, ...lines];
  return [
    `${paint('bold', recipe.name)}: ${recipe.summary}\n\n`,
    ...head,
    `\n${configText(config, resolved, translations, paint, view.findings)}`,
    ...part(`rendered for ${engine.version}`, rendered),
    ...part('where it departs from what was published', departed),
    ...part('what no key shows', remarks),
  ].join('');
}

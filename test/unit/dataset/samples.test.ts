/** What `data check` reads, the entry script loads: the same samples, word for word, in the same order. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { RECIPES } from '../../../recipes/index.ts';
import { splitKey, type TomlTable, toJson, withValue } from '../../../src/config/value.ts';
import { Notes } from '../../../src/dataset/finding-collector.ts';
import { LAYOUTS } from '../../../src/dataset/layouts/index.ts';
import { type Layout, presetTable } from '../../../src/recipe/recipe.ts';
import { exampleOf } from '../../examples.ts';
import { CASES } from './cases.ts';
import { hasPython, pythonWithDatasets, SAVED_LAYOUTS } from './python.ts';
import { datasetRequest } from './request.ts';

const PROGRAM = `
import json, sys
sys.path.insert(0, sys.argv[1])
from cookbook_entry.config import read_settings
from cookbook_entry.errors import CookbookError, Findings
from cookbook_entry.layouts import LAYOUTS
answers = []
for layout, config in json.load(sys.stdin):
    try:
        settings = read_settings(config, layout, (0, 4, 7))
        groups = LAYOUTS[layout].read(settings, settings.root, Findings())
    except CookbookError as error:
        groups = {"": []}
    answers.append([
        [s.id, s.group, s.system, [[t.role, t.text] for t in s.turns], [[m.kind, m.path] for m in s.media]]
        for group in groups.values() for s in group
    ])
print(json.dumps(answers))
`;

const entry = fileURLToPath(new URL('../../../templates/entry', import.meta.url));

async function samplesOf(layout: Layout, config: TomlTable): Promise<readonly unknown[]> {
  const request = datasetRequest(layout, config, { cwd: '/', family: 'qwen3_vl' });
  const samples: unknown[] = [];
  for (const { id, group, media, conversation } of await LAYOUTS[layout].read(
    request.root,
    request,
    new Notes(),
  )) {
    const { system, turns } = conversation();
    const said = turns.map((turn) => [turn.role, turn.text]);
    samples.push([id, group, system ?? null, said, media.map((one) => [one.kind, one.path])]);
  }
  return samples;
}

const MEDIA_PATH = splitKey('custom.dataset.media_path');

type Scene = readonly [name: string, layout: Layout, config: TomlTable];

/** The preset of each layout on its example. */
const examples = Object.keys(LAYOUTS).flatMap((layout): readonly Scene[] => {
  const recipe = RECIPES.find((one) => one.layout === layout);
  if (recipe === undefined) throw new Error(`no preset has the layout ${layout}`);
  // The others are read by a dataset class of the trainer's own.
  if (recipe.engineName !== 'cosmos-rl') return [];
  const { root, media } = exampleOf(layout);
  const named = withValue(presetTable(recipe), splitKey(recipe.datasetKey), root);
  const config = media === undefined ? named : withValue(named, MEDIA_PATH, media);
  return [[`the example of ${layout}`, recipe.layout, config]];
});
const cases = Object.entries(CASES).map(([id, { passes }]): Scene => {
  const { layout, config } = passes();
  return [`in order: ${id}`, layout, config];
});

/** Without the `datasets` package saved datasets are left out here; CI has it. */
const python = pythonWithDatasets() ?? (hasPython() ? 'python3' : undefined);
const scenes = [...examples, ...cases].filter(
  ([, layout]) => pythonWithDatasets() !== undefined || !SAVED_LAYOUTS.has(layout),
);

describe.skipIf(python === undefined)('the entry script loads the same samples', () => {
  const input = JSON.stringify(scenes.map(([, layout, config]) => [layout, toJson(config)]));
  const answers =
    python === undefined
      ? []
      : (JSON.parse(
          execFileSync(python, ['-c', PROGRAM, entry], { input, encoding: 'utf8', cwd: '/' }),
        ) as readonly unknown[]);

  it.each(scenes.map((scene, place) => [...scene, answers[place]] as const))(
    '%s',
    async (_, layout, config, answer) => {
      const samples = await samplesOf(layout, config);
      expect(samples.length).toBeGreaterThan(0);
      expect(samples).toEqual(answer);
    },
  );
});

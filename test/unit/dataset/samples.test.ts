/** What `data check` reads, the entry script loads: the same samples, word for word, in the same order. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { RECIPES } from '../../../recipes/index.ts';
import { splitKey, type TomlTable, toJson, withValue } from '../../../src/config/value.ts';
import { LAYOUTS } from '../../../src/dataset/layouts/index.ts';
import { Notes } from '../../../src/dataset/notes.ts';
import { datasetRequest } from '../../../src/dataset/request.ts';
import { type Layout, presetTable } from '../../../src/recipe/recipe.ts';
import { CASES } from './cases.ts';

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

/** Python 3.10 or newer, which the entry scripts need. */
function hasPython(): boolean {
  try {
    execFileSync('python3', ['-c', 'import sys; sys.exit(sys.version_info < (3, 10))'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const entry = fileURLToPath(new URL('../../../templates/entry', import.meta.url));
const example = (layout: string): string =>
  fileURLToPath(new URL(`../../../examples/${layout}`, import.meta.url));

async function samplesOf(layout: Layout, config: TomlTable): Promise<readonly unknown[]> {
  const request = datasetRequest(layout, config, { cwd: '/', family: 'qwen3_vl' });
  const samples: unknown[] = [];
  for await (const { id, group, media, conversation } of LAYOUTS[layout].read(
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

type Scene = readonly [name: string, layout: Layout, config: TomlTable];

/** The preset of each layout on its example. */
const examples = Object.keys(LAYOUTS).flatMap((layout): readonly Scene[] => {
  const recipe = RECIPES.find((one) => one.layout === layout);
  if (recipe === undefined || !existsSync(example(layout))) return [];
  const key = splitKey(recipe.datasetKey);
  return [[`the example of ${layout}`, recipe.layout, withValue(presetTable(recipe), key, example(layout))]];
});
const cases = Object.entries(CASES).map(([id, { passes }]): Scene => {
  const { layout, config } = passes();
  return [`in order: ${id}`, layout, config];
});

describe.skipIf(!hasPython())('the entry script loads the same samples', () => {
  const scenes = [...examples, ...cases];
  const input = JSON.stringify(scenes.map(([, layout, config]) => [layout, toJson(config)]));
  const answers = hasPython()
    ? (JSON.parse(
        execFileSync('python3', ['-c', PROGRAM, entry], { input, encoding: 'utf8', cwd: '/' }),
      ) as readonly unknown[])
    : [];

  it('of every layout', () => {
    expect(examples.map(([, layout]) => layout)).toEqual(Object.keys(LAYOUTS));
  });

  it.each(scenes.map((scene, place) => [...scene, answers[place]] as const))(
    '%s',
    async (_, layout, config, answer) => {
      const samples = await samplesOf(layout, config);
      expect(samples.length).toBeGreaterThan(0);
      expect(samples).toEqual(answer);
    },
  );
});

/**
 * Saved datasets as TypeScript and as the entry scripts see them, sample for sample: the scripts run with the real
 * `datasets` package, from `.venv` or from the Python that COOKBOOK_DATASETS_PYTHON names. Skipped where there is none.
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type TomlTable, toJson } from '../../../src/config/value.ts';
import { inspectDataset } from '../../../src/dataset/inspect.ts';
import type { Part, Sample } from '../../../src/dataset/sample.ts';
import type { Layout } from '../../../src/recipe/recipe.ts';
import { pythonWithDatasets } from './python.ts';
import { datasetRequest } from './request.ts';
import { furtherSaved, SAVED_CASES } from './saved-cases.ts';

const here = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

const PROGRAM = `
import json, os, sys
sys.path.insert(0, sys.argv[1])
from cookbook_entry.config import read_settings
from cookbook_entry.data import load
from cookbook_entry.errors import CookbookError

def seen(samples):
    return [{"id": one.id, "system": one.system, "media": [[m.kind, m.path] for m in one.media],
             "turns": [[turn.role, turn.text, list(turn.parts)] for turn in one.turns]} for one in samples]

answers = []
for layout, config, cwd in json.load(sys.stdin):
    os.chdir(cwd)
    try:
        data = load(read_settings(config, layout, (0, 4, 7)))
        answers.append({"train": seen(data.train), "validation": len(data.validation or [])})
    except CookbookError as error:
        answers.append({"refused": [str(problem) for problem in error.problems]})
print(json.dumps(answers))
`;

interface Scene {
  readonly name: string;
  readonly layout: Layout;
  readonly config: TomlTable;
  readonly cwd: string;
}

type Answer =
  | { readonly train: readonly object[]; readonly validation: number }
  | { readonly refused: readonly string[] };

const example = (layout: Layout, cwd: string): Scene => ({
  name: `examples/${layout}`,
  layout,
  cwd,
  config: {
    custom: { dataset: { path: here(`examples/${layout}`) } },
    policy: { model_name_or_path: 'nvidia/Cosmos-Reason2-2B' },
  },
});

const SCENES: readonly Scene[] = [
  ...Object.entries(SAVED_CASES).flatMap(([id, { fails, passes }]) => [
    { name: `${id}, spoilt`, ...fails() },
    { name: `${id}, in order`, ...passes() },
  ]),
  ...furtherSaved().map(([name, dataset]) => ({ name, ...dataset })),
].map(({ name, layout, config }) => ({ name, layout, config, cwd: '/' }));

const EXAMPLES = (['hf-conversations', 'mimicgen', 'videophy2'] as const).map((layout) =>
  example(layout, '/'),
);

/** What only TypeScript sees: it reads the headers of media. */
const OURS_ALONE = new Set(['video-too-few-frames', 'video-not-mp4', 'video-truncated', 'image-unusable']);

const partOf = (part: Part): string | number => ('text' in part ? part.text : part.media);

function seen(sample: Sample): object {
  const { system = null, turns } = sample.conversation();
  return {
    id: sample.id,
    system,
    media: sample.media.map(({ kind, path }) => [kind, path]),
    turns: turns.map(({ role, text, parts = [] }) => [role, text, parts.map(partOf)]),
  };
}

async function look({ layout, config, cwd }: Scene) {
  const samples: object[] = [];
  const request = datasetRequest(layout, config, { cwd, family: 'qwen3_vl' });
  const report = await inspectDataset(request, { sample: (sample) => void samples.push(seen(sample)) });
  return { ...report, samples };
}

const python = pythonWithDatasets();

function ask(scenes: readonly Scene[]): readonly Answer[] {
  if (python === undefined) return [];
  const input = JSON.stringify(scenes.map(({ layout, config, cwd }) => [layout, toJson(config), cwd]));
  const answer = execFileSync(python, ['-c', PROGRAM, here('templates/entry')], {
    input,
    encoding: 'utf8',
    env: { ...process.env, HF_HUB_OFFLINE: '1' },
    maxBuffer: 64 * 1024 * 1024,
  });
  return JSON.parse(answer) as readonly Answer[];
}

describe.skipIf(python === undefined)('the entry scripts see the same samples', () => {
  const scenes = [...SCENES, ...EXAMPLES];
  const answers = ask(scenes);

  it.each(scenes.map((scene, place) => [scene.name, scene, answers[place]] as const))(
    '%s',
    async (_, scene, answer) => {
      const { findings, counts, samples } = await look(scene);
      const errors = findings.filter((finding) => finding.severity === 'error');
      const shared = errors.filter((finding) => !OURS_ALONE.has(finding.id));
      const said = JSON.stringify({ errors: errors.map((finding) => finding.message), answer });
      expect(answer !== undefined && 'refused' in answer, said).toBe(shared.length > 0);
      if (errors.length > 0 || answer === undefined || 'refused' in answer) return;
      expect(answer.validation).toBe(counts.validation);
      // What is held out is chosen by the id, so the rest is compared by it.
      const kept = new Set(answer.train.map((one) => (one as { id: string }).id));
      const ours = samples.slice(0, counts.samples).filter((one) => kept.has((one as { id: string }).id));
      expect(answer.train).toEqual(ours);
      expect(answer.train).toHaveLength(counts.train);
    },
  );
});

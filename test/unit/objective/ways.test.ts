/** What is printed to be typed: every value that upstream leaves open is named, and blanks are words that a shell leaves alone. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { FamilyId } from '../../../src/checkpoint/family/table.ts';
import { WAYS, wayTo } from '../../../src/objective/remedies/choose.ts';
import { commandsOf, filled, mainCommand } from '../../../src/objective/remedies/way.ts';

const FOLDER = resolve(import.meta.dirname, '../../fixtures/feasibility');
/** By module and config name, the keys that upstream's YAML leaves open (???): read there, written by hand, not from src. */
const MANDATORY = JSON.parse(readFileSync(resolve(FOLDER, 'mandatory.json'), 'utf8')) as Readonly<
  Record<string, Readonly<Record<string, readonly string[]>>>
>;

/** Every command line that a way prints, those inside its notes too. */
const LINES = WAYS.flatMap((way) =>
  [...commandsOf(way), ...way.notes].map((line) => [way.id, line] as const),
);
const HYDRA = LINES.filter(([, line]) => line.includes('--config-name'));

test.each(HYDRA)('%s: %s', (_, line) => {
  const module = /-m (\w+\.\w+)/.exec(line)?.[1] ?? '';
  const config = /--config-name (\w+)/.exec(line)?.[1] ?? '';
  const keys = MANDATORY[module]?.[config];
  expect(keys, `${module} ${config} is not in mandatory.json`).toBeDefined();
  for (const key of keys ?? []) expect(line).toMatch(new RegExp(`(^| )${key.replaceAll('.', '\\.')}=\\S+`));
  expect(line).toContain(`--config-path pkg://${module.split('.')[0]}/configs`);
});

test('every config of upstream that is known is printed somewhere', () => {
  const printed = HYDRA.map(
    ([, line]) => `${/-m (\S+)/.exec(line)?.[1]} ${/--config-name (\S+)/.exec(line)?.[1]}`,
  );
  const known = Object.entries(MANDATORY).flatMap(([module, configs]) =>
    Object.keys(configs).map((config) => `${module} ${config}`),
  );
  expect([...new Set(printed)].sort()).toEqual(known.sort());
});

describe('what is printed can be typed', () => {
  test.each(LINES)('%s: %s', (_, line) => {
    // `<x>` would be a redirection of the shell.
    expect(line).not.toMatch(/<[\w-]+>/);
  });

  test.each(WAYS.flatMap((way) => commandsOf(way).map((line) => [way.id, line] as const)))(
    '%s parses in bash: %s',
    (_, line) => {
      expect(() => execFileSync('bash', ['-n', '-c', line])).not.toThrow();
    },
  );

  test('a way has a command that trains, or says that none is known', () => {
    for (const way of WAYS) {
      if (way.steps.length === 0) expect(`${way.id}: ${way.trains}`).toMatch(/no recipe|no class/);
      else
        expect(
          way.steps.filter(({ main }) => main),
          way.id,
        ).toHaveLength(1);
    }
  });
});

describe('what the person gave stands in the command', () => {
  const family = (id: FamilyId, name: string, local: boolean) => ({ name, family: id, local });
  const [r1, a2, reasoner] = ['alpamayo1-stage2', 'alpamayo2-stage2', 'cosmos3-reasoner'].map((id) =>
    WAYS.find((way) => way.id === id),
  );

  test('a folder takes the place of the blank, and its download goes', () => {
    if (r1 === undefined) throw new Error('no such way');
    const given = filled(r1, { models: [family('alpamayo-r1', '/m/my r1', true)] });
    expect(mainCommand(given)).toContain("model.pretrained_model_name_or_path='/m/my r1'");
    expect(commandsOf(given).join('\n')).not.toMatch(/R1_DIR|huggingface-cli/);
  });

  test('a repository stays a download where a folder is needed, and is filled in where it is not', () => {
    if (r1 === undefined || a2 === undefined) throw new Error('no such way');
    const hub = filled(r1, { models: [family('alpamayo-r1', 'nvidia/Alpamayo-R1-10B', false)] });
    expect(mainCommand(hub)).toContain('=R1_DIR');
    expect(commandsOf(hub).join('\n')).toContain('huggingface-cli download');
    const two = filled(a2, { models: [family('alpamayo-2-super', 'nvidia/Alpamayo2-Super', false)] });
    expect(mainCommand(two)).toContain('=nvidia/Alpamayo2-Super ');
  });

  test('a larger model has its own repository and its own words; what was made is not made again', () => {
    if (reasoner === undefined) throw new Error('no such way');
    const models = [family('cosmos3', 'nvidia/Cosmos3-Super', false)];
    const commands = commandsOf(filled(reasoner, { models })).join('\n');
    expect(commands).toContain('hf download nvidia/Cosmos3-Super --local-dir');
    expect(commands).toContain('-o REASONER_DIR --vlm-model-name Qwen/Qwen3-VL-32B-Instruct');
    const nano = [family('cosmos3', 'nvidia/Cosmos3-Nano', false)];
    expect(commandsOf(filled(reasoner, { models: nano })).join('\n')).not.toContain('32B');
    const made = filled(reasoner, { models, made: { name: './Cosmos3-Super-reasoner' } });
    expect(commandsOf(made)).toEqual([
      'cookbook-run sft --preset reason2-llava-sft --model ./Cosmos3-Super-reasoner --dataset DATASET_DIR',
    ]);
    expect(made.done).toContain('is there and whole');
    const cut = filled(reasoner, { models, made: { name: './x', problem: 'it is cut' } });
    expect([cut.done, cut.notes[0]]).toEqual([
      undefined,
      expect.stringMatching(/it is cut; remove it first/),
    ]);
    expect(commandsOf(cut).join('\n')).toContain('convert_model_to_vlm_safetensors');
  });

  test('a model of another family is not filled in', () => {
    if (r1 === undefined) throw new Error('no such way');
    const other = filled(r1, { models: [family('cosmos-reason2', '/m/reason2', true)] });
    expect(mainCommand(other)).toContain('=R1_DIR');
  });

  test.each([
    ['motion', 'r1', '/d'],
    [undefined, 'r1', '/d'],
    ['text', 'r1', 'PAI_DIR'],
    ['text', 'reasoner', '/d'],
    ['motion', 'reasoner', 'DATASET_DIR'],
  ] as const)('a dataset of %s for %s: %s', (holds, name, says) => {
    const way = name === 'r1' ? r1 : reasoner;
    if (way === undefined) throw new Error('no such way');
    const given = filled(way, { models: [], dataset: { path: '/d', holds } });
    expect(mainCommand(given)).toContain(says);
  });
});

test('a stage 1 goes through stage 2: the decoder is fitted to the new VLM', () => {
  for (const way of WAYS.filter(({ covers }) => covers !== undefined)) {
    const lines = commandsOf(way);
    const [one, two] = ['sft_stage1', 'sft_stage2'].map((name) =>
      lines.findIndex((line) => line.includes(name)),
    );
    expect(one).toBeGreaterThan(0);
    expect(two).toBeGreaterThan(one ?? 0);
    expect(lines[two ?? 0]).toContain('model.stage1_vlm_checkpoint_path=');
  }
});

test('without a family that speaks against it, the decoder is that of Alpamayo-R1', () => {
  expect(wayTo('trajectory-decoder', [undefined, undefined])?.id).toBe('alpamayo1-stage2');
});

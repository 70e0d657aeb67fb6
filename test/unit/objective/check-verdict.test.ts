/** `check FILE` carries the verdict of `feasibility --config FILE`: of every labelled config, and of what a config names. */
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { answerFor, type CheckAnswer } from '../../../src/check/check-config.ts';
import { lookers } from '../../../src/check/lookers.ts';

interface Case {
  readonly id: string;
  readonly kind: string;
  readonly expected: CheckAnswer['verdict'];
  readonly toml?: string;
  readonly script?: string;
  readonly model?: unknown;
  readonly tree?: unknown;
}

const FOLDER = resolve(import.meta.dirname, '../../fixtures/feasibility');
const CONFIGS = ['given.json', 'own.json']
  .flatMap((name) => JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as readonly Case[])
  .filter(
    ({ kind, toml, model, tree }) =>
      kind === 'config' && toml !== undefined && model === undefined && tree === undefined,
  );

const place = mkdtempSync(join(tmpdir(), 'check-verdict-'));

const known = await lookers();

function checked(toml: string, script?: string): CheckAnswer {
  const input = { name: 'my.toml', data: Buffer.from(toml) };
  return answerFor(input, { workdir: place, lookers: known, ...(script === undefined ? {} : { script }) });
}

test.each(CONFIGS.map((one) => [one.id, one] as const))('%s', (_, { toml = '', script, expected }) => {
  expect(checked(toml, script).verdict).toBe(expected);
});

test('there are enough of them', () => {
  expect(CONFIGS.length).toBeGreaterThan(80);
});

const toml = (model: string, rest = '') =>
  `[policy]\nmodel_name_or_path = "${model}"\n[train.train_policy]\ntype = "sft"\n${rest}`;

describe('what the config names is looked at, from the folder where the run would start', () => {
  test('the model: its tensors outweigh the name of its folder', () => {
    mkdirSync(join(place, 'Cosmos-Reason2-8B'));
    writeFileSync(join(place, 'Cosmos-Reason2-8B', 'config.json'), '{"model_type": "alpamayo_r1"}');
    const { verdict, findings } = checked(toml('./Cosmos-Reason2-8B'));
    expect(verdict).toBe('block');
    expect(findings.find(({ id }) => id === 'model-not-loadable')).toMatchObject({
      origin: { line: 2 },
      help: expect.stringContaining('torchrun'),
    });
  });

  test('the labels', () => {
    writeFileSync(
      join(place, 'path.json'),
      '[{"clip": "a.mp4", "future_trajectory": [[0.1, 0.2], [0.3, 0.4]]}]',
    );
    const { verdict, findings } = checked(
      toml('nvidia/Cosmos-Reason2-8B', '[custom.dataset]\nannotation_path = "path.json"\n'),
    );
    expect(verdict).toBe('block');
    expect(findings.map(({ id }) => id)).toContain('no-text-to-train');
  });

  test('what is not here is skipped, and says so', () => {
    const answer = checked(
      toml('nvidia/Cosmos-Reason2-8B', '[custom.dataset]\nannotation_path = "/data/elsewhere.json"\n'),
    );
    expect(answer.verdict).toBe('allow');
    expect(answer.skipped.map(({ reason }) => reason)).toEqual(
      expect.arrayContaining([
        '/data/elsewhere.json is not here',
        'nvidia/Cosmos-Reason2-8B is known by its name only: no file was read',
      ]),
    );
  });
});

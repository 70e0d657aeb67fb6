/** A printed SkyPilot task against the schemas of the real package, which is fetched without its dependencies. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeAll, expect, test } from 'vitest';
import { skypilotTask } from '../../src/executors/elsewhere/skypilot.ts';
import { printed } from '../unit/elsewhere/printed.ts';

const VERSION = '0.14.1';
const ROOT = resolve(import.meta.dirname, '../..');
const KEPT = join(process.env['COOKBOOK_ENGINE_DIR'] ?? join(ROOT, '.engine'), `skypilot-${VERSION}.json`);
const PYTHON = join(ROOT, '.venv/bin/python');

/** The schemas as the package computes them; fetched once. */
function schemas(): { readonly task: object; readonly resources: object } {
  if (!existsSync(KEPT)) {
    const folder = mkdtempSync(join(tmpdir(), 'cookbook-skypilot-'));
    try {
      const pip = ['-m', 'pip', 'download', '--quiet', '--no-deps', '-d', folder, `skypilot==${VERSION}`];
      execFileSync(PYTHON, pip);
      execFileSync(PYTHON, [
        '-m',
        'zipfile',
        '-e',
        join(folder, `skypilot-${VERSION}-py3-none-any.whl`),
        folder,
      ]);
      const script = join(import.meta.dirname, 'skypilot_schemas.py');
      writeFileSync(KEPT, execFileSync(PYTHON, [script, folder], { encoding: 'utf8' }));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  // Python's groups without case, which JavaScript does not know; names of clouds in small letters are the same with and without.
  return JSON.parse(readFileSync(KEPT, 'utf8').replaceAll('(?i:', '(?:'));
}

let valid: (task: Readonly<Record<string, unknown>>) => readonly string[];

beforeAll(() => {
  const { task, resources } = schemas();
  // The package adds a word of its own for choices in any case, which no validator knows.
  const options = { strict: false, allErrors: true };
  const ofTask = new Ajv2020(options).compile(task);
  const ofResources = new Ajv(options).compile(resources);
  valid = (document) => {
    const whole = ofTask(document) ? [] : (ofTask.errors ?? []);
    const part = ofResources(document['resources']) ? [] : (ofResources.errors ?? []);
    return [...whole, ...part].map(({ instancePath, message }) => `${instancePath} ${message}`);
  };
}, 180_000);

test('a printed task is one that SkyPilot takes', () => {
  expect(valid(skypilotTask(printed()))).toEqual([]);
  expect(
    valid(skypilotTask(printed({ gpuKind: 'h100', image: 'nvcr.io/nvidia/pytorch:25.01-py3' }))),
  ).toEqual([]);
});

test('the schemas can say no', () => {
  const task = skypilotTask(printed());
  expect(valid({ ...task, nodes: 2 })).not.toEqual([]);
  expect(valid({ ...task, num_nodes: '2' })).not.toEqual([]);
  expect(valid({ ...task, resources: { accelerator: 'H200:8' } })).not.toEqual([]);
});

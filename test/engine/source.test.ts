/** What the findings about a file say about who enforces them, asked of the engine's own reader and Config. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { SOURCE_FINDINGS } from '../../src/config/toml-0.10/findings/index.ts';
import { FOREIGN_FINDINGS } from '../../src/engine/cosmos-rl/foreign/findings.ts';
import { KNOWN_VERSIONS } from '../../src/engine/cosmos-rl/versions.ts';
import { pythonOf } from './real-config.ts';

const FOLDER = resolve(import.meta.dirname, '../fixtures/source');

/** Reads the bytes as the launcher does, then asks Config; nothing is filled in. */
const SCRIPT = `
import sys
sys.path.insert(0, sys.argv[1])
import toml
from dump_engine_schema import load_config_class
load_config_class().from_dict(toml.load(sys.argv[2]))
`;

function accepts(version: string, file: string): boolean {
  const scripts = resolve(import.meta.dirname, '../../scripts');
  const env = { PATH: process.env['PATH'], LANG: 'C.UTF-8' };
  return spawnSync(pythonOf(version), ['-c', SCRIPT, scripts, join(FOLDER, file)], { env }).status === 0;
}

const stated = [...SOURCE_FINDINGS, ...FOREIGN_FINDINGS].filter(
  ({ id, enforcedBy }) => enforcedBy !== undefined && id !== 'engine-guessed',
);

test.each(stated.map(({ id, enforcedBy }) => [id, enforcedBy] as const))('%s: %s', (id, enforcedBy) => {
  for (const version of KNOWN_VERSIONS) {
    // A file that is missing needs no fixture.
    expect(accepts(version, `${id}.fail.toml`), `${id} with ${version}`).toBe(enforcedBy === 'nobody');
    if (id !== 'config-file-unreadable') expect(accepts(version, `${id}.pass.toml`)).toBe(true);
  }
});

test('a byte-order mark hides a first key without a word, and makes a first header unreadable', () => {
  const text = readFileSync(join(FOLDER, 'byte-order-mark.fail.toml'), 'utf8');
  expect(text.startsWith('\ufeffredis')).toBe(true);
  for (const version of KNOWN_VERSIONS) expect(accepts(version, 'byte-order-mark.fail.toml')).toBe(true);
});

test('without [train] another engine’s file ends in KeyError', () => {
  for (const version of KNOWN_VERSIONS) expect(accepts(version, 'other-engine-config.fail.toml')).toBe(false);
});

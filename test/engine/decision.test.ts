/**
 * Property: what `decide` says is what the real Config of the version does, for random configs. 2,000 for each version
 * and mood; with COOKBOOK_CONFIGS=20000 that many. A failure prints the seed and the config.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { TomlTable } from '../../src/config/value.ts';
import { decide } from '../../src/engine/cosmos-rl/config-class/decision.ts';
import { KNOWN_VERSIONS, type KnownVersion } from '../../src/engine/cosmos-rl/versions.ts';
import { anyConfig, type Mood } from './any-config.ts';
import { pythonOf } from './real-config.ts';

const COUNT = Number(process.env['COOKBOOK_CONFIGS'] ?? 2000);
const SEED = Number(process.env['COOKBOOK_SEED'] ?? 20261124);

interface Truth {
  readonly accepts: boolean;
  readonly error?: string;
  readonly dropped?: readonly string[];
  readonly effective?: unknown;
}

/** JSON with marked numbers, as decide_config.py reads and writes it. */
function marked(value: unknown): unknown {
  if (typeof value === 'bigint') return { int: String(value) };
  if (typeof value === 'number') return { float: pythonFloat(value) };
  if (Array.isArray(value)) return value.map(marked);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, marked(item)]));
}

function pythonFloat(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  return Object.is(value, -0) ? '-0.0' : String(value);
}

/** Numbers of the answer in one spelling, keys in one order. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  if (entries.length === 1 && entries[0]?.[0] === 'float') {
    const text = String(entries[0][1]);
    return { float: /nan|inf/.test(text) ? text : pythonFloat(Number(text)) };
  }
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, plain(item)]),
  );
}

function truthOf(version: KnownVersion, tables: readonly TomlTable[]): readonly Truth[] {
  const done = spawnSync(pythonOf(version), [join(import.meta.dirname, 'decide_config.py')], {
    input: tables.map((table) => `${JSON.stringify(marked(table))}\n`).join(''),
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  });
  if (done.status !== 0) throw new Error(`cosmos-rl ${version} could not be asked: ${done.stderr}`);
  return done.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Truth);
}

function disagreement(version: KnownVersion, table: TomlTable, truth: Truth): string | undefined {
  const ours = decide(table, { known: version });
  const shown = () => JSON.stringify(marked(table));
  if (ours.accepts !== truth.accepts)
    return `accepts: ours ${ours.accepts} ${JSON.stringify(ours.reasons)}, engine ${truth.error ?? 'accepts'}\n${shown()}`;
  if (!truth.accepts) return ours.reasons.length > 0 ? undefined : `rejected without a reason\n${shown()}`;
  const dropped = [...ours.dropped].map((key) => key.replaceAll('"', '')).sort();
  if (JSON.stringify(dropped) !== JSON.stringify([...(truth.dropped ?? [])].sort()))
    return `dropped: ours ${dropped}, engine ${truth.dropped}\n${shown()}`;
  const mine = JSON.stringify(plain(marked(ours.effective)));
  const theirs = JSON.stringify(plain(truth.effective));
  return mine === theirs ? undefined : `effective: ours ${mine}\nengine ${theirs}\n${shown()}`;
}

describe.each(KNOWN_VERSIONS)('cosmos-rl %s', (version) => {
  test.each<Mood>(['valid', 'near', 'hostile'])('property: %s configs', (mood) => {
    const tables = fc.sample(anyConfig(version, mood), { numRuns: COUNT, seed: SEED });
    const truths = truthOf(version, tables);
    const wrong = tables.flatMap((table, index) => {
      const truth = truths[index];
      const found = truth === undefined ? 'no answer' : disagreement(version, table, truth);
      return found === undefined ? [] : [`seed ${SEED}, config ${index}: ${found}`];
    });
    expect(wrong.slice(0, 5), `${wrong.length} of ${COUNT}`).toEqual([]);
    // The property says little if nearly everything is rejected, or nothing.
    const accepted = truths.filter((truth) => truth.accepts).length;
    expect(accepted).toBeGreaterThan(COUNT / 20);
    expect(accepted).toBeLessThan(COUNT);
  });
});

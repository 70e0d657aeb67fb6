/** The rows of the GPU table, without a GPU: what is typed for a layout plans a whole run, and results become the table. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { RECIPES } from '../../recipes/index.ts';
import { json, ROOT, rig } from './rig.ts';

interface Row {
  readonly name: string;
  readonly group: string;
  readonly args: readonly string[];
}

const place = rig('gpu-rows');
// The engine of this host would be compared with the one of the plan.
place.without('cosmos-rl');
for (const family of ['qwen2_5_vl', 'qwen3_vl']) {
  const folder = join(place.folder, 'ckpt', family);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ model_type: family }));
  // A sound header of 248 bytes, and weights of zeros up to 1024.
  const header = '{"lm_head.weight": {"dtype": "BF16", "shape": [24, 16], "data_offsets": [0, 768]}}';
  const weights = Buffer.concat([Buffer.alloc(8), Buffer.from(header.padEnd(248)), Buffer.alloc(768)]);
  weights.writeBigUInt64LE(248n);
  writeFileSync(join(folder, 'model.safetensors'), weights);
}

/** The rows; none without Python, which the entry scripts need and the CLI does not. */
function listed(): readonly Row[] {
  const script = join(ROOT, 'test/gpu/run_matrix.py');
  try {
    return JSON.parse(
      execFileSync('python3', [script, '--work', place.folder, '--list'], { encoding: 'utf8' }),
    ) as readonly Row[];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

const rows = listed().filter((row) => row.group === 'layouts');

describe.concurrent('the row of a layout', () => {
  test.concurrent.each(rows.map((row) => [row.name, row] as const))(
    '%s plans a run that saves and validates in its middle',
    async (_, row) => {
      const ended = await place.run(['sft', ...row.args, '--dry-run', '--json']);
      expect(ended.stderr).toBe('');
      const { plan, planned, findings } = json(ended.stdout);
      const bad = (findings as readonly { severity: string; data: { atLaunch?: string } }[]).filter(
        (one) => one.severity !== 'info' && one.data.atLaunch === undefined,
      );
      expect(bad).toEqual([]);
      expect(ended.code).toBe(0);
      expect(plan.gpus).toBe(1);
      expect(planned.steps).toBeGreaterThan(10);
      expect(planned.steps).toBeLessThan(40);
    },
  );
});

describe('the table', () => {
  const row = (name: string, seconds: number, more: object = {}) => ({
    ...{ name, args: [], expected: [0], exit: 0, outcome: 'succeeded', engineExit: 0, findings: [] },
    ...{ step: { last: 2, planned: 2 }, seconds, secondsFromFault: null, left: [], notes: [], ...more },
  });
  const call = (date: string, gpu: string, results: readonly unknown[], more: object = {}) => ({
    ...{ date, command: 'python3 test/gpu/run_matrix.py --work /w --out /o', versions: { gpu, node: '20' } },
    ...{ gpuMemoryUsedMiB: { before: '0', after: '0' }, results, ...more },
  });
  const docs = join(place.folder, 'docs');
  mkdirSync(docs);
  const made = (name: string, document: unknown): string => {
    const path = join(docs, name);
    writeFileSync(path, JSON.stringify(document));
    return path;
  };
  const table = (...args: readonly string[]): string =>
    execFileSync(process.execPath, ['scripts/gpu-table.mjs', ...args], { cwd: ROOT, encoding: 'utf8' });
  const text = (): string => readFileSync(join(docs, 'gpu-runs.md'), 'utf8');

  test('takes results over: a newer row takes the place of an older one, and an empty call goes', () => {
    const nightly = { date: '2026-01-02', command: 'n', versions: { gpu: 'Two, 1' }, checks: { kept: true } };
    made(
      'gpu-runs.json',
      call('2026-01-01', 'One, 1', [row('a', 1), row('b', 2), row('nightly_1', 3)], { nightly }),
    );
    table('--docs', docs);
    expect(text()).toContain('## 2026-01-01, One: 2 runs');
    expect(text()).toContain('## 2026-01-02, Two: 1 runs');
    expect(text()).toContain('Not run here: two ranks');
    const newer = made(
      'results.json',
      call('2026-01-03', 'Three, 1; Three, 1', [row('b', 9, { gpus: 2 }), row('c', 4)]),
    );
    const checks = { kept: true, held: false };
    const night = made('nightly.json', { ...nightly, checks, results: [row('nightly_1', 8)], nights: [{}] });
    table('--docs', docs, newer, night);
    const { calls } = JSON.parse(readFileSync(join(docs, 'gpu-runs.json'), 'utf8'));
    expect(
      calls.map((one: { date: string; results: readonly { name: string; seconds: number }[] }) => [
        one.date,
        ...one.results.map(({ name, seconds }) => `${name} ${seconds}`),
      ]),
    ).toEqual([
      ['2026-01-01', 'a 1'],
      ['2026-01-03', 'b 9', 'c 4'],
      ['2026-01-02', 'nightly_1 8'],
    ]);
    expect(text()).toContain('* held: **no**');
    expect(text()).toContain('`python3 test/gpu/run_matrix.py --work WORK --out OUT`');
    expect(text()).not.toContain('Not run here');
    expect(JSON.stringify(calls)).not.toContain('nights');
  });

  test('what a preset says of its real run stands in docs/gpu-runs.json', () => {
    const { calls } = JSON.parse(readFileSync(join(ROOT, 'docs/gpu-runs.json'), 'utf8'));
    // Two presets are the base of many rows; the whole run of each is called by its model.
    const rowOf: Readonly<Record<string, string>> = {
      'reason1-av-caption': 'reason1_full',
      'reason2-video-caption-vqa': 'reason2_full',
    };
    for (const { name, verified } of RECIPES) {
      if (verified === undefined) continue;
      const call = calls.find((one: { results: readonly { name: string }[] }) =>
        one.results.some((row) => row.name === (rowOf[name] ?? name)),
      );
      const row = call?.results.find((one: { name: string }) => one.name === (rowOf[name] ?? name));
      expect(call, name).toMatchObject({ date: verified.on, versions: { 'cosmos-rl': verified.engine } });
      expect(call.versions.gpu).toContain(verified.hardware.split(' ').at(-1));
      expect(row).toMatchObject({ exit: 0, outcome: 'succeeded', left: [] });
      expect(row.step.last).toBe(row.step.planned);
      expect(row.step.last).toBeGreaterThanOrEqual(14);
    }
  });

  test('docs/gpu-runs.md is what docs/gpu-runs.json says', () => {
    expect(readFileSync(join(ROOT, 'docs/gpu-runs.md'), 'utf8')).toBe(table('--print'));
  });
});

/** The rehearsal before a training, over the engine that stands in for the real one: when it comes, what it tells, and what it leaves. */
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { HostFacts } from '../../../src/host/facts.ts';
import type { Io } from '../../../src/io.ts';
import { planSeries, seriesRequest } from '../../../src/nightly/plan-series.ts';
import { recoverRehearsals, rehearseFirst, wantsRehearsal } from '../../../src/nightly/rehearse-first.ts';
import type { PlannedRun } from '../../../src/plan/plan-run.ts';
import type { Prepared } from '../../../src/plan/prepare.ts';
import { isRehearsed, keepRehearsal, keyOf, rehearsalsIn } from '../../../src/run/rehearsal.ts';
import { IO, makeRun, seriesFolder } from './series-folder.ts';

const FACTS = { gpus: { ok: false, reason: '' } } as unknown as HostFacts;
const MODEL = { name: 'm', family: { name: 'qwen', evidence: '' }, parameters: { count: 7, evidence: '' } };
const prepared = (path: string, model: Partial<Prepared['model']> = MODEL) =>
  ({
    plan: { engine: '0.4.7', gpus: 1 },
    config: { policy: { model_name_or_path: path }, train: { epoch: 1n } },
    model,
    memory: {},
  }) as unknown as Prepared;

test('of a model its shape is rehearsed, and where it lies only if that is not known', () => {
  const key = (...of: Parameters<typeof prepared>) => keyOf(prepared(...of), FACTS);
  expect(key('/a')).toBe(key('/b'));
  const others: Partial<Prepared['model']>[] = [
    { ...MODEL, parameters: { count: 8, evidence: '' } },
    { ...MODEL, family: { name: 'other', evidence: '' } },
  ];
  for (const other of others) expect(key('/a', other)).not.toBe(key('/a'));
  const { family, parameters, name } = MODEL;
  for (const half of [
    { name, family },
    { name, parameters },
  ])
    expect(key('/a', half)).not.toBe(key('/b', half));
});

test('it comes where the series asks for it, and what would be trained has not passed one', () => {
  const planned = { prepared: prepared('/a'), facts: FACTS } as PlannedRun;
  const [never, asks] = [seriesFolder(), seriesFolder({ rehearse: 'when changed' })];
  const wants = ({ spec, place }: typeof asks) => wantsRehearsal(spec, place, planned);
  expect([wants(never), wants(asks)]).toEqual([false, true]);
  const key = keyOf(planned.prepared, FACTS);
  for (const ok of [false, true]) {
    keepRehearsal(asks.place.runs, { schemaVersion: 1, key, ok } as never);
    expect(wants(asks)).toBe(!ok);
  }
});

/** A series on one GPU that can be planned and rehearsed; `more` is its environment. */
function stage(scenario: string) {
  const base = mkdtempSync(join(tmpdir(), 'cookbook-rehearsing-'));
  const model = join(base, 'model');
  mkdirSync(model);
  writeFileSync(join(model, 'config.json'), '{"model_type": "qwen2_5_vl"}');
  const header = '{"lm_head.weight": {"dtype": "BF16", "shape": [24, 16], "data_offsets": [0, 768]}}'.padEnd(
    248,
  );
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(248n);
  writeFileSync(
    join(model, 'model.safetensors'),
    Buffer.concat([length, Buffer.from(header), Buffer.alloc(768)]),
  );
  const [bin, fakes] = [join(base, 'bin'), resolve('test/fixtures/bin')];
  mkdirSync(bin);
  for (const name of readdirSync(fakes)) symlinkSync(join(fakes, name), join(bin, name));
  symlinkSync(join(fakes, 'python'), join(bin, 'python3'));
  cpSync(resolve('examples/avha'), join(base, 'avha'), { recursive: true });
  const { spec, place } = seriesFolder({
    preset: 'reason1-av-caption',
    dataset: join(base, 'avha'),
    model,
    gpus: 1,
    rehearse: 'when changed',
    set: [
      'train.train_batch_per_replica=1',
      'train.train_policy.mini_batch=1',
      'train.max_num_steps=20',
      'train.optm_warmup_steps=2',
      'train.epoch=500',
    ],
  });
  const said: string[] = [];
  const stream = {
    write: (text: string) => void said.push(text),
    flushed: async () => true,
    isTTY: false,
    columns: 80,
  };
  let seconds = 0;
  const io: Io = {
    ...IO,
    stdout: stream,
    stderr: stream,
    cwd: base,
    env: {
      PATH: `${bin}:${dirname(process.execPath)}:/usr/bin:/bin`,
      HOME: base,
      TMPDIR: tmpdir(),
      FAKE_SCENARIO: scenario,
      FAKE_REAL_PYTHON: execFileSync('which', ['python3'], { encoding: 'utf8' }).trim(),
      FAKE_RIG: base,
      FAKE_STEP_SECONDS: '0.02',
      FAKE_SAVES: '1',
      COOKBOOK_REDIS_LOG: join(base, 'redis.log'),
    },
    now: () => Date.now(),
    // The first answer begins it.
    monotonic: () => {
      seconds += 1;
      return performance.now() + (seconds === 1 ? -5400 : 0);
    },
    onSignal: () => () => {},
  };
  const rehearse = async (more: (planned: PlannedRun) => PlannedRun = (one) => one) => {
    const planned = await planSeries(spec, { stopSeconds: 5 }, io);
    seconds = 0;
    const stop = new AbortController().signal;
    const end = await rehearseFirst(more(planned), seriesRequest(spec, { stopSeconds: 5 }), () => () => {}, {
      io,
      stop,
    });
    return { end, planned };
  };
  return { base, place, said, rehearse };
}

describe('a rehearsal', () => {
  test('that passes is kept, and said while it goes on', async () => {
    const one = stage('slow');
    const { end, planned } = await one.rehearse();
    expect(end, one.said.join('')).toMatchObject({ ok: true, outcome: 'succeeded', exitCode: 0 });
    expect(end).not.toHaveProperty('cause');
    expect(end.runs).toHaveLength(2);
    expect(end.seconds).toBeGreaterThanOrEqual(5);
    expect(end.seconds).toBeLessThan(120);
    expect(isRehearsed(one.place.runs, planned.prepared, planned.facts)).toBe(true);
    for (const part of [1, 2]) expect(one.said.join('')).toContain(`rehearsal ${part} of 2: `);
    // A reporter was there, too.
    expect(one.said.join('')).toMatch(/step 3\/3/);
  });

  test('that fails tells its code, why, and what the finding is called', async () => {
    const one = stage('oom-exit-0');
    const { end } = await one.rehearse();
    expect(end, one.said.join('')).toMatchObject({ ok: false, outcome: 'out-of-gpu-memory', exitCode: 80 });
    expect(end.runs).toHaveLength(1);
    expect(end.reason).toMatch(/memory/);
    expect(end.cause).toMatchObject({ id: 'cuda-out-of-memory' });
  });

  test('that the checks refuse begins nothing', async () => {
    const one = stage('slow');
    const { end } = await one.rehearse((planned) => {
      return {
        ...planned,
        planning: {
          ...planned.planning,
          smallRun: () =>
            ({
              steps: 3,
              settings: () => ({ 'train.nonsense': 1n, 'train.train_policy.mini_batch': 3n }),
            }) as never,
        },
      };
    });
    expect(end).toMatchObject({ ok: false, runs: [] });
    expect([65, 78]).toContain(end.exitCode);
    expect(end.reason).toMatch(/^[a-z-]+: /);
    expect(end.cause?.id).toBe(end.reason?.split(':')[0]);
  });

  test('of an engine that knows none is refused, and a fault of ours is no refusal', async () => {
    const one = stage('slow');
    const without = ({ planning: { smallRun: _, ...planning }, ...planned }: PlannedRun) => ({
      ...planned,
      planning,
    });
    expect((await one.rehearse(without)).end).toEqual({
      ok: false,
      outcome: 'failed',
      exitCode: 2,
      seconds: 5,
      runs: [],
      reason: 'a run of cosmos-rl cannot be rehearsed',
      cause: { help: 'start it with few steps instead' },
    });
    const broken = (planned: PlannedRun) => ({
      ...planned,
      planning: {
        ...planned.planning,
        smallRun: () => {
          throw new TypeError('ours');
        },
      },
    });
    await expect(one.rehearse(broken)).rejects.toThrow('ours');
  });
});

describe('what a killed night left of rehearsals', () => {
  test('nothing where there are none', async () => {
    expect(await recoverRehearsals(seriesFolder().place, IO)).toEqual([]);
  });

  test('is ended, its weights are removed and its record stays; what lies elsewhere is not touched', async () => {
    const folder = seriesFolder();
    const place = { ...folder.place, runs: rehearsalsIn(folder.place.runs) };
    const put = (id: string, more: object = {}) => makeRun({ ...folder, place }, { id, ...more });
    const io = { ...IO, stderr: { write: () => {} }, onSignal: () => () => {} } as never;
    const running = put('20261129-010000-a', { running: true, checkpoints: [2], last: 2 });
    const ended = put('20261129-010000-b', { checkpoints: [2] });
    const empty = put('20261129-010000-c');
    const elsewhere = put('20261129-010000-d', { checkpoints: [2] });
    const path = join(elsewhere.state.files.folder, 'plan.json');
    const outside = mkdtempSync(join(tmpdir(), 'cookbook-rehearsing-'));
    writeFileSync(join(outside, 'weights'), 'w');
    writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), outputDir: outside }));
    const notes = await recoverRehearsals(folder.place, io);
    expect([...notes].sort()).toEqual([
      'rehearsal 20261129-010000-a had no end: it was ended',
      'the weights of rehearsal 20261129-010000-a were removed',
      'the weights of rehearsal 20261129-010000-b were removed',
    ]);
    for (const { state } of [running, ended, empty]) {
      expect(existsSync(join(state.files.folder, 'train'))).toBe(false);
      expect(JSON.parse(readFileSync(state.files.record, 'utf8')).status).toBe('ended');
    }
    expect(existsSync(join(outside, 'weights'))).toBe(true);
    // Once more there is nothing to say.
    expect(await recoverRehearsals(folder.place, io)).toEqual([]);
  });
});

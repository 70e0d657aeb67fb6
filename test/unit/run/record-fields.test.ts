/** Every field of run.json and plan.json: what it may be, what it may not, and whether it may be missing. */
import { describe, expect, test } from 'vitest';
import { parsePlan, parseRecord } from '../../../src/run/parse-record.ts';

const PROCESS = { pid: 1, bootId: 'b' };
const JOB = { id: '7', cluster: 'c', restarts: 0 };
const WHERE = { executor: 'local', run: 'r', address: 'a' };
const FINDING = { id: 'x', severity: 'error', message: 'm' };
const STALL = { controllerReady: 1, firstStep: 2, step: 3, finish: 4 };
const STOP = { stall: STALL, failureGrace: 1, gracefulStop: 2, terminate: 3 };

/** An object without one of its keys, for each key; and with each of them of another form. */
const spoilt = (whole: Readonly<Record<string, unknown>>): readonly object[] =>
  Object.keys(whole).flatMap((key) => [
    { ...whole, [key]: undefined },
    { ...whole, [key]: [] },
  ]);

type Field = readonly [must: boolean, good: readonly unknown[], bad: readonly unknown[]];
const TEXT = ['', 'x'] as const;
const NO_TEXT = [1, null, {}, []] as const;
const NO_NUMBER = ['1', null, {}] as const;
const NO_OBJECT = ['x', 1, null, []] as const;
const NO_LIST = ['x', 1, null, {}] as const;
const text = (must: boolean): Field => [must, TEXT, NO_TEXT];
const number = (must: boolean): Field => [must, [0, 7.5, -1], NO_NUMBER];

const RECORD: Readonly<Record<string, Field>> = {
  id: text(true),
  preset: text(true),
  status: [true, ['running', 'ended'], ['done', 1, null]],
  outcome: [false, ['succeeded', 'out-of-gpu-memory'], ['toString', 'good', 1, null]],
  exitCode: number(false),
  engineExit: [false, [null, 0, -9], ['0', {}]],
  step: [true, [{}, { last: 1 }, { planned: 2 }], [{ last: '1' }, { planned: null }, ...NO_OBJECT]],
  startedAt: text(true),
  endedAt: text(false),
  engine: text(true),
  engineName: text(false),
  launcher: [false, [PROCESS], [...spoilt(PROCESS), ...NO_OBJECT]],
  where: [
    false,
    [WHERE, { ...WHERE, job: JOB }],
    [
      ...spoilt(WHERE),
      ...spoilt(JOB).map((job) => ({ ...WHERE, job })),
      { ...WHERE, job: null },
      ...NO_OBJECT,
    ],
  ],
  supervisor: [true, [PROCESS], [...spoilt(PROCESS), ...NO_OBJECT]],
  findings: [
    true,
    [[], [FINDING, FINDING]],
    [...spoilt(FINDING).map((one) => [FINDING, one]), [null], ...NO_LIST],
  ],
  left: [false, [[], [PROCESS]], NO_LIST],
  name: text(false),
  resumedFrom: text(false),
  gpus: [false, [[], [0, 1]], [[0, '1'], ...NO_LIST]],
  proofs: [false, [[], [{ name: 'n' }]], [[{ name: 1 }], [{ name: 'n' }, {}], [null], ...NO_LIST]],
  attempts: [
    false,
    [[], [{ outputDir: 'o', job: {} }]],
    [[{ outputDir: 'o' }], [{ job: {} }], [{ outputDir: 'o', job: [] }], [null], ...NO_LIST],
  ],
  failed: [false, [{ node: 'n' }], [{}, { node: 1 }, ...NO_OBJECT]],
  model: [false, [{ path: 'p', kind: 'full' }], [{ path: 'p' }, { kind: 'full' }, ...NO_OBJECT]],
  checkpoint: [
    false,
    [{ path: 'p', step: 1 }],
    [{ path: 'p' }, { step: 1 }, { path: 'p', step: '1' }, ...NO_OBJECT],
  ],
};

const PLAN: Readonly<Record<string, Field>> = {
  id: text(true),
  preset: text(true),
  engine: text(true),
  engineName: text(false),
  argv: [true, [[], ['a', 'b']], [['a', 1], ...NO_LIST]],
  cwd: text(true),
  env: [true, [{}, { A: 'b' }], [{ A: 'b', C: 1 }, ...NO_OBJECT]],
  config: text(true),
  gpus: number(true),
  savingRanks: number(true),
  plannedSteps: number(false),
  nodes: number(false),
  roles: [
    false,
    [[], [{ name: 'n', argv: [] }]],
    [[{ name: 'n' }], [{ argv: [] }], [{ name: 'n', argv: 'x' }], [null], ...NO_LIST],
  ],
  outputDir: text(true),
  ports: [true, [{}, { a: 1 }], [{ a: 1, b: '2' }, ...NO_OBJECT]],
  expects: [true, [{}], NO_OBJECT],
  stop: [
    true,
    [STOP],
    [
      ...spoilt(STOP),
      ...spoilt(STALL).map((stall) => ({ ...STOP, stall })),
      { ...STOP, stall: null },
      ...NO_OBJECT,
    ],
  ],
};

describe.each([
  ['run.json', parseRecord, RECORD],
  ['plan.json', parsePlan, PLAN],
] as const)('%s', (_, parse, fields) => {
  const least = Object.fromEntries(
    Object.entries(fields).flatMap(([key, [must, [good]]]) => (must ? [[key, good]] : [])),
  );
  const read = (more: object) => {
    const parsed = parse(JSON.stringify({ schemaVersion: 1, ...least, ...more }));
    return parsed.ok ? 'read' : parsed.why;
  };

  test('is read with what it must have', () => {
    expect(read({})).toBe('read');
  });

  test.each(Object.entries(fields))('%s', (key, [must, good, bad]) => {
    for (const value of good) expect(read({ [key]: value }), JSON.stringify(value)).toBe('read');
    for (const value of bad)
      expect(read({ [key]: value }), JSON.stringify(value)).toBe(`its \`${key}\` is of another form`);
    expect(read({ [key]: undefined })).toBe(must ? `it has no \`${key}\`` : 'read');
  });

  test('of another version is told as newer or as none', () => {
    expect(read({ schemaVersion: 2 })).toContain('schemaVersion 2 is of a newer cookbook-run');
    for (const schemaVersion of [undefined, 0, '2', null])
      expect(read({ schemaVersion })).toContain('no schemaVersion');
  });
});

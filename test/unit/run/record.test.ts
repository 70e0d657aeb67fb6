/** How a run stands, and which one a word means: records in real folders, real processes, a scontrol of ours. */
import { type ChildProcess, spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { type ProcessName, processName } from '../../../src/executors/process-name.ts';
import { stageOf } from '../../../src/executors/slurm/queue.ts';
import type { LaunchPlan } from '../../../src/plan/launch-plan.ts';
import { runFiles } from '../../../src/run/files.ts';
import {
  findRun,
  listRuns,
  readPlan,
  readRecord,
  recordAtStart,
  runsFolder,
  stateOf,
  writeRecord,
} from '../../../src/run/record.ts';
import type { RunRecord } from '../../../src/run/run-record.ts';
import { whereIn, whereOf } from '../../../src/run/where.ts';
import { putRecord, runRecord } from './records.ts';

const root = mkdtempSync(join(tmpdir(), 'cookbook-records-'));
const children: ChildProcess[] = [];
const path = process.env['PATH'];
afterEach(() => {
  process.env['PATH'] = path;
  for (const one of children.splice(0)) one.kill('SIGKILL');
});

const fresh = () => mkdtempSync(join(root, 'r-'));
const OURS = processName(process.pid);
const DEAD = { ...OURS, startTime: '1' };
const ELSEWHERE = { ...OURS, namespace: 'pid:[1]' };

const record = (more: Partial<RunRecord> = {}): RunRecord => runRecord({ supervisor: DEAD, ...more });

const standing = (one: RunRecord, living: readonly string[] = []) =>
  stateOf(putRecord(fresh(), one), () => new Set(living));

describe('a run of this host', () => {
  test('that ended is what its record says, whoever lives', () => {
    const ended = record({ status: 'ended', outcome: 'stalled', supervisor: OURS });
    expect(standing(ended, [ended.id])).toMatchObject({ standing: 'stalled', supervised: false });
    expect(standing(record({ status: 'ended' }))).toMatchObject({ standing: 'failed' });
  });

  const launcher = { executor: 'local', run: 'r', address: '127.0.0.1', process: OURS };
  test.each([
    ['its supervisor lives', { supervisor: OURS }, [], 'running', true],
    ['its launcher lives', { where: launcher }, [], 'running', false],
    ['its launcher lives, in a record of before', { launcher: OURS }, [], 'running', false],
    ['a process of it lives', {}, ['run-7'], 'running', false],
    ['only others live', { where: { ...launcher, process: DEAD } }, ['another'], 'abandoned', false],
    ['nobody lives', { launcher: DEAD }, [], 'abandoned', false],
  ] as const)('of which %s', (_, more, living, expected, supervised) => {
    expect(standing(record(more), living)).toMatchObject({ standing: expected, supervised });
  });

  test('of another container lives by the signs in its record', () => {
    const files = putRecord(fresh(), record({ supervisor: ELSEWHERE }));
    const nobody = () => new Set<string>();
    expect(stateOf(files, nobody)).toMatchObject({ standing: 'running', supervised: true });
    const then = Date.now() / 1000 - 130;
    utimesSync(files.record, then, then);
    expect(stateOf(files, nobody)).toMatchObject({ standing: 'abandoned', supervised: false });
  });

  test('without a record is no run', () => {
    expect(stateOf(runFiles(fresh()))).toBeUndefined();
  });

  test('is asked for its tag where nobody says who lives', async () => {
    const folder = fresh();
    const id = basename(folder);
    const files = putRecord(folder, record({ id }));
    expect(stateOf(files)?.standing).toBe('abandoned');
    const child = spawn('/bin/sleep', ['100'], { env: { COOKBOOK_RUN_ID: id }, stdio: 'ignore' });
    children.push(child);
    await new Promise((done) => child.once('spawn', done));
    expect(stateOf(files)?.standing).toBe('running');
    expect(listRuns(join(files.folder, '..'), () => {})[0]?.standing).toBe('running');
  });
});

describe('a run of a cluster', () => {
  const JOB = { id: '7', cluster: 'c', restarts: 0 };
  const where = (more: object = {}) => ({ executor: 'slurm', run: 'r', address: 'n1', ...more });

  /** A scontrol that says this of the job, and a squeue that lists jobs of the run's name. */
  function says(job: string, code = 0, named = '') {
    const bin = fresh();
    writeFileSync(join(bin, 'squeue'), `#!/bin/sh\nprintf '${named}'\n`);
    chmodSync(join(bin, 'squeue'), 0o755);
    const script = `#!/bin/sh\ncase "$*" in\n"show config") echo 'ClusterName = c';;\n*) echo '${job}'; echo '${job}' >&2; exit ${code};;\nesac\n`;
    writeFileSync(join(bin, 'scontrol'), script);
    chmodSync(join(bin, 'scontrol'), 0o755);
    process.env['PATH'] = bin;
  }
  const of = (more: object, supervisor: ProcessName = DEAD) =>
    standing(record({ where: where(more) as never, supervisor }), ['run-7']);
  const told = (state: string) => `JobId=7 JobName=run-7 JobState=${state} Reason=Priority Restarts=0`;

  test.each([
    ['PENDING', 'pending'],
    ['REQUEUED', 'pending'],
    ['RUNNING', 'running'],
    ['COMPLETING', 'running'],
    ['SUSPENDED', 'running'],
    ['COMPLETED', 'abandoned'],
    ['TIMEOUT', 'abandoned'],
  ] as const)('%s: %s', (state, expected) => {
    says(told(state));
    const read = of({ job: JOB, nodes: ['n1'] }, OURS);
    expect(read).toMatchObject({ standing: expected, job: { state } });
    // Whoever watched it is not in a job that waits or is over.
    expect(read?.supervised).toBe(expected === 'running');
  });

  test('that Slurm does not know any more is over, unless its supervisor gives signs', () => {
    says('slurm_load_jobs error: Invalid job id specified', 1);
    expect(of({ job: JOB, nodes: ['n1'] })).toMatchObject({ standing: 'abandoned', supervised: false });
    expect(of({ job: JOB, nodes: ['n1'] }, OURS)).toMatchObject({ standing: 'running', supervised: true });
  });

  test('of whose id another job has become is over', () => {
    says('JobId=7 JobName=theirs JobState=RUNNING');
    expect(of({ job: JOB, nodes: ['n1'] })).toMatchObject({ standing: 'abandoned' });
  });

  test('of which nobody can say anything is never called over', () => {
    process.env['PATH'] = fresh();
    expect(of({ job: JOB })).toMatchObject({ standing: 'pending', job: { why: expect.any(String) } });
    expect(of({ job: JOB, nodes: ['n1'] })).toMatchObject({ standing: 'running', supervised: false });
  });

  test('that was submitted by nobody yet has no job; the one in job.json counts', () => {
    says(told('PENDING'));
    expect(of({})).toMatchObject({ standing: 'abandoned', supervised: false });
    const files = putRecord(fresh(), record({ where: where() as never }));
    writeFileSync(files.job, JSON.stringify({ job: JOB }));
    expect(stateOf(files)).toMatchObject({ standing: 'pending' });
    expect(whereIn(files, record({ where: where() as never })).job).toEqual(JOB);
    const known = record({ where: where({ job: { ...JOB, id: '9' } }) as never });
    expect(whereIn(files, known).job?.id).toBe('9');
    expect(whereIn(files, record()).job).toBeUndefined();
  });

  test('that is being handed in waits, and is found by its name where the hand-in was cut short', () => {
    says(told('PENDING'));
    expect(of({}, OURS)).toMatchObject({ standing: 'pending', job: { why: 'it is being handed in' } });
    says(told('PENDING'), 0, '7\\n');
    expect(of({})).toMatchObject({ standing: 'pending', job: { state: 'PENDING' } });
    expect(whereIn(runFiles(fresh()), record({ where: where() as never })).job).toEqual(JOB);
    process.env['PATH'] = fresh();
    expect(of({})).toMatchObject({ standing: 'pending', job: { why: 'squeue is not on PATH' } });
  });

  test.each([
    ['CANCELLED', 'terminated', 143],
    ['NODE_FAIL', 'retryable', 75],
    ['BOOT_FAIL', 'retryable', 75],
    ['TIMEOUT', 'retryable', 75],
    ['LAUNCH_FAILED', 'host', 69],
    ['FAILED', 'host', 69],
  ] as const)('that was %s before it began has ended, and the record says so', (state, outcome, exitCode) => {
    says(`${told(state)} ExitCode=0:53 EndTime=2026-11-29T01:02:03`);
    const files = putRecord(fresh(), record({ where: where() as never }));
    writeFileSync(files.job, JSON.stringify({ job: JOB }));
    expect(stateOf(files)).toMatchObject({ standing: outcome, supervised: false });
    const kept = readRecord(files);
    expect(kept).toMatchObject({ status: 'ended', outcome, exitCode, where: { job: JOB } });
    expect(kept?.endedAt).toBe(new Date('2026-11-29T01:02:03').toISOString());
    expect(kept?.findings[0]?.message).toContain(`Slurm says of job 7 of c: ${state}, exit code 0:53`);
    // Slurm forgets it after minutes; the record does not.
    says('slurm_load_jobs error: Invalid job id specified', 1);
    expect(stateOf(files)?.standing).toBe(outcome);
  });

  test('whose end came after the record was read is shown as it ended', () => {
    const files = putRecord(fresh(), record({ where: where({ job: JOB }) as never }));
    const ended = JSON.stringify(record({ status: 'ended', outcome: 'config', exitCode: 78 }));
    says(`'; printf '%s' '${ended}' > ${files.record}; echo '${told('FAILED')}`);
    expect(stateOf(files)).toMatchObject({ standing: 'config', record: { exitCode: 78 } });
  });

  test.each([
    ['PENDING', 'pending'],
    ['REQUEUE_HOLD', 'pending'],
    ['SPECIAL_EXIT', 'pending'],
    ['RESV_DEL_HOLD', 'pending'],
    ['CONFIGURING', 'running'],
    ['STOPPED', 'running'],
    ['STAGE_OUT', 'running'],
    ['SIGNALING', 'running'],
    ['RESIZING', 'running'],
    ['POWER_UP_NODE', 'running'],
    ['WHAT_A_NEWER_SLURM_SAYS', 'running'],
    ...[
      'BOOT_FAIL',
      'CANCELLED',
      'COMPLETED',
      'DEADLINE',
      'FAILED',
      'LAUNCH_FAILED',
      'NODE_FAIL',
      'OUT_OF_MEMORY',
    ]
      .concat('PREEMPTED', 'RECONFIG_FAIL', 'REVOKED', 'TIMEOUT')
      .map((state) => [state, 'over'] as const),
  ] as const)('in the state %s is %s', (state, stage) => {
    expect(stageOf({ state })).toBe(stage);
  });
});

describe('a record', () => {
  const io = { now: () => Date.parse('2026-11-29T00:00:00.000Z') };
  const plan = { id: 'i', preset: 'p', engine: '1' } as LaunchPlan;
  const report = { findings: [] } as never;

  test('begins with what is known, supervised by this process', () => {
    expect(recordAtStart(plan, report, io)).toStrictEqual({
      schemaVersion: 1,
      id: 'i',
      preset: 'p',
      status: 'running',
      step: {},
      startedAt: '2026-11-29T00:00:00.000Z',
      engine: '1',
      supervisor: OURS,
      findings: [],
    });
    expect(recordAtStart({ ...plan, plannedSteps: 4, engineName: 'e' }, report, io)).toMatchObject({
      step: { planned: 4 },
      engineName: 'e',
    });
  });

  test('that ended never changes; one that did not, or is damaged, does; it is its owner’s alone', () => {
    const files = putRecord(fresh(), record());
    writeRecord(files, record({ name: 'second' }));
    expect(readRecord(files)?.name).toBe('second');
    writeFileSync(files.record, '{');
    writeRecord(files, record({ status: 'ended', outcome: 'failed' }));
    writeRecord(files, record({ status: 'ended', outcome: 'succeeded' }));
    writeRecord(files, record());
    expect(readRecord(files)).toMatchObject({ status: 'ended', outcome: 'failed' });
  });

  test('is told where it is damaged, no file, or not there', () => {
    const files = putRecord(fresh(), record());
    writeFileSync(files.record, '[]');
    expect(() => readRecord(files)).toThrow(
      expect.objectContaining({ exitCode: 65, message: expect.stringContaining('run.json: it is not') }),
    );
    rmSync(files.record);
    expect(readRecord(files)).toBeUndefined();
    mkdirSync(files.record);
    expect(() => readRecord(files)).toThrow(expect.objectContaining({ exitCode: 66 }));
    expect(() => readPlan(files)).toThrow(
      expect.objectContaining({ exitCode: 66, message: expect.stringContaining('plan.json is missing') }),
    );
    writeFileSync(files.plan, '{}');
    expect(() => readPlan(files)).toThrow(expect.objectContaining({ exitCode: 65 }));
  });

  test('says where its run is executed, the older ones by their launcher alone', () => {
    expect(whereOf(record({ launcher: DEAD }))).toEqual({
      executor: 'local',
      run: 'run-7',
      address: '127.0.0.1',
      process: DEAD,
    });
    expect(whereOf(record())).not.toHaveProperty('process');
  });
});

describe('the runs of a folder', () => {
  const ended = (id: string, minute: number, more: Partial<RunRecord> = {}) =>
    record({
      id,
      status: 'ended',
      outcome: 'failed',
      startedAt: `2026-11-28T00:0${minute}:00.000Z`,
      ...more,
    });
  const ids = (runs: string) => listRuns(runs, () => {}).map((one) => one.record.id);

  test('come oldest first, by start and then by id; links count once, and `last` not at all', () => {
    const runs = fresh();
    // Names of folders say nothing of the order.
    for (const [id, minute] of [
      ['b-2', 3],
      ['a-9', 4],
      ['z-1', 1],
      ['c-1', 3],
    ] as const)
      putRecord(runs, ended(id, minute), [...id].reverse().join(''));
    putRecord(runs, ended('y-1', 0, { startedAt: 'some day' }));
    const elsewhere = putRecord(fresh(), ended('linked-1', 5));
    symlinkSync(elsewhere.folder, join(runs, 'link'));
    symlinkSync(join(runs, '9-a'), join(runs, 'last'));
    symlinkSync(join(runs, 'nowhere'), join(runs, 'dead'));
    writeFileSync(join(runs, 'notes.txt'), '');
    symlinkSync(join(runs, 'notes.txt'), join(runs, 'more.txt'));
    mkdirSync(join(runs, 'empty'));
    expect(ids(runs)).toEqual(['y-1', 'z-1', 'b-2', 'c-1', 'a-9', 'linked-1']);
    expect(ids(join(runs, 'nowhere'))).toEqual([]);
    expect(() => ids(join(runs, 'notes.txt'))).toThrow(
      expect.objectContaining({ exitCode: 66, message: expect.stringContaining('is no folder') }),
    );
  });

  test('that cannot be read are told, and do not cost the others', () => {
    const runs = fresh();
    putRecord(runs, ended('a-1', 1));
    writeFileSync(putRecord(runs, ended('b-2', 1)).record, '{');
    const broken: string[] = [];
    expect(listRuns(runs, (where, why) => broken.push(`${where}: ${why}`))).toHaveLength(1);
    expect(broken).toEqual([expect.stringMatching(/b-2: .*run\.json: it is not valid JSON/)]);
  });

  test('lie where the flag says, else the environment, else in ./runs', () => {
    expect(runsFolder('/w', { COOKBOOK_RUNS_DIR: 'e' }, 'f')).toBe('/w/f');
    expect(runsFolder('/w', { COOKBOOK_RUNS_DIR: '/e' })).toBe('/e');
    expect(runsFolder('/w', {})).toBe('/w/runs');
  });

  describe('a word', () => {
    const runs = fresh();
    putRecord(runs, ended('20261128-aaaa', 1, { name: 'night' }));
    putRecord(runs, ended('20261128-aabb', 2, { name: 'night' }));
    putRecord(runs, ended('20261129-cccc', 3, { name: 'aabb' }));
    putRecord(runs, ended('20261130-20261128', 4));
    for (const [id, minute] of [
      ['x-1', 5],
      ['x-10', 6],
      ['y-1', 7],
    ] as const)
      putRecord(runs, ended(id, minute, { name: 'three' }));

    test.each([
      ['last', 'y-1'],
      ['x-1', 'x-1'],
      ['three', 'y-1'],
      ['20261129-cccc', '20261129-cccc'],
      ['cccc', '20261129-cccc'],
      ['ccc', '20261129-cccc'],
      ['20261129', '20261129-cccc'],
      // A whole last part comes before a name and before a beginning; of one name the newest is meant.
      ['aabb', '20261128-aabb'],
      ['20261128', '20261130-20261128'],
      ['night', '20261128-aabb'],
      [join(runs, '20261128-aaaa'), '20261128-aaaa'],
    ])('%s means %s', (word, id) => {
      expect(findRun(runs, word).record.id).toBe(id);
    });

    test.each([
      ['aa', 2, '`aa` may be 20261128-aaaa, 20261128-aabb'],
      ['20261128-', 2, 'may be'],
      ['nobody', 66, 'there is no run `nobody`'],
      ['no/such/path', 66, 'there is no run'],
      [runs, 66, 'there is no run'],
    ])('%s means none: %i', (word, code, words) => {
      expect(() => findRun(runs, word)).toThrow(
        expect.objectContaining({ exitCode: code, message: expect.stringContaining(words) }),
      );
    });

    test('that is nearly an id or a name gets it offered; an empty folder is told as one', () => {
      const help = (folder: string, word: string) => {
        try {
          return String(findRun(folder, word));
        } catch (error) {
          return `${(error as Error).message} ${(error as { help?: string }).help}`;
        }
      };
      expect(help(runs, 'nigth')).toContain('did you mean `night`?');
      expect(help(runs, 'nobody')).toContain('runs ls');
      expect(help(fresh(), 'last')).toContain('there are no runs in');
      const broken = fresh();
      writeFileSync(putRecord(broken, record()).record, '{');
      expect(help(broken, 'last')).toContain('the newest run is run-7');
    });
  });
});

describe('`last`', () => {
  const AT = { old: '2026-01-01T00:00:00.000Z', ahead: '2099-01-01T00:00:00.000Z' };
  const two = () => {
    const runs = fresh();
    putRecord(runs, record({ id: '20260101-old', status: 'ended', startedAt: AT.ahead }));
    const newest = putRecord(runs, record({ id: '20260102-new', status: 'ended', startedAt: AT.old }));
    return { runs, newest };
  };

  test('is the run that the link names, also where a clock was set back between two runs', () => {
    const { runs } = two();
    expect(findRun(runs, 'last').record.id).toBe('20260101-old');
    symlinkSync('20260102-new', join(runs, 'last'));
    expect(findRun(runs, 'last').record.id).toBe('20260102-new');
    rmSync(join(runs, '20260102-new'), { recursive: true });
    expect(findRun(runs, 'last').record.id).toBe('20260101-old');
  });

  test.each([
    ['cut', '{"id":'],
    ['gone', undefined],
  ])('is no other run where its record is %s', (_, text) => {
    const { runs, newest } = two();
    symlinkSync('20260102-new', join(runs, 'last'));
    if (text === undefined) rmSync(newest.record);
    else writeFileSync(newest.record, text);
    expect(() => findRun(runs, 'last')).toThrow('the newest run is 20260102-new');
    rmSync(join(runs, 'last'));
    if (text !== undefined) expect(() => findRun(runs, 'last')).toThrow('the newest run is 20260102-new');
    expect(findRun(runs, '20260101-old').record.id).toBe('20260101-old');
  });

  test('is the newest that can be read where an older one cannot', () => {
    const { runs } = two();
    writeFileSync(putRecord(runs, record({ id: '20251231-older' })).record, '{');
    expect(findRun(runs, 'last').record.id).toBe('20260101-old');
  });

  test.runIf(process.getuid?.() === 0)('of another user is told as theirs, where there is no other', () => {
    const { runs, newest } = two();
    writeFileSync(newest.record, '{');
    chownSync(newest.folder, 12_345, 12_345);
    expect(findRun(runs, 'last').record.id).toBe('20260101-old');
    rmSync(join(runs, '20260101-old'), { recursive: true });
    const us = process as { getuid?: () => number };
    const { getuid } = us;
    us.getuid = () => 54_321;
    try {
      for (const word of ['last', '20260102-new', 'new', 'ne'])
        expect(() => findRun(runs, word), word).toThrow(
          expect.objectContaining({
            exitCode: 69,
            message: expect.stringContaining('belongs to another user (uid 12345)'),
          }),
        );
      expect(() => findRun(runs, 'other')).toThrow(expect.objectContaining({ exitCode: 66 }));
    } finally {
      us.getuid = getuid as () => number;
    }
  });
});

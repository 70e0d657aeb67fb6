/** What a killed night has left on a cluster: a job that waits is taken back, a part of a job that is over is judged as it lies. */
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { taggedFor } from '../../../src/nightly/leftovers.ts';
import { recover } from '../../../src/nightly/recover.ts';
import { membersOf } from '../../../src/nightly/series-run.ts';
import { IO, makeRun, seriesFolder } from './series-folder.ts';

const RUN = '20261129-020000-a1b2';
const folders: string[] = [];
const path = process.env['PATH'];
afterEach(() => {
  process.env['PATH'] = path;
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** A Slurm with one job, which `scancel` ends; returns what was asked of scancel. */
function slurm(job: string): () => string {
  const bin = mkdtempSync(join(tmpdir(), 'cookbook-slurm-'));
  folders.push(bin);
  writeFileSync(join(bin, 'job'), job);
  const program = (name: string, lines: string) => {
    writeFileSync(join(bin, name), `#!/bin/sh\n${lines}\n`);
    chmodSync(join(bin, name), 0o755);
  };
  program('scontrol', `[ "$2" = config ] && echo 'ClusterName = c' || /bin/cat ${join(bin, 'job')}`);
  program(
    'scancel',
    `echo "$*" >> ${join(bin, 'cancelled')}; echo '${job.replace(/JobState=\w+/, 'JobState=CANCELLED')}' > ${join(bin, 'job')}`,
  );
  writeFileSync(join(bin, 'cancelled'), '');
  process.env['PATH'] = bin;
  return () => readFileSync(join(bin, 'cancelled'), 'utf8');
}

/** A run of a series on a cluster, whose record has no end, and the recovery of it. */
async function recovered() {
  const folder = seriesFolder();
  folders.push(folder.spec.base);
  const { place } = folder;
  const { files, record } = makeRun(folder, { id: RUN, running: true, checkpoints: [4], last: 4 }).state;
  const where = { executor: 'slurm', run: RUN, address: 'n1', nodes: ['n1'] };
  const job = { id: '7', cluster: 'c', restarts: 0 };
  writeFileSync(files.record, JSON.stringify({ ...record, where: { ...where, job } }));
  const io = { ...IO, stderr: { write: () => {} }, onSignal: () => () => {} } as never;
  const members = membersOf(place, 's');
  const notes = await recover(place, members, io, 'tonight');
  return {
    standing: members[0]?.state.standing,
    notes,
    ended: JSON.parse(readFileSync(files.record, 'utf8')),
  };
}

describe('a run without an end', () => {
  test('that waits in the queue is taken back, not judged while its job may still begin', async () => {
    const cancelled = slurm(
      `JobId=7 JobName=cookbook-run-${RUN} JobState=PENDING Reason=Priority Restarts=0`,
    );
    const { standing, notes, ended } = await recovered();
    expect(standing).toBe('pending');
    expect(cancelled()).toContain('7');
    expect(notes).toEqual([
      `run ${RUN} waited in the queue of its cluster without a supervisor: its job was taken back`,
    ]);
    expect(ended).toMatchObject({ status: 'ended', outcome: 'terminated' });
  });

  test.each(['RUNNING', 'PENDING'])(
    'of a night whose job was queued again and is %s now is judged as it lies: that job is this very night',
    async (state) => {
      const job = `JobId=7 JobName=cookbook-run-night-s JobState=${state} Reason=None Restarts=1 Comment=${RUN}`;
      const cancelled = slurm(job);
      const { standing, notes, ended } = await recovered();
      expect(standing).toBe('abandoned');
      expect(cancelled()).toBe('');
      expect(notes).toEqual([`run ${RUN} was left in the middle: its record was completed from its log`]);
      expect(ended).toMatchObject({ status: 'ended' });
    },
  );

  test('of a night whose job still is that part of it is asked for its end', async () => {
    const cancelled = slurm(
      `JobId=7 JobName=cookbook-run-night-s JobState=RUNNING Reason=None Restarts=0 Comment=${RUN}`,
    );
    const { standing, notes } = await recovered();
    expect(standing).toBe('running');
    expect(cancelled()).toContain('7');
    expect(notes).toEqual([
      `run ${RUN} trained without a supervisor: it was asked for a checkpoint and ended`,
    ]);
  });
});

describe('what a killed night has started beside its runs', () => {
  const spawned: ChildProcess[] = [];
  afterEach(() => {
    for (const one of spawned.splice(0)) one.kill('SIGKILL');
  });
  /** A process of a night; `deaf` to SIGTERM where it is told. */
  const started = (night: string, deaf = false) => {
    const line = deaf ? "trap '' TERM; echo ready; while :; do sleep 0.1; done" : 'echo ready; exec sleep 60';
    const one = spawn('/bin/sh', ['-c', line], { env: { PATH: path, COOKBOOK_NIGHT: night } });
    spawned.push(one);
    return new Promise<ChildProcess>((done) => one.stdout.once('data', () => done(one)));
  };
  const lives = (one: ChildProcess) => one.exitCode === null && one.signalCode === null;

  test('is ended with the night’s record, also what does not listen; what others have started is not', async () => {
    const { place, spec } = seriesFolder();
    folders.push(spec.base);
    const night = { schemaVersion: 1, series: 's', attempts: [], status: 'running' };
    const write = (name: string, more: object = {}) =>
      writeFileSync(join(place.nights, `${name}.json`), JSON.stringify({ ...night, night: name, ...more }));
    mkdirSync(place.nights, { recursive: true });
    write('killed');
    write('over', { status: 'ended' });
    write('tonight');
    const [mild, deaf] = [await started('killed'), await started('killed', true)];
    const others = [await started('over'), await started('tonight'), await started('killed-2')];
    const io = { ...IO, stderr: { write: () => {} } } as never;
    const notes = await recover(place, [], io, 'tonight');
    expect(notes).toEqual([
      expect.stringMatching(
        /^night killed had no end: it is abandoned, and \d processes of its evaluation or merge/,
      ),
    ]);
    await sleep(100);
    expect([mild, deaf].map(lives)).toEqual([false, false]);
    expect(others.map(lives)).toEqual([true, true, true]);
    expect(await recover(place, [], io, 'tonight')).toEqual([]);
  });

  test('carries the id of its night', () => {
    expect(taggedFor('n', IO).env).toEqual({ ...IO.env, COOKBOOK_NIGHT: 'n' });
  });
});

/** A run before its job begins, as the login node shows it: being handed in, taken back by somebody, not launched. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CLI, type Place, place, until } from './rig.ts';

/** From now on `sbatch` does this with the real one, `$real`; what is asked before the submission goes through as it is. */
const sbatch = (here: Place, script: string) =>
  here.instead(
    'sbatch',
    (real) => `#!/bin/bash
real=${real}
case "$*" in *--test-only*) exec $real "$@" ;; esac
${script}
`,
  );

const listed = (here: Place) => JSON.parse(here.run('runs', 'ls', '--json').stdout).runs[0];
const LATER = '--begin=now+1hour';

test('while it is handed in it waits', async () => {
  const here = place('handing-in');
  sbatch(
    here,
    `id=$($real ${LATER} "$@") || exit\n${process.execPath} ${CLI} runs ls --json > ${here.folder}/between\necho "$id"`,
  );
  const run = here.submit();
  const between = JSON.parse(readFileSync(join(here.folder, 'between'), 'utf8')).runs[0];
  expect(between).toMatchObject({ id: run.id, status: 'pending', job: { id: run.job } });
  here.slurm('scancel', run.job);
});

test('where the submission was cut short it is found by its name, shown, and taken back', async () => {
  const here = place('cut-short');
  sbatch(here, `$real ${LATER} "$@" > ${here.folder}/id\nkill -9 $PPID\nsleep 1`);
  expect(() => here.submit()).toThrow('not submitted');
  const job = readFileSync(join(here.folder, 'id'), 'utf8').trim();
  expect(listed(here)).toMatchObject({ status: 'pending', job: { id: job, slurm: { reason: 'BeginTime' } } });
  expect(here.run('runs', 'show', 'last').stdout).toMatch(/status +pending \(BeginTime\)/);
  expect(here.run('runs', 'stop', 'last').code).toBe(0);
  expect(here.slurm('squeue', '-h', '-j', job).stdout).toBe('');
  expect(listed(here)).toMatchObject({ status: 'ended', outcome: 'terminated' });
  expect(here.run('runs', 'follow', 'last').code).toBe(143);
});

test('taken back with scancel while it waits: the list, the record and `follow` say terminated', async () => {
  const here = place('taken-back');
  sbatch(here, `exec $real ${LATER} "$@"`);
  const run = here.submit();
  here.slurm('scancel', run.job);
  expect(run.record().status).toBe('running');
  expect(listed(here)).toMatchObject({ status: 'ended', outcome: 'terminated', job: { id: run.job } });
  expect(run.record()).toMatchObject({ status: 'ended', outcome: 'terminated', exitCode: 143 });
  expect(here.run('runs', 'show', run.id).stdout).toContain('it was over before the run began');
  expect(here.run('runs', 'follow', run.id).code).toBe(143);
});

test('a job that could not be launched on its node: host, with what Slurm says', async () => {
  const here = place('not-launched');
  sbatch(here, 'exec $real --no-requeue --output=/dev/null/log "$@"');
  const run = here.submit();
  await until(() => !/PENDING|RUNNING|COMPLETING|CONFIGURING/.test(run.state().state), 'the end of the job');
  expect(here.run('runs', 'show', run.id).stdout).toMatch(/status +host/);
  expect(run.record()).toMatchObject({ status: 'ended', outcome: 'host', exitCode: 69 });
  expect(run.record().findings.at(-1).message).toMatch(/Slurm says of job \d+ of loopback: \w+/);
  expect(readdirSync(run.folder)).not.toContain('logs');
  expect(here.run('runs', 'follow', run.id).code).toBe(69);
});

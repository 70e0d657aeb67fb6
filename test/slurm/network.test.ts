/** Two nodes with a network between them: n2 in a network namespace of its own, and a port that does not let it through. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { place, until } from './rig.ts';

const NAME = `cookbook-${process.pid}`;
const [FIRST, SECOND] = ['10.231.77.1', '10.231.77.2'];
const LINK = `cb${process.pid}`.slice(0, 13);

const ip = (...words: readonly string[]) => spawnSync('ip', [...words], { encoding: 'utf8' });
/** Why there can be no such network here. */
const lacking = (() => {
  const made = ip('netns', 'add', NAME);
  if (made.status !== 0) return made.error?.message ?? made.stderr.trim();
  const linked = ip('link', 'add', `${LINK}a`, 'type', 'veth', 'peer', 'name', `${LINK}b`);
  return linked.status === 0 ? undefined : linked.stderr.trim();
})();
if (lacking !== undefined) process.stderr.write(`no network of two nodes here: ${lacking}\n`);

/** n2 reaches nothing on these ports any more, until the returned function is called. */
function closed(ports: string): () => void {
  const rule = ['ipproto', 'tcp', 'dport', ports, 'unreachable'];
  const added = ip('-n', NAME, 'rule', 'add', ...rule);
  if (added.status !== 0) throw new Error(added.stderr);
  return () => void ip('-n', NAME, 'rule', 'del', ...rule);
}

const before = { conf: process.env['SLURM_CONF'], cluster: process.env['COOKBOOK_CLUSTER'] };
const folder = mkdtempSync(join(tmpdir(), 'cookbook-slurm-network-'));
const cluster = (verb: string) =>
  execFileSync('bash', [join(import.meta.dirname, 'cluster.sh'), verb, folder, String(process.pid)], {
    env: { ...process.env, N1_ADDRESS: FIRST, N2_ADDRESS: SECOND, N2_NETNS: NAME },
    stdio: ['ignore', 'inherit', 'inherit'],
  });

beforeAll(() => {
  if (lacking !== undefined) return;
  ip('link', 'set', `${LINK}b`, 'netns', NAME);
  ip('addr', 'add', `${FIRST}/24`, 'dev', `${LINK}a`);
  ip('link', 'set', `${LINK}a`, 'up');
  ip('-n', NAME, 'addr', 'add', `${SECOND}/24`, 'dev', `${LINK}b`);
  ip('-n', NAME, 'link', 'set', `${LINK}b`, 'up');
  ip('-n', NAME, 'link', 'set', 'lo', 'up');
  cluster('start');
  process.env['SLURM_CONF'] = join(folder, 'slurm.conf');
  process.env['COOKBOOK_CLUSTER'] = folder;
});

afterAll(() => {
  if (process.env['COOKBOOK_CLUSTER'] === folder) cluster('stop');
  Object.assign(process.env, { SLURM_CONF: before.conf, COOKBOOK_CLUSTER: before.cluster });
  ip('link', 'del', `${LINK}a`);
  ip('netns', 'del', NAME);
  rmSync(folder, { recursive: true, force: true });
});

describe.skipIf(lacking !== undefined)('a network between the nodes', () => {
  test('that is open lets a run through', async () => {
    const run = place('network').submit();
    expect(await run.ended()).toMatchObject({ outcome: 'succeeded', where: { address: FIRST } });
    expect(run.left()).toEqual([]);
  });

  test('in which redis cannot be reached: the run ends, the node that could not reach it is named, nothing is left', async () => {
    const here = place('redis-closed');
    const run = here.submit();
    const open = closed(/redis = "(\d+)"/.exec(run.text('config.toml'))?.[1] ?? '');
    try {
      const record = await run.ended();
      expect(record.failed).toMatchObject({ node: 'n2' });
      expect(record.exitCode).not.toBe(0);
      expect(JSON.stringify(record.findings)).toContain('Error connecting to 10.231.77.1');
      await until(() => !/RUNNING|COMPLETING/.test(run.state().state), 'the end of the job');
      expect(run.state()).toMatchObject({ state: 'FAILED', exitCode: `${record.exitCode}:0` });
      expect(run.left()).toEqual([]);
      expect(here.run('runs', 'show', 'last').stdout).toContain('n2 failed first');
      await until(() => run.waited() !== undefined, 'sbatch --wait', 45);
      expect(run.waited()).toBe(record.exitCode);
    } finally {
      open();
    }
  });

  test('whose ports are closed is seen by the doctor beforehand, with the nodes and what to open', () => {
    const open = closed('20000-32767');
    try {
      const ended = place('doctor-closed').run(
        'doctor',
        '--on',
        'slurm',
        '--nodes',
        '2',
        '--gpus',
        '2',
        '--json',
      );
      const { findings } = JSON.parse(ended.stdout);
      const told = findings.filter(({ id }: { id: string }) => id === 'port-closed-between-nodes');
      expect(told.length).toBeGreaterThan(0);
      expect(JSON.stringify(told)).toContain('n2');
      expect(ended.code).toBe(69);
    } finally {
      open();
    }
  });
});

/** The script on a node, by itself: what it ends, and what it leaves alone. */
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { processes } from './processes.ts';
import { ROOT, until } from './rig.ts';

const SCRIPT = join(ROOT, 'templates/slurm/node.sh');
const started: number[] = [];

afterAll(() => {
  for (const pid of started) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // ended by the script
    }
  }
});

/** A process that an attempt left on a node; it hears no TERM. */
async function leftBy(step: string): Promise<number> {
  const { pid = 0 } = spawn('bash', ['-c', "trap '' TERM; while :; do sleep 1; done"], {
    env: { PATH: process.env['PATH'] ?? '', COOKBOOK_RUN_STEP: step },
    stdio: 'ignore',
  });
  started.push(pid);
  await until(
    () => processes().some((one) => one.pid === pid && one.environ.includes(`COOKBOOK_RUN_STEP=${step}`)),
    'its start',
  );
  return pid;
}

test('what an earlier attempt left on the node is ended before the program begins; other runs, nodes and roles are not', async () => {
  const old = await leftBy('run-a/0/n1/policy');
  const others = await Promise.all(
    ['run-a/1/n1/controller', 'run-a/0/n2/policy', 'run-b/0/n1/policy', 'run-ab/0/n1/policy'].map(leftBy),
  );
  const alive = (pid: number) => processes().some((one) => one.pid === pid);
  const done = spawnSync(
    'bash',
    [SCRIPT, 'run-a/1/n1/policy', '45', 'A=b c', '--', 'sh', '-c', 'echo "$A"; exit 3'],
    {
      encoding: 'utf8',
    },
  );
  expect([done.status, done.stdout, done.stderr]).toEqual([3, 'b c\n', '@begun\n@ended 3\n']);
  expect(alive(old)).toBe(false);
  expect(others.map(alive)).toEqual([true, true, true, true]);
});

/** A daemon whose title took the place of its environment. */
const daemon = (title: string) => `env -i PATH="$PATH" bash -c 'exec -a "${title}" sleep 60' > /dev/null &`;

test('a daemon that hides its environment is ended with its program; one of before, or of another port, is not', async () => {
  const titled = (title: string) => processes().filter(({ command }) => command.startsWith(title));
  const { pid = 0 } = spawn('bash', ['-c', 'exec -a "kept-daemon *:7001" sleep 60'], { stdio: 'ignore' });
  started.push(pid);
  await until(() => titled('kept-daemon *:7001').length === 1, 'the daemon of before');
  // Its clock ticks are hundredths of a second.
  await new Promise((done) => setTimeout(done, 50));
  const program = `${daemon('kept-daemon *:7001')} ${daemon('kept-daemon *:7002')} sleep 0.5`;
  const hidden = ['--hidden', '^kept-daemo[n] [^ ]*:7001( |$)'];
  const argv = [SCRIPT, 'run-a/1/n1/controller', '45', ...hidden, '--', 'sh', '-c', program];
  const script = spawn('bash', argv, { stdio: ['pipe', 'ignore', 'ignore'] });
  expect(await new Promise((done) => script.on('exit', done))).toBe(0);
  const left = titled('kept-daemon');
  started.push(...left.map((one) => one.pid));
  expect(titled('kept-daemon *:7001').map((one) => one.pid)).toEqual([pid]);
  expect(titled('kept-daemon *:7002')).toHaveLength(1);
});

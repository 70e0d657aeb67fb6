/** Starts of the usual verbs, and a plan for twelve clips, against `node -e 0`: the least processor time of many, as a start is too short for a median. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONFIG } from './check.mjs';
import { inTurns, least, ours, ROOT, ratio, spent } from './measure.mjs';

/** What each may take; Node.js 20's goals. */
const GOALS = {
  '--help': 2,
  list: 1.4,
  show: 1.4,
  explain: 1.4,
  'runs ls': 1.4,
  'check, 1 file': 2,
  'sft --dry-run, 12 clips': 2.5,
};

export function* rows(folder) {
  const file = join(folder, 'one.toml');
  writeFileSync(file, CONFIG('1e-6'));
  mkdirSync(join(folder, 'runs'));
  const env = { XDG_CACHE_HOME: join(folder, 'cache') };
  const plan = [
    'sft',
    '--dry-run',
    '--preset',
    'reason1-av-caption',
    '--dataset',
    join(ROOT, 'examples/avha'),
  ];
  const small = ['train.train_batch_per_replica=1', 'train.train_policy.mini_batch=1'];
  const calls = {
    node: () => spent([process.execPath, '-e', '0']),
    '--help': () => spent(ours('--help')),
    list: () => spent(ours('list')),
    show: () => spent(ours('show', 'reason1-av-caption')),
    explain: () => spent(ours('explain', 'no-steps')),
    'runs ls': () => spent(ours('runs', 'ls', '--runs-dir', join(folder, 'runs'))),
    'check, 1 file': () => spent(ours('check', file, '--engine', '0.4.7'), { wanted: [78] }),
    // Without the engine on PATH: what its interpreter takes to start and answer is not ours.
    'sft --dry-run, 12 clips': () =>
      spent(ours(...plan, ...small), { env: { ...env, PATH: folder }, cwd: folder }),
  };
  const { node, ...took } = inTurns(20, calls, least);
  for (const [name, one] of Object.entries(took)) yield ratio(name, one, node, GOALS[name]);
}

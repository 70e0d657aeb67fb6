// How long `check` takes, against Node.js itself and against the engine's own Config on the same file, in one run.
//
//   npm run bench                 this and `data check`
//   node test/bench/check.mjs 50  50 rounds of this
//
// The engine's side is the cheapest there is: `Config.from_dict` of cosmos-rl 0.4.7 in a fresh Python, without torch
// (scripts/engine-lane.sh installs it). What really rejects a file is the controller, which imports torch and more before it
// reads it; with COOKBOOK_FULL_ENGINE=<python of an environment that holds all of cosmos-rl 0.4.7> it is measured too.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');
const CLI = join(ROOT, 'dist/cli.js');
const FILES = 1000;
const rounds = Number(process.argv[2] ?? 20);
const folder = mkdtempSync(join(tmpdir(), 'cookbook-bench-'));
const config = (lr) => `redis = "12800"
[train]
output_dir = "./outputs"
epoch = 3
optm_lr = ${lr}
train_batch_per_replica = 8
[train.train_policy]
type = "sft"
mini_batch = 4
[train.ckpt]
enable_checkpoint = true
save_freq = 0
[policy]
model_name_or_path = "nvidia/Cosmos-Reason1-7B"
[policy.parallelism]
tp_size = 1
dp_shard_size = 4
[logging]
logger = ["console"]
`;
const ENGINE = `
import importlib.util, sys
sys.modules["cosmos_rl"] = importlib.util.module_from_spec(importlib.util.find_spec("cosmos_rl"))
import toml
from cosmos_rl.policy.config import Config
try:
    Config.from_dict(toml.load(sys.argv[1]))
except ValueError as error:
    sys.exit(78)
`;

function timed(wanted, command, ...args) {
  const started = performance.now();
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 28 });
  const ms = performance.now() - started;
  if (status !== wanted)
    throw new Error(`${command} ${args[0]} ended with ${status}, not ${wanted}: ${stderr}`);
  return ms;
}

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

try {
  const file = join(folder, 'one.toml');
  const many = join(folder, 'many');
  writeFileSync(file, config('1e-6'));
  mkdirSync(many);
  for (let i = 0; i < FILES; i += 1) writeFileSync(join(many, `${i}.toml`), config(`${i + 1}e-9`));
  const python = join(ROOT, process.env.COOKBOOK_ENGINE_DIR ?? '.engine', 'v-0.4.7/bin/python');
  const runs = {
    'node -e 0': () => timed(0, process.execPath, '-e', '0'),
    'check, 1 file': () => timed(78, process.execPath, CLI, 'check', file, '--engine', '0.4.7'),
    ...(existsSync(python) ? { 'Config of 0.4.7, 1 file': () => timed(78, python, '-c', ENGINE, file) } : {}),
  };
  const times = Object.fromEntries(Object.keys(runs).map((name) => [name, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const [name, run] of Object.entries(runs)) {
      const ms = run();
      if (round > 0) times[name].push(ms);
    }
  }
  const node = median(times['node -e 0']);
  const row = (name, ms, more = '') =>
    process.stdout.write(
      `${name.padEnd(28)}${ms.toFixed(1).padStart(9)} ms ${(ms / node).toFixed(2).padStart(7)}x${more}\n`,
    );
  for (const [name, all] of Object.entries(times))
    row(name, median(all), `  best ${Math.min(...all).toFixed(1)} ms`);
  const all = median(
    [0, 1, 2].map(() => timed(78, process.execPath, CLI, 'check', many, '--engine', '0.4.7', '--json')),
  );
  row(`check, ${FILES} files, one call`, all, `  ${(all / FILES).toFixed(2)} ms a file`);
  const full = process.env.COOKBOOK_FULL_ENGINE;
  if (full !== undefined) {
    process.env.COSMOS_ROLE = 'Controller';
    const controller = ['-m', 'cosmos_rl.dispatcher.run_web_panel', '--config', file, '--port', '18123'];
    const real = median([0, 1, 2].map(() => timed(1, full, ...controller)));
    row('controller of 0.4.7, 1 file', real);
    process.stdout.write(
      `the controller takes ${(real / median(times['check, 1 file'])).toFixed(0)}x as long as check to reject one file\n`,
    );
  }
  const engine = times['Config of 0.4.7, 1 file'];
  if (engine === undefined)
    process.stdout.write(`the engine is not installed here: run scripts/engine-lane.sh\n`);
  else {
    process.stdout.write(
      `the engine's Config takes ${(median(engine) / median(times['check, 1 file'])).toFixed(1)}x as long as check for one file, `,
    );
    process.stdout.write(
      `and ${(median(engine) / (all / FILES)).toFixed(0)}x as long as one of ${FILES} files in one call\n`,
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

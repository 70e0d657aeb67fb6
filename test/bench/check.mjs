/** `check` of many files in one call, of hostile ones, and beside the engine's own Config on the same file. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inTurns, ours, ROOT, ratio, spent } from './measure.mjs';

/** A config as people write it, with one mistake. */
export const CONFIG = (lr) => `redis = "12800"
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

/** The cheapest there is of the engine (scripts/engine-lane.sh installs it): its class in a fresh Python, without torch. */
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

/** 240 KB each of what makes a reader or a search slow. */
const HOSTILE = {
  'unknown keys': Array.from({ length: 12_000 }, (_, at) => `optm_lrx${at} = ${at}`).join('\n'),
  'tables in tables': Array.from({ length: 6000 }, (_, at) => `[train.a${at}.b.c.d.e.f.g.h.i]\nk = 1`).join(
    '\n',
  ),
  'a deep array': `k = ${'['.repeat(120_000)}${']'.repeat(120_000)}`,
  'dotted keys': Array.from({ length: 2000 }, (_, at) => `${'a.'.repeat(50)}k${at} = 1`).join('\n'),
  'a long string': `k = "${'\\u0041 '.repeat(34_000)}"`,
  'an inline table': `k = { ${Array.from({ length: 20_000 }, (_, at) => `k${at} = 1`).join(', ')} }`,
  'one open string': `k = """\n${"'''\n\\\n\"\"x\n".repeat(20_000)}`,
};

export function* rows(folder) {
  for (const [count, rounds] of [
    [1000, 3],
    [10_000, 1],
  ]) {
    const many = join(folder, `many-${count}`);
    mkdirSync(many);
    for (let at = 0; at < count; at += 1) writeFileSync(join(many, `${at}.toml`), CONFIG(`${at + 1}e-9`));
    const call = () => spent(ours('check', many, '--engine', '0.4.7', '--json'), { wanted: [78] });
    const { check } = inTurns(rounds, { check: call });
    const detail = `${(check.cpu / 1000).toFixed(1)} s of processor, ${(check.wall / 1000).toFixed(1)} s of wall time`;
    yield {
      what: `check, ${count} files`,
      value: check.cpu / count,
      unit: 'ms a file',
      goal: 3,
      detail,
      memory: check.memory,
    };
  }
  let worst;
  for (const [kind, text] of Object.entries(HOSTILE)) {
    const file = join(folder, 'hostile.toml');
    writeFileSync(file, text);
    const took = spent(ours('check', file, '--engine', '0.4.7'), { wanted: [0, 78] });
    if (worst === undefined || took.cpu > worst.took.cpu) worst = { kind, took };
  }
  const { kind, took } = worst;
  yield {
    what: 'check, hostile TOML',
    value: took.cpu / 1000,
    unit: 's',
    goal: 1,
    detail: `the slowest of ${Object.keys(HOSTILE).length}: ${kind}`,
    memory: took.memory,
  };
  const python = join(ROOT, process.env.COOKBOOK_ENGINE_DIR ?? '.engine', 'v-0.4.7/bin/python');
  if (!existsSync(python)) return;
  const file = join(folder, 'one.toml');
  writeFileSync(file, CONFIG('1e-6'));
  const both = inTurns(5, {
    engine: () => spent([python, '-c', ENGINE, file], { wanted: [78] }),
    check: () => spent(ours('check', file, '--engine', '0.4.7'), { wanted: [78] }),
  });
  yield ratio("check : the engine's own Config", both.check, both.engine, 1);
}

/** What watching a run costs while its engine is silent, and after it wrote 100 MB at once. The engine is a few lines of Python. */
import { spawn } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeLog } from './log.mjs';
import { CLI, INTERPRETER, ROOT } from './measure.mjs';

const IDLE_SECONDS = 30;

/** Seconds of processor time that a process has had, and its resident MB. Its threads are asked: the clock of `stat` ticks too seldom. */
function usage(pid) {
  const threads = readdirSync(`/proc/${pid}/task`).map((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8'),
  );
  const nanoseconds = threads.reduce((sum, line) => sum + Number(line.split(' ')[0]), 0);
  const resident = /VmRSS:\s*(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return { seconds: nanoseconds / 1e9, memory: Number(resident) / 1024 };
}

async function until(condition, what) {
  for (let turn = 0; turn < 1200; turn += 1) {
    if (condition()) return;
    await sleep(25);
  }
  throw new Error(`waited in vain for ${what}`);
}

export async function* rows(folder) {
  const bin = join(folder, 'bin');
  cpSync(join(ROOT, 'test/fixtures/bin'), bin, { recursive: true });
  symlinkSync(join(bin, 'python'), join(bin, 'python3'));
  const [head, burst, now] = ['head.log', 'burst.log', 'now'].map((name) => join(folder, name));
  makeLog(head, 0.05);
  const last = makeLog(burst, 100);
  const engine = `#!/usr/bin/env python3
import os, shutil, sys, time
def put(path):
    with open(path, "rb") as source:
        shutil.copyfileobj(source, sys.stdout.buffer)
    sys.stdout.flush()
put("${head}")
while not os.path.exists("${now}"):
    time.sleep(0.05)
put("${burst}")
time.sleep(600)
`;
  writeFileSync(join(bin, 'cosmos-rl'), engine);
  chmodSync(join(bin, 'cosmos-rl'), 0o755);
  const model = join(folder, 'model');
  mkdirSync(model);
  writeFileSync(join(model, 'config.json'), '{"model_type": "qwen2_5_vl"}');
  const args = ['sft', '--preset', 'reason1-av-caption', '--gpus', '1', '--batch', '1', '--model', model];
  const small = [
    'train.train_policy.mini_batch=1',
    'train.max_num_steps=9000000',
    'train.optm_warmup_steps=2',
  ];
  const data = ['--dataset', join(ROOT, 'examples/avha')];
  const child = spawn(process.execPath, [CLI, ...args, ...small, ...data], {
    cwd: folder,
    env: {
      ...process.env,
      PATH: `${bin}:${process.env.PATH}`,
      HOME: folder,
      FAKE_REAL_PYTHON: INTERPRETER,
      COOKBOOK_GPU_LEASES: join(folder, 'gpus'),
      COOKBOOK_REDIS_LOG: join(folder, 'redis.log'),
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    said += text;
  });
  const ended = new Promise((done) => child.on('exit', done));
  try {
    const runs = join(folder, 'runs');
    const metrics = () => {
      if (child.exitCode !== null) throw new Error(`sft ended with ${child.exitCode}: ${said}`);
      const run = existsSync(runs) ? readdirSync(runs).find((name) => name !== 'last') : undefined;
      const path = run === undefined ? '' : join(runs, run, 'metrics.ndjson');
      return existsSync(path) && statSync(path).size > 0 ? path : undefined;
    };
    await until(() => metrics() !== undefined, 'the first step');
    await sleep(2000);
    const before = usage(child.pid);
    await sleep(IDLE_SECONDS * 1000);
    const idle = usage(child.pid);
    const share = (100 * (idle.seconds - before.seconds)) / IDLE_SECONDS;
    yield {
      what: 'supervising a silent engine',
      value: share,
      unit: '% of a core',
      goal: 0.2,
      detail: `over ${IDLE_SECONDS} s`,
      memory: idle.memory,
    };
    const path = metrics();
    writeFileSync(now, '');
    const started = performance.now();
    const caughtUp = () => readFileSync(path).subarray(-4096).includes(`"step":${last}`);
    await until(caughtUp, `step ${last} in ${path}`);
    const seconds = (performance.now() - started) / 1000;
    const after = usage(child.pid);
    const detail = `of processor; ${seconds.toFixed(1)} s by the clock, the reading of the metrics in it`;
    yield {
      what: 'supervising a burst of 100 MB',
      value: after.seconds - idle.seconds,
      unit: 's',
      goal: 2,
      detail,
      memory: after.memory,
    };
  } finally {
    child.kill('SIGINT');
    await Promise.race([ended, sleep(15_000)]);
    child.kill('SIGKILL');
  }
}

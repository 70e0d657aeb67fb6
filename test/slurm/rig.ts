/** A place of its own for one test on the cluster: a folder, a PATH with `python`, the stand-in engine, and the real cookbook-run. */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll } from 'vitest';
import { tellWhenFailed } from './failure.ts';
import { processes } from './processes.ts';

export const ROOT = resolve(import.meta.dirname, '../..');
export const CLI = join(ROOT, 'dist/cli.js');
const PYTHON = execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], {
  encoding: 'utf8',
}).trim();

/** How a command ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a test does on the cluster. */
export interface Place {
  readonly folder: string;
  /** cookbook-run, to its end. */
  run(...args: readonly string[]): Ended;
  /** `sft --on slurm` on two nodes of two GPUs; returns the run. */
  submit(env?: Readonly<Record<string, string>>, ...more: readonly string[]): Submitted;
  /** Another command with `--on slurm`, handed in. */
  submitAs(args: readonly string[], env?: Readonly<Record<string, string>>): Submitted;
  /** The same, only written: its job.sh is for plain sbatch. */
  prepared(env?: Readonly<Record<string, string>>, ...more: readonly string[]): Submitted;
  slurm(program: string, ...args: readonly string[]): Ended;
  /** Puts a program of ours before one of Slurm's; it gets the path of the one that it stands for. */
  instead(program: string, script: (real: string) => string): void;
  /** A file system of two megabytes of its own. */
  smallDisk(): string;
}

/** A run that was handed in. */
export interface Submitted {
  readonly id: string;
  readonly folder: string;
  readonly job: string;
  // biome-ignore lint/suspicious/noExplicitAny: documents are looked at field by field
  record(): any;
  /** Waits until the engine has said it. */
  said(text: string | RegExp, seconds?: number): Promise<void>;
  log(): string;
  /** A file of its folder. */
  text(file: string): string;
  /** Waits for the end of the record. */
  // biome-ignore lint/suspicious/noExplicitAny: documents are looked at field by field
  ended(seconds?: number): Promise<any>;
  /** The same where the job is queued again on its way: what Slurm makes wait two minutes is started at once. */
  // biome-ignore lint/suspicious/noExplicitAny: documents are looked at field by field
  endedSoon(seconds?: number): Promise<any>;
  /** `JobState`, `Restarts` and `ExitCode` of `scontrol show job`. */
  state(): { readonly state: string; readonly restarts: number; readonly exitCode: string };
  /** The code of `sbatch --wait`, which hands in every job here; it looks every 2 to 32 s. */
  waited(): number | undefined;
  /** Live processes of the run on a node. */
  left(node?: string): readonly string[];
}

/** Polls until it holds. */
export async function until(condition: () => boolean, what: string, seconds = 60): Promise<void> {
  for (let turn = 0; turn < seconds * 10; turn += 1) {
    if (condition()) return;
    await sleep(100);
  }
  throw new Error(`waited in vain for ${what}`);
}

const folders: string[] = [];
const disks: string[] = [];

afterAll(() => {
  for (const disk of disks) spawnSync('umount', ['-l', disk]);
  for (const folder of folders) {
    spawnSync('scancel', ['--name', folder.split('/').at(-1) ?? '']);
    // A job that was cancelled may still write its last words there.
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
    // `sbatch --wait` looks seldom, and for ever when its cluster is gone. Behind the removal: what wraps it writes its code there.
    spawnSync('pkill', ['-f', `sbatch .*${folder}/`]);
  }
});

/** Options that make a run of twelve small steps. */
export const SMALL = [
  '--preset',
  'reason1-av-caption',
  '--engine',
  '0.4.7',
  '--batch',
  '1',
  'train.train_policy.mini_batch=1',
  'train.max_num_steps=12',
  'train.optm_warmup_steps=2',
  'train.ckpt.save_freq=4',
  'validation.enable=false',
] as const;

/** sbatch that stays with the job in the background, and keeps the code with which it ends then. */
const waiting = (real: string, folder: string) => `#!/bin/bash
case "$*" in *--test-only* | *--wait*) exec ${real} "$@" ;; esac
out=$(mktemp ${folder}/.sbatch-XXXXXX)
(
  ${real} --wait "$@" > $out 2> $out.why
  code=$?
  id=$(grep -oE '^[0-9]+' $out | head -1)
  echo $code > ${folder}/.waited-\${id:-none}
  echo $code > $out.code
) < /dev/null > /dev/null 2>&1 &
while [ ! -s $out ] && [ ! -s $out.code ]; do sleep 0.05; done
cat $out
[ -s $out ] || { cat $out.why >&2; exit $(cat $out.code); }
`;

/** A new place; its folder goes at the end of the test file. */
export function place(name: string): Place {
  const folder = mkdtempSync(join(tmpdir(), `cookbook-on-slurm-${name}-`));
  folders.push(folder);
  const runs: string[] = [];
  tellWhenFailed(folder, runs);
  for (const part of ['.bin', '.model']) mkdirSync(join(folder, part));
  symlinkSync(PYTHON, join(folder, '.bin/python'));
  const instead = (program: string, script: (real: string) => string) => {
    const path = join(folder, '.bin', program);
    const former = `${path}.of-${readdirSync(join(folder, '.bin')).length}`;
    if (existsSync(path)) renameSync(path, former);
    const real = existsSync(former)
      ? former
      : execFileSync('sh', ['-c', `command -v ${program}`], { encoding: 'utf8' }).trim();
    writeFileSync(path, script(real), { mode: 0o755 });
  };
  instead('sbatch', (real) => waiting(real, folder));
  cpSync(join(ROOT, 'examples/avha'), join(folder, 'avha'), { recursive: true });
  writeFileSync(join(folder, '.model/config.json'), '{"model_type": "qwen2_5_vl"}');
  const header = '{"lm_head.weight": {"dtype": "BF16", "shape": [24, 16], "data_offsets": [0, 768]}}'.padEnd(
    248,
  );
  const weights = Buffer.concat([Buffer.alloc(8), Buffer.from(header), Buffer.alloc(768)]);
  weights.writeBigUInt64LE(248n);
  writeFileSync(join(folder, '.model/model.safetensors'), weights);
  const environment = (env: Readonly<Record<string, string>> = {}) => ({
    ...Object.fromEntries(
      Object.entries(process.env).filter(([key]) => !/^(VITEST|NODE_|SLURM_(?!CONF))/.test(key)),
    ),
    PATH: `${folder}/.bin:${process.env['PATH']}`,
    HOME: folder,
    PYTHONPATH: join(ROOT, 'test/slurm/engine'),
    PYTHONDONTWRITEBYTECODE: '1',
    ...env,
  });
  const call = (program: string, args: readonly string[], env?: Readonly<Record<string, string>>): Ended => {
    const done = spawnSync(program, [...args], {
      cwd: folder,
      env: environment(env),
      encoding: 'utf8',
      timeout: 110_000,
    });
    return { code: done.status, stdout: done.stdout, stderr: done.stderr };
  };
  const cookbook = (args: readonly string[], env?: Readonly<Record<string, string>>) =>
    call(process.execPath, [CLI, ...args], env);
  return {
    folder,
    run: (...args) => cookbook(args),
    slurm: (program, ...args) => call(program, args),
    instead,
    smallDisk() {
      const disk = join(folder, 'disk');
      mkdirSync(disk);
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', disk]);
      disks.push(disk);
      return disk;
    },
    submit: (env, ...more) => runOf(env, more),
    submitAs: (args, env) => runOf(env, [], args),
    prepared: (env, ...more) => runOf(env, [...more, '--dry-run']),
  };
  function runOf(
    env: Readonly<Record<string, string>> = {},
    more: readonly string[] = [],
    args: readonly string[] = [
      ...['sft', ...SMALL, '--model', join(folder, '.model'), '--dataset', join(folder, 'avha')],
      ...['--on', 'slurm', '--nodes', '2', '--gpus', '2', '--json'],
    ],
  ): Submitted {
    const done = cookbook([...args, ...more], env);
    if (done.code !== 0) throw new Error(`not submitted (${done.code}):\n${done.stdout}\n${done.stderr}`);
    const answer = JSON.parse(done.stdout);
    const runFolder = answer.record ?? /supervise (\S+)/.exec(answer.plan.script)?.[1];
    const id = runFolder.split('/').at(-1);
    runs.push(runFolder);
    const job = answer.job ?? { id: '0' };
    const text = (file: string) => {
      try {
        return readFileSync(join(runFolder, file), 'utf8');
      } catch {
        return '';
      }
    };
    const one: Submitted = {
      id,
      folder: runFolder,
      job: job.id,
      record: () => JSON.parse(text('run.json') || '{}'),
      log: () => text('engine.log'),
      text,
      async said(what, seconds = 60) {
        const holds = () => (typeof what === 'string' ? one.log().includes(what) : what.test(one.log()));
        await until(
          holds,
          `${what} in\n${one.log().slice(-2000)}\n${text(`slurm-${job.id}.log`).slice(-2000)}`,
          seconds,
        );
      },
      async ended(seconds = 90) {
        try {
          await until(() => one.record().status === 'ended', 'the end', seconds);
        } catch (error) {
          throw new Error(`${error}\n${one.log().slice(-3000)}\n${text(`slurm-${job.id}.log`).slice(-3000)}`);
        }
        return one.record();
      },
      async endedSoon(seconds = 90) {
        // Slurm revokes the credential of the part before by the second: a start within the same one is refused for good (22.05).
        let waits = 0;
        const push = setInterval(() => {
          waits = one.state().state === 'PENDING' ? waits + 1 : 0;
          if (waits > 2) call('scontrol', ['update', `jobid=${job.id}`, 'StartTime=now']);
        }, 1000);
        try {
          return await one.ended(seconds);
        } finally {
          clearInterval(push);
        }
      },
      state() {
        const shown = call('scontrol', ['--oneliner', 'show', 'job', job.id]).stdout;
        const word = (key: string) => new RegExp(` ${key}=(\\S+)`).exec(shown)?.[1] ?? '';
        return { state: word('JobState'), restarts: Number(word('Restarts')), exitCode: word('ExitCode') };
      },
      waited() {
        const path = join(folder, `.waited-${job.id}`);
        const code = existsSync(path) ? readFileSync(path, 'utf8').trim() : '';
        return code === '' ? undefined : Number(code);
      },
      left(node) {
        const redis = Number(/redis = "(\d+)"/.exec(text('config.toml'))?.[1] ?? 0);
        return processes()
          .filter(
            ({ environ, command }) =>
              (environ.includes(`COOKBOOK_RUN_ID=${id}`) &&
                (node === undefined || environ.includes(`SLURMD_NODENAME=${node}`))) ||
              (node !== 'n2' && command.startsWith(`redis-server 0.0.0.0:${redis} `)),
          )
          .map(({ pid, command }) => `${pid} ${command}`);
      },
    };
    return one;
  }
}

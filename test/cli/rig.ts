/** A place of its own for one CLI test: a folder, a PATH with a fake engine and host, and the real cookbook-run. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll } from 'vitest';

export const ROOT = resolve(import.meta.dirname, '../..');
export const CLI = join(ROOT, 'dist/cli.js');
const BIN = join(ROOT, 'test/fixtures/bin');

/** Programs of the system that the fakes and the printed command need. */
const SYSTEM = ['sh', 'bash', 'env', 'sleep', 'cat', 'printf'];

/** How one invocation ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A running invocation. */
export interface Started {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly ended: Promise<Ended>;
  stderr(): string;
  /** Waits until stdout or stderr holds the text. */
  said(text: string | RegExp): Promise<void>;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** `--gpus 1` and one sample a step: 20 steps, as in the recorded run that the fake engine replays. */
const SMALL = [
  '--preset',
  'reason1-av-caption',
  '--gpus',
  '1',
  '--batch',
  '1',
  'train.train_policy.mini_batch=1',
  'train.max_num_steps=20',
  'train.optm_warmup_steps=2',
] as const;

export interface Rig {
  readonly folder: string;
  readonly bin: string;
  /** Folder of temporary files, empty at the start. */
  readonly temporary: string;
  /** A copy of examples/avha. */
  dataset(name?: string): string;
  /** Arguments of a small `sft` run: a tiny model folder, a copy of the example data, `SMALL`, and `more`. */
  sft(...more: readonly string[]): readonly string[];
  run(args: readonly string[], env?: Environment, cwd?: string): Promise<Ended>;
  start(args: readonly string[], env?: Environment, cwd?: string): Started;
  /** Runs a line in a shell that knows `cookbook-run`. */
  shell(line: string): Promise<Ended>;
  /** Removes a program from PATH. */
  without(program: string): void;
  /** The newest run's folder below runs/. */
  lastRun(runs?: string): string;
}

function realProgram(name: string): string {
  const found = (process.env['PATH'] ?? '')
    .split(':')
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));
  if (found === undefined) throw new Error(`${name} is needed by the tests`);
  return realpathSync(found);
}

/** The interpreter itself: what PATH finds first may be a shim that needs half the system. */
const PYTHON = execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], {
  encoding: 'utf8',
}).trim();

const rigs: string[] = [];

afterAll(() => {
  for (const folder of rigs) {
    for (const { pid } of processesIn(folder)) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // ended meanwhile
      }
    }
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
});

/** A new rig; its folder and whatever still runs in it go at the end of the test file. */
export function rig(name = 'rig', cli = CLI): Rig {
  const folder = mkdtempSync(join(tmpdir(), `cookbook-${name}-`));
  const bin = join(folder, '.bin');
  const temporary = join(folder, '.tmp');
  const model = join(folder, '.model');
  for (const path of [bin, temporary, model]) mkdirSync(path);
  writeFileSync(join(model, 'config.json'), '{"model_type": "qwen2_5_vl"}');
  // A sound header of 248 bytes, and weights of zeros up to 1024.
  const header = '{"lm_head.weight": {"dtype": "BF16", "shape": [24, 16], "data_offsets": [0, 768]}}'.padEnd(
    248,
  );
  const weights = Buffer.concat([Buffer.alloc(8), Buffer.from(header), Buffer.alloc(768)]);
  weights.writeBigUInt64LE(248n);
  writeFileSync(join(model, 'model.safetensors'), weights);
  for (const fake of readdirSync(BIN)) symlinkSync(join(BIN, fake), join(bin, fake));
  symlinkSync(join(BIN, 'python'), join(bin, 'python3'));
  for (const program of SYSTEM) symlinkSync(realProgram(program), join(bin, program));
  symlinkSync(process.execPath, join(bin, 'node'));
  rigs.push(folder);
  const environment = (env: Environment): Record<string, string> => {
    const all: Environment = {
      PATH: bin,
      HOME: folder,
      TMPDIR: temporary,
      COOKBOOK_REDIS_LOG: join(temporary, 'redis.log'),
      LANG: 'C.UTF-8',
      FAKE_REAL_PYTHON: PYTHON,
      FAKE_RIG: folder,
      COOKBOOK_GPU_LEASES: join(folder, 'gpus'),
      ...env,
    };
    return Object.fromEntries(
      Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined),
    );
  };
  const launch = (command: string, args: readonly string[], env: Environment, cwd: string): Started => {
    const child = spawn(command, args, {
      cwd,
      env: environment(env),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    const ended = new Promise<Ended>((done, fail) => {
      child.on('error', fail);
      child.on('close', (code, signal) => done({ code, signal, stdout, stderr }));
    });
    let over = false;
    ended.then(
      () => {
        over = true;
      },
      () => {},
    );
    return {
      child,
      pid: child.pid ?? -1,
      ended,
      stderr: () => stderr,
      async said(text) {
        const holds = () =>
          typeof text === 'string' ? (stdout + stderr).includes(text) : text.test(stdout + stderr);
        for (let turn = 0; turn < 2400 && !holds(); turn += 1) {
          if (over) throw new Error(`ended without saying ${text}:\n${stdout}\n${stderr}`);
          await sleep(50);
        }
        if (!holds()) throw new Error(`never said ${text}:\n${stdout}\n${stderr}`);
      },
    };
  };
  const start = (args: readonly string[], env: Environment = {}, cwd = folder): Started =>
    launch(process.execPath, [cli, ...args], env, cwd);
  return {
    folder,
    bin,
    temporary,
    dataset(wanted = 'avha') {
      const path = join(folder, wanted);
      cpSync(join(ROOT, 'examples/avha'), path, { recursive: true });
      return path;
    },
    sft(...more) {
      const data = more.includes('--dataset') ? [] : ['--dataset', this.dataset()];
      return ['sft', ...SMALL, '--model', model, ...data, ...more];
    },
    start,
    run: (args, env, cwd) => start(args, env, cwd).ended,
    shell: (line) =>
      launch(join(bin, 'bash'), ['-c', `cookbook-run() { node '${cli}' "$@"; }\n${line}`], {}, folder).ended,
    without: (program) => {
      if (lstatSync(join(bin, program), { throwIfNoEntry: false }) !== undefined)
        unlinkSync(join(bin, program));
    },
    lastRun(runs = join(folder, 'runs')) {
      // The names of two runs in one second do not tell; their folders are made one after the other.
      const born = (name: string) => statSync(join(runs, name)).birthtimeMs;
      const last = readdirSync(runs)
        .filter((name) => name !== 'last')
        .sort((a, b) => born(a) - born(b))
        .at(-1);
      if (last === undefined) throw new Error(`no run in ${runs}`);
      return join(runs, last);
    },
  };
}

/** One process, as /proc shows it. */
interface Seen {
  readonly pid: number;
  readonly command: string;
  readonly environ: readonly string[];
  /** The folder it works in. */
  readonly folder: string;
}

function processes(): readonly Seen[] {
  return readdirSync('/proc').flatMap((name): Seen[] => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      if (/\) [ZX] /.test(stat)) return [];
      return [
        {
          pid: Number(name),
          command: readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim(),
          environ: readFileSync(`/proc/${name}/environ`, 'utf8').split('\0'),
          folder: readlinkSync(`/proc/${name}/cwd`),
        },
      ];
    } catch {
      return [];
    }
  });
}

/** Every process that was started from a rig, cookbook-run itself included. */
export function processesIn(folder: string): readonly Seen[] {
  return processes().filter((one) => one.environ.includes(`FAKE_RIG=${folder}`));
}

/** The port of a run's redis. */
function redisOf(run: string): string {
  const path = join(run, 'config.toml');
  return (existsSync(path) ? /redis = "(\d+)"/.exec(readFileSync(path, 'utf8')) : undefined)?.[1] ?? 'none';
}

/** Whether a later run beside this one was given its port again: a redis on it is then that one's. */
function portWentOn(run: string, port: string): boolean {
  const born = (path: string) => statSync(path).birthtimeMs;
  return readdirSync(dirname(run))
    .map((name) => join(dirname(run), name))
    .some((other) => other !== run && redisOf(other) === port && born(other) > born(run));
}

/** What is left of a run: by its tag, and its redis by the port in its title, started in the same rig: another may have that port. */
export function leftOf(run: string): readonly Seen[] {
  const port = redisOf(run);
  const id = run.split('/').at(-1);
  const home = rigs.find((folder) => run.startsWith(`${folder}/`)) ?? '/';
  return processes().filter(
    (one) =>
      one.environ.includes(`COOKBOOK_RUN_ID=${id}`) ||
      (one.command.startsWith(`redis-server 0.0.0.0:${port} `) &&
        one.folder.startsWith(home) &&
        !portWentOn(run, port)),
  );
}

/** A JSON document. */
// biome-ignore lint/suspicious/noExplicitAny: documents of the CLI are looked at field by field
export function json(text: string): any {
  return JSON.parse(text);
}

/** A JSON file of a run's record. */
export function recordOf(run: string) {
  return json(readFileSync(join(run, 'run.json'), 'utf8'));
}

/** Every file below a folder, relative. */
export function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
}

/** Polls until `condition` holds. */
export async function until(condition: () => boolean, what: string, seconds = 120): Promise<void> {
  for (let turn = 0; turn < seconds * 20; turn += 1) {
    if (condition()) return;
    await sleep(50);
  }
  throw new Error(`waited in vain for ${what}`);
}

/** Ids of findings. */
export function ids(findings: ReadonlyArray<{ readonly id: string }>): readonly string[] {
  return findings.map((finding) => finding.id);
}

/** Runs a command line in sh; throws if it fails. */
export function shell(line: string, env: Record<string, string>): string {
  return execFileSync('/bin/sh', ['-c', line], { env, encoding: 'utf8' });
}

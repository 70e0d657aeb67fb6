/** Looks at the host once, all questions at the same time; what cannot be read becomes a reason. */
import { networkInterfaces } from 'node:os';
import { resolve } from 'node:path';
import { probeEngine } from '../engine/cosmos-rl/probe/engine.ts';
import { probeRedisLog, probeRedisServer } from '../engine/cosmos-rl/probe/redis.ts';
import type { Need } from '../host/check.ts';
import { type Fact, type HostFacts, NOT_ASKED } from '../host/facts.ts';
import { programPaths } from '../host/program-path.ts';
import type { Io } from '../io.ts';
import { probeOptFolder, probeOutput, probeSharedMemory } from './probe/folders.ts';
import { probeGpus } from './probe/gpus.ts';
import { probePorts } from './probe/ports.ts';

/** How long to wait for one answer, and the places the engine has fixed in its code. */
export interface ProbeOptions {
  readonly timeoutMs?: number;
  /** redis' working folder: `dir /opt` in `write_redis_config` (cosmos_rl/utils/network_util.py:410, 0.4.7). */
  readonly optFolder?: string;
  /** Default of `--redis-logfile-path` (cosmos_rl/dispatcher/data/packer/base.py:46, 0.4.7). */
  readonly redisLog?: string;
  readonly sharedMemory?: string;
}

const TIMEOUT_MS = 10_000;
const notAsked = { ok: false, reason: NOT_ASKED } as const;

/** A fact, or the reason why it did not come in time or not at all. */
async function settle<T>(what: string, timeoutMs: number, work: Promise<Fact<T>>): Promise<Fact<T>> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Fact<T>>((done) => {
    timer = setTimeout(
      () => done({ ok: false, reason: `${what}: no answer within ${timeoutMs / 1000} s` }),
      timeoutMs,
    );
  });
  try {
    return await Promise.race([work, late]);
  } catch (error) {
    return { ok: false, reason: `${what}: ${error instanceof Error ? error.message : String(error)}` };
  } finally {
    clearTimeout(timer);
  }
}

function cliOf(programs: HostFacts['programs']): HostFacts['redisCli'] {
  if (!programs.ok) return programs;
  const path = programs.value['redis-cli'];
  return path === undefined
    ? { ok: false, reason: 'redis-cli is not on PATH' }
    : { ok: true, value: { path } };
}

/** Where Python's tempfile, and so the engine, puts its temporary files. */
function temporaryFolder(env: Io['env']): string {
  return env['TMPDIR'] || env['TEMP'] || env['TMP'] || '/tmp';
}

/** Switches that the engine reads as on: anything but empty, 0, false, no (network_util.py:339, 0.4.7). */
function isOn(value: string | undefined): boolean {
  return !['', '0', 'false', 'no'].includes((value ?? '').trim().toLowerCase());
}

/** What only a described launch makes worth asking: its ports, its output folder, its script. */
async function probeLaunch(
  need: Need,
  io: Pick<Io, 'cwd'>,
  timeoutMs: number,
): Promise<Pick<HostFacts, 'busyPorts' | 'output'> & { readonly script: readonly string[] }> {
  const { ports, outputDir, script } = need;
  const [busyPorts, output] = await Promise.all([
    ports === undefined ? notAsked : settle('ports', timeoutMs, probePorts(Object.values(ports.numbers))),
    outputDir === undefined ? notAsked : settle('output folder', timeoutMs, probeOutput(outputDir, io.cwd)),
  ]);
  return { busyPorts, output, script: script === undefined ? [] : [resolve(io.cwd, script)] };
}

/** The facts of a host that was probed before its launch was described, completed with what the launch asks for. */
export async function completeFacts(
  facts: HostFacts,
  need: Need,
  io: Pick<Io, 'cwd'>,
  options: ProbeOptions = {},
): Promise<HostFacts> {
  const { script, ...launch } = await probeLaunch(need, io, options.timeoutMs ?? TIMEOUT_MS);
  const { shellPaths } = facts;
  return {
    ...facts,
    ...launch,
    shellPaths: shellPaths.ok ? { ok: true, value: [...script, ...shellPaths.value] } : shellPaths,
  };
}

/** Interfaces with an address that others can reach; the addresses themselves stay here. */
function interfaceNames(): readonly string[] {
  return Object.entries(networkInterfaces())
    .filter(([, addresses]) => addresses?.some(({ internal }) => !internal) === true)
    .map(([name]) => name)
    .sort();
}

/** Everything the checks may ask about this host. Never throws, and answers within about twice the timeout. */
export async function probeHost(
  need: Need,
  io: Pick<Io, 'env' | 'cwd'>,
  options: ProbeOptions = {},
): Promise<HostFacts> {
  const {
    timeoutMs = TIMEOUT_MS,
    optFolder = '/opt',
    // The variable is for hosts that start redis with another --redis-logfile-path, tests among them.
    redisLog = io.env['COOKBOOK_REDIS_LOG'] ?? '/tmp/redis.log',
    sharedMemory = '/dev/shm',
  } = options;
  const within = <T>(what: string, work: Promise<Fact<T>>): Promise<Fact<T>> => settle(what, timeoutMs, work);
  const programs = await within('PATH', programPaths(io));
  const [engineParts, gpuParts, redisServer, opt, log, memory] = await Promise.all([
    probeEngine(io, timeoutMs).catch((error: unknown) => {
      const unknown = { ok: false, reason: `cosmos-rl could not be looked at: ${String(error)}` } as const;
      return { engine: unknown, engineLookup: unknown, pathPython: unknown, prefix: undefined };
    }),
    programs.ok
      ? probeGpus(io, programs.value['nvidia-smi'], timeoutMs)
      : { gpus: programs, nvidiaSmi: programs },
    programs.ok ? probeRedisServer(io, programs.value['redis-server'], timeoutMs) : programs,
    within(optFolder, probeOptFolder(optFolder)),
    within(redisLog, probeRedisLog(redisLog)),
    within(sharedMemory, probeSharedMemory(sharedMemory)),
  ]);
  const { prefix, ...engine } = engineParts;
  const host: HostFacts = {
    ...engine,
    ...gpuParts,
    programs,
    redisServer,
    redisCli: cliOf(programs),
    redisNoTls: { ok: true, value: isOn(io.env['COSMOS_REDIS_NO_TLS']) },
    busyPorts: notAsked,
    optFolder: opt,
    redisLog: log,
    output: notAsked,
    sharedMemory: memory,
    shellPaths: {
      ok: true,
      value: [temporaryFolder(io.env), ...(prefix === undefined ? [] : [prefix])],
    },
    networkInterfaces: { ok: true, value: interfaceNames() },
    leptonVariables: {
      ok: true,
      value: Object.keys(io.env)
        .filter((name) => name.startsWith('LEPTON_') && io.env[name] !== undefined)
        .sort(),
    },
  };
  return completeFacts(host, need, io, { timeoutMs });
}

/** The Python that the engine runs in, or why there is none. */
export async function enginePython(
  io: Pick<Io, 'env' | 'cwd'>,
  timeoutMs = TIMEOUT_MS,
): Promise<Fact<string>> {
  const { engine } = await probeEngine(io, timeoutMs);
  return engine.ok ? { ok: true, value: engine.value.python } : engine;
}

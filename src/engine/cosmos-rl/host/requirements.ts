/** What cosmos-rl must find on a host: its launcher in a Python, bash and redis, and places that are fixed in its code. */
import type { HostFacts } from '../../../host/facts.ts';
import { factNamed } from '../../../host/facts.ts';
import type { HostRequirements, OwnFact } from '../../../host/requirements.ts';
import type { Io } from '../../../io.ts';
import { KEYS } from '../layout.ts';
import { ENGINE_CHECKS } from './checks/index.ts';
import type { CosmosRlFacts } from './facts.ts';
import { probeOptFolder, probeRedisLog, probeRedisServer } from './redis.ts';

const PACKAGES = [
  'torch',
  'torchvision',
  'torchcodec',
  'transformers',
  'flash-attn',
  'qwen-vl-utils',
  'decord',
  'av',
  'torchao',
  'diffusers',
  'redis',
  'toml',
  'peft',
  'wandb',
  'psutil',
  'pydantic',
] as const;

const FIND = `
version = metadata.version("cosmos-rl")
prefix = str(metadata.distribution("cosmos-rl").locate_file(""))
`;

/** redis' working folder: `dir /opt` in `write_redis_config` (cosmos_rl/utils/network_util.py:410, 0.4.7). */
const OPT = '/opt';
/** Default of `--redis-logfile-path` (cosmos_rl/dispatcher/data/packer/base.py:46, 0.4.7). */
const REDIS_LOG = '/tmp/redis.log';

function cliOf(programs: HostFacts['programs']): CosmosRlFacts['redisCli'] {
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

type OwnName = Exclude<keyof CosmosRlFacts, keyof HostFacts>;

const FACTS: Readonly<Record<OwnName, OwnFact>> = {
  redisServer: {
    shape: { path: 'text', version: 'text' },
    ask: ({ io, programs, timeoutMs }) =>
      programs.ok ? probeRedisServer(io, programs.value['redis-server'], timeoutMs) : programs,
  },
  redisCli: { shape: { path: 'text' }, ask: ({ programs }) => cliOf(programs) },
  redisNoTls: {
    shape: 'yes-or-no',
    ask: ({ io }) => ({ ok: true, value: isOn(io.env['COSMOS_REDIS_NO_TLS']) }),
  },
  optFolder: { shape: 'yes-or-no', ask: () => probeOptFolder(OPT) },
  redisLog: {
    shape: { path: 'text', writable: 'yes-or-no' },
    // The variable is for hosts that start redis with another --redis-logfile-path, tests among them.
    ask: ({ io }) => probeRedisLog(io.env['COOKBOOK_REDIS_LOG'] ?? REDIS_LOG),
  },
  shellPaths: {
    shape: 'texts',
    async ask({ io, found }) {
      const { prefix } = await found;
      return { ok: true, value: [temporaryFolder(io.env), ...(prefix === undefined ? [] : [prefix])] };
    },
  },
  leptonVariables: {
    shape: 'texts',
    ask: ({ io: { env } }) => ({
      ok: true,
      value: Object.keys(env)
        .filter((name) => name.startsWith('LEPTON_') && env[name] !== undefined)
        .sort(),
    }),
  },
};

/** Shards that go on `visible` GPUs with the other sizes as they are; the launcher takes 1, 2, 4 or 8 GPUs. */
function shardsFor(visible: number, needed: number, shards: number): number | undefined {
  const others = needed / Math.max(1, shards);
  const most = [8, 4, 2, 1].find((size) => size <= visible) ?? 1;
  return Number.isInteger(others) && most % others === 0 ? most / others : undefined;
}

const SHARD = 'policy.parallelism.dp_shard_size';

/** Everything that is asked of a host for cosmos-rl. */
export const HOST: HostRequirements = {
  engine: 'cosmos-rl',
  programs: ['cosmos-rl', 'python', 'bash', 'torchrun', 'redis-server', 'redis-cli'],
  python: { program: 'cosmos-rl', engine: 'package cosmos-rl', packages: PACKAGES, find: FIND },
  facts: FACTS,
  checks: ENGINE_CHECKS,
  // On one node it goes on to the next free port (launcher/launch_all.py, 0.4.7).
  portsMove: true,
  keys: {
    output: KEYS.output,
    keep: 'train.ckpt.max_keep',
    loaders: 'train.train_policy.dataloader_num_workers',
    fewerGpus(visible, needed, holds) {
      const shards = shardsFor(visible, needed, Number(holds(SHARD) ?? needed));
      return shards === undefined ? undefined : { [SHARD]: BigInt(shards) };
    },
  },
  // Both are drawn for a run; redis' port is a key of the config.
  namedPorts: (origins) => (origins.get('redis')?.layer === 'cookbook-run' ? {} : { redis: 'redis' }),
  lines(facts) {
    const redis = factNamed(facts, 'redisServer') as CosmosRlFacts['redisServer'];
    return [['redis', redis.ok ? `${redis.value.version} (${redis.value.path})` : redis.reason]];
  },
};

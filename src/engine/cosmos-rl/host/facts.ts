/** What is asked of a host for cosmos-rl alone, beside what every engine asks. */
import { checksOver } from '../../../host/check.ts';
import type { Fact, HostFacts } from '../../../host/facts.ts';

/** Everything that a check of cosmos-rl may read. */
export interface CosmosRlFacts extends HostFacts {
  /** Path and version (`7.0.15`) of redis-server; of redis-cli only the path. */
  readonly redisServer: Fact<{ readonly path: string; readonly version: string }>;
  readonly redisCli: Fact<{ readonly path: string }>;
  /** COSMOS_REDIS_NO_TLS: the engine (0.4.4 and later) leaves out a line that Redis 5 does not know. */
  readonly redisNoTls: Fact<boolean>;
  /** Whether the folder /opt exists (redis' working folder), and the fixed redis log can be written. */
  readonly optFolder: Fact<boolean>;
  readonly redisLog: Fact<{ readonly path: string; readonly writable: boolean }>;
  /** Paths that the engine puts unquoted into shell commands: temporary folder, install prefix; a launch adds its script. */
  readonly shellPaths: Fact<readonly string[]>;
  /** LEPTON_* variables that switch the launcher into another mode. */
  readonly leptonVariables: Fact<readonly string[]>;
}

/** Declares a check of cosmos-rl. */
export const defineCheck = checksOver<CosmosRlFacts>();

/** The engine a command works with: named by --engine, found on the host, or the newest known. */
import { type Engine, engineOf, KNOWN_VERSIONS, NEWEST } from '../engine/cosmos-rl/versions.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';

/** The engine for a version text; throws Failure 2 for one that is not known and has no near relative. */
export function engineNamed(version: string = NEWEST): Engine {
  const engine = engineOf(version);
  if (engine !== undefined) return engine;
  throw new Failure(
    ExitCode.usage,
    `cosmos-rl \`${version}\` is not known here`,
    `use one of ${KNOWN_VERSIONS.join(', ')}; another 0.4.x is read with the nearest schema`,
  );
}

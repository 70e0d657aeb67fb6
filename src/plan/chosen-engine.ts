/** The engine a command works with: named by --engine, found on the host, or the newest known. */
import { type Engine as CosmosRl, engineOf, KNOWN_VERSIONS, NEWEST } from '../engine/cosmos-rl/versions.ts';
import type { Engine, EngineAdapter } from '../engine/engine.ts';
import { ENGINES } from '../engine/registry.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';

/** The engine for a version text; throws Failure 2 for one that is not known and has no near relative. */
export function engineNamed(version: string = NEWEST): CosmosRl {
  const engine = engineOf(version);
  if (engine !== undefined) return engine;
  throw new Failure(
    ExitCode.usage,
    `cosmos-rl \`${version}\` is not known here`,
    `use one of ${KNOWN_VERSIONS.join(', ')}; another 0.4.x is read with the nearest schema`,
  );
}

/** An engine and its adapter. */
export interface ChosenEngine {
  readonly adapter: EngineAdapter;
  readonly engine: Engine;
}

/** The engine of `NAME`, `NAME@VERSION` or a version of the first one. Throws Failure 2 for a stranger. */
export function chosenEngine(text: string | undefined): ChosenEngine {
  const [first] = ENGINES;
  const [name = '', version] = (text ?? '').split('@');
  const adapter = ENGINES.find((one) => one.name === name);
  if (adapter === undefined) return { adapter: first, engine: engineNamed(text) };
  const engine = adapter.at(version ?? adapter.versions.at(-1) ?? '');
  if (engine !== undefined) return { adapter, engine };
  throw new Failure(
    ExitCode.usage,
    `${name} \`${version}\` is not known here`,
    `use one of ${adapter.versions.map((one) => `${name}@${one}`).join(', ')}`,
  );
}

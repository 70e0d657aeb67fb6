/** Which engine a plan or a record is of. */
import type { TomlTable } from '../config/value.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import type { EngineAdapter } from './adapter.ts';
import { ENGINES } from './engines.ts';

export { ENGINES } from './engines.ts';

/** The adapter of a plan or a record; those of before there were several name none. Throws Failure 65 for a stranger. */
export function adapterOf({ engineName }: { readonly engineName?: string }): EngineAdapter {
  if (engineName === undefined) return ENGINES[0];
  const found = ENGINES.find((one) => one.name === engineName);
  if (found !== undefined) return found;
  throw new Failure(
    ExitCode.data,
    `the engine \`${engineName}\` is not known here`,
    `this cookbook-run knows ${ENGINES.map((one) => one.name).join(', ')}; a newer one made this record`,
  );
}

/** The engine whose config a table is, by its shape; `undefined` where none is sure of it. */
export function engineOfConfig(config: TomlTable): EngineAdapter | undefined {
  return ENGINES.find((one) => one.owns(config));
}

/** The engine a command works with: named by --engine, found on the host, or the newest known. */
import type { TomlTable } from '../config/value.ts';
import type { EngineAdapter } from '../engine/adapter.ts';
import type { Engine } from '../engine/engine.ts';
import type { Presenting } from '../engine/presenting.ts';
import { adapterOf, ENGINES, engineOfConfig } from '../engine/registry.ts';
import type { RunKeys } from '../engine/run-keys.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';

/** An engine and its adapter. */
interface ChosenEngine {
  readonly adapter: EngineAdapter;
  readonly engine: Engine;
}

/** What else tells the engine, the surest first: the preset's, that of the config's shape, what is installed. */
export interface EngineClues {
  readonly recipe?: { readonly name: string; readonly engineName: string };
  readonly file?: { readonly table: TomlTable };
  /** The version of it that the host has. */
  readonly installed?: string;
}

/** The adapter of a preset or of a file's shape; the first where neither tells. */
function adapterBy({ recipe, file }: EngineClues): EngineAdapter {
  if (recipe !== undefined) return adapterOf(recipe);
  return (file === undefined ? undefined : engineOfConfig(file.table)) ?? ENGINES[0];
}

/** The adapter that is named, else the one that the clues tell, and the version that was asked for. Throws Failure 2 for another than the preset's. */
export function chosenAdapter(
  text: string | undefined,
  clues: Omit<EngineClues, 'installed'> = {},
): { readonly adapter: EngineAdapter; readonly asked?: string } {
  const told = adapterBy(clues);
  const [name = '', version] = (text ?? '').split('@');
  const named = ENGINES.find((one) => one.name === name);
  if (named !== undefined && named !== told && clues.recipe !== undefined)
    throw new Failure(
      ExitCode.usage,
      `the preset \`${clues.recipe.name}\` is for ${told.name}, not for ${named.name}`,
      'leave --engine out; `cookbook-run list` shows what each engine trains',
    );
  const asked = named === undefined ? text : version;
  return { adapter: named ?? told, ...(asked === undefined ? {} : { asked }) };
}

/** The engine of `NAME`, `NAME@VERSION`, or a version of the one that the clues tell. Throws Failure 2 for a stranger. */
export function chosenEngine(text: string | undefined, clues: EngineClues = {}): ChosenEngine {
  const { adapter, asked } = chosenAdapter(text, clues);
  const [first] = ENGINES;
  const newest = adapter.versions.at(-1) ?? '';
  // What is installed of another engine and cannot be told is read as the newest known one, which a check of the host says.
  const installed = adapter === first ? clues.installed : adapter.at(clues.installed ?? '')?.version;
  const version = asked ?? installed ?? newest;
  const engine = adapter.at(version);
  if (engine !== undefined) return { adapter, engine };
  throw new Failure(
    ExitCode.usage,
    `${adapter.name} \`${version}\` is not known here`,
    adapter === first
      ? `use one of ${adapter.versions.join(', ')}; another ${newest.replace(/\d+$/, 'x')} is read with the nearest schema`
      : `use one of ${adapter.versions.map((one) => `${adapter.name}@${one}`).join(', ')}`,
  );
}

/** An engine with what shows its configs. */
export interface ShownBy {
  readonly engine: Engine;
  readonly keys: RunKeys;
  readonly presenting: Presenting;
}

/** The engine of `chosenEngine`, ready to show configs. */
export async function shownBy(text: string | undefined, clues: EngineClues = {}): Promise<ShownBy> {
  const { adapter, engine } = chosenEngine(text, clues);
  return { engine, keys: adapter.keys, presenting: await adapter.presenting() };
}

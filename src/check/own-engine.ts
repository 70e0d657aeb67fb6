/** A config whose shape is that of an engine which looks at its files itself: its answer in the words of `check`. */
import type { TomlTable } from '../config/value.ts';
import type { Engine } from '../engine/engine.ts';
import { standInNotes } from '../engine/findings/engine-stands-in.ts';
import type { Objective } from '../engine/objective.ts';
import type { Planning } from '../engine/planning.ts';
import { ENGINES, engineOfConfig } from '../engine/registry.ts';
import type { Origin, Report } from '../findings/finding.ts';

/** An engine that looks at files, ready to be asked. */
export interface Looker {
  readonly name: string;
  readonly engine: Engine;
  readonly look: NonNullable<Planning['look']>;
  /** What its runs can learn, where somebody has written it down. */
  readonly objective?: Objective;
}

/** Whether the engine of this sign may own one of the files; a key may also be written in escapes. */
const mayOwn = (sign: string, files: readonly Uint8Array[]): boolean =>
  files
    .map((file) => Buffer.from(file.buffer, file.byteOffset, file.length))
    .some((file) => [sign, '\\u', '\\U'].some((text) => file.includes(text)));

/**
 * The engines that look at their files themselves, each in its newest version or the one of `asked`; where `files` are given, those
 * that may own one of them: to load an engine takes longer than the rest of an answer.
 */
export async function lookers(asked?: Engine, files?: readonly Uint8Array[]): Promise<readonly Looker[]> {
  const all = await Promise.all(
    ENGINES.map(async (adapter) => {
      if (adapter.sign === undefined || (files !== undefined && !mayOwn(adapter.sign, files))) return [];
      const { look } = await adapter.planning();
      const engine = asked?.name === adapter.name ? asked : adapter.at(adapter.versions.at(-1) ?? '');
      if (look === undefined || engine === undefined) return [];
      const objective = await adapter.objective?.();
      return [{ name: adapter.name, engine, look, ...(objective === undefined ? {} : { objective }) }];
    }),
  );
  return all.flat();
}

/** The one whose shape a table has. */
export function lookerOf(table: TomlTable, known: readonly Looker[]): Looker | undefined {
  const owner = engineOfConfig(table);
  return known.find(({ name }) => name === owner?.name);
}

/** What `check` says of such a file, without the name of the file. */
interface OwnAnswer extends Report {
  readonly engine: string;
  readonly engineName: string;
  readonly standIn?: string;
  readonly engineAccepts: boolean;
  readonly dropped: readonly string[];
  readonly planned: { readonly gpus: number; readonly steps?: number };
}

/** Asks it. */
export function ownAnswer(
  { name, engine, look }: Looker,
  table: TomlTable,
  context: {
    readonly origins: ReadonlyMap<string, Origin>;
    readonly workdir: string;
    readonly env?: Readonly<Record<string, string | undefined>>;
    readonly gpus?: number;
    readonly datasetRows?: number;
  },
): OwnAnswer {
  const { origins, workdir, env = {}, gpus, datasetRows } = context;
  const { accepts, dropped, planned, findings, skipped } = look(engine, table, {
    origins,
    cwd: workdir,
    env,
    ...(gpus === undefined ? {} : { gpus }),
    ...(datasetRows === undefined ? {} : { samples: datasetRows }),
  });
  return {
    engine: engine.version,
    engineName: name,
    ...(engine.exact ? {} : { standIn: engine.known }),
    engineAccepts: accepts,
    dropped,
    planned,
    findings: [...findings, ...standInNotes(engine)],
    skipped,
  };
}

/** The engines that may be asked what they would do with a file: the first one, and those that know their files by their shape. */

import type { TomlTable } from '../config/value.ts';
import { configKinds } from '../config-kinds.ts';
import type { EngineAdapter } from '../engine/adapter.ts';
import type { Engine } from '../engine/engine.ts';
import type { Objective } from '../engine/objective.ts';
import type { Planning } from '../engine/planning.ts';
import { ENGINES, engineOfConfig } from '../engine/registry.ts';
import type { FindingKind } from '../findings/finding.ts';

/** An engine that looks at files, ready to be asked. */
export interface Looker {
  readonly adapter: EngineAdapter;
  readonly planning: Planning;
  readonly look: NonNullable<Planning['look']>;
  /** The version to look for; without one the file tells. */
  readonly engine?: Engine;
  /** What its runs can learn, where somebody has written it down. */
  readonly objective?: Objective;
  /** What `check` may find with it, in the order of reports. */
  readonly kinds: readonly FindingKind[];
}

/** The first takes any file that is no other's. */
export type Lookers = readonly [Looker, ...Looker[]];

async function lookerBy(adapter: EngineAdapter, engine: Engine | undefined): Promise<Looker | undefined> {
  const [planning, objective] = await Promise.all([adapter.planning(), adapter.objective?.()]);
  const { look } = planning;
  return look === undefined
    ? undefined
    : {
        adapter,
        planning,
        look,
        kinds: configKinds({ settings: planning.kinds, objective: objective?.kinds ?? [] }),
        ...(engine === undefined ? {} : { engine }),
        ...(objective === undefined ? {} : { objective }),
      };
}

/** Whether the engine of this sign may own one of the files; a key may also be written in escapes. */
const mayOwn = (sign: string, files: readonly Uint8Array[]): boolean =>
  files
    .map((file) => Buffer.from(file.buffer, file.byteOffset, file.length))
    .some((file) => [sign, '\\u', '\\U'].some((text) => file.includes(text)));

/**
 * The first engine, in the version of `asked` where that is one of it, and the others, each in its newest version or that of
 * `asked`; where `files` are given, those that may own one of them: to load an engine takes longer than the rest of an answer.
 */
export async function lookers(asked?: Engine, files?: readonly Uint8Array[]): Promise<Lookers> {
  const [first, ...others] = ENGINES;
  const named = (adapter: EngineAdapter) => (asked?.name === adapter.name ? asked : undefined);
  const all = await Promise.all([
    lookerBy(first, named(first)),
    ...others.map(async (adapter) => {
      if (adapter.sign === undefined || (files !== undefined && !mayOwn(adapter.sign, files)))
        return undefined;
      return lookerBy(adapter, named(adapter) ?? adapter.at(adapter.versions.at(-1) ?? ''));
    }),
  ]);
  const [one, ...rest] = all.flatMap((looker) => looker ?? []);
  if (one?.adapter !== first) throw new TypeError(`${first.name} looks at no file`);
  return [one, ...rest];
}

/** What `check` may find with any of them. */
export function kindsOf(known: Lookers): readonly FindingKind[] {
  return [...new Set(known.flatMap(({ kinds }) => kinds))];
}

/** The one whose shape a table has; the first where it is nobody's. */
export function lookerOf(table: TomlTable | undefined, known: Lookers): Looker {
  const owner = table === undefined ? undefined : engineOfConfig(table);
  return known.find(({ adapter }) => adapter === owner) ?? known[0];
}

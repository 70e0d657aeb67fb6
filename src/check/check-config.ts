/** One config looked at from every side, as data: the document of `check FILE`. */

import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import { factsOf } from '../checkpoint/facts.ts';
import {
  bomDraft,
  byteOrderMark,
  configEmpty,
  configFileUnreadable,
  configNotUtf8,
  emptyDraft,
  notUtf8,
} from '../config/toml-0.10/findings/content.ts';
import {
  readersDiffer,
  rejected,
  tomlReadersDiffer,
  tomlRejected,
} from '../config/toml-0.10/findings/readers.ts';
import { type ConfigText, readConfig } from '../config/toml-0.10/read-config.ts';
import { getValue, joinKey, splitKey, type TomlTable } from '../config/value.ts';
import { standInNotes } from '../engine/findings/engine-stands-in.ts';
import type { Look, LookContext } from '../engine/planning.ts';
import { ENGINES } from '../engine/registry.ts';
import {
  advised,
  bySeverity,
  type Edit,
  type Finding,
  type Report,
  type Skipped,
  stamp,
} from '../findings/finding.ts';
import { causesOnly } from '../findings/fold.ts';
import { toType } from '../findings/remedy.ts';
import type { Gpu } from '../host/facts.ts';
import { withoutOwnTable } from '../plan/config-file.ts';
import { outputRuns } from '../run/output-runs.ts';
import type { CheckInput } from './input.ts';
import { type Looker, type Lookers, lookerOf } from './lookers.ts';
import { memoryReport } from './memory.ts';
import { namedModel } from './named-model.ts';
import { objectiveVerdict } from './verdict.ts';

type Origins = LookContext['origins'];

/** What is known beside the file. */
export interface CheckContext {
  /** The engines that may be asked. */
  readonly lookers: Lookers;
  readonly gpus?: number;
  /** Nodes that the run is to train on together. */
  readonly nodes?: number;
  /** The GPUs of a host file. */
  readonly hostGpus?: readonly Gpu[];
  readonly script?: string;
  /** Where the run would be started: relative paths count from here. */
  readonly workdir: string;
  readonly datasetRows?: number;
  /** Where the Hub's cache lies is read from it. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Models that were looked at for another file of the same call. */
  readonly models?: Map<string, Checkpoint>;
}

/** Everything `check` says about one config. */
export interface CheckAnswer extends Report {
  readonly file: string;
  /** The version that was asked for, or is installed, or that the file shows. */
  readonly engine: string;
  /** The engine's name, where it is not the first one. */
  readonly engineName?: string;
  /** The known version that stands in for it. */
  readonly standIn?: string;
  /** Whether the engine's own Config would take it; missing where the question makes no sense. */
  readonly engineAccepts: boolean;
  readonly dropped: readonly string[];
  /** The objective's; missing where the file could not be read as a config. */
  readonly verdict?: 'allow' | 'warn' | 'block';
  readonly effective?: unknown;
  readonly planned?: { readonly gpus: number; readonly nodes?: number; readonly steps?: number };
  /** Set where `--fix` made this file: from which one, with which changes. */
  readonly fixed?: {
    readonly from: string;
    readonly output?: string;
    readonly applied: readonly Edit[];
    readonly left: readonly Edit[];
    readonly diff: string;
  };
  /** The text that was looked at, for excerpts and fixes. */
  readonly source?: ConfigText;
}

type Nothing = Pick<CheckAnswer, 'file' | 'engine' | 'engineAccepts' | 'dropped' | 'skipped'>;

const [FIRST] = ENGINES;

function unread(file: string, { lookers: [{ engine }] }: CheckContext): Nothing {
  const version = engine?.version ?? FIRST.versions.at(-1) ?? '';
  return { file, engine: version, engineAccepts: false, dropped: [], skipped: [notChecked] };
}

const notChecked: Skipped = {
  id: 'rules',
  reason: `the file could not be read as a ${FIRST.name} config`,
};

/** A finding about a key that is not there stands at the table it belongs to. */
function placed(finding: Finding, origins: Origins): Finding {
  if (finding.origin?.line !== undefined) return finding;
  const path = splitKey(finding.subject);
  for (let length = path.length; length > 0; length -= 1) {
    const origin = origins.get(joinKey(path.slice(0, length)));
    if (origin !== undefined) return { ...finding, origin };
  }
  return finding;
}

/** Asks an engine what it would do with a table. */
function lookedAt(
  { adapter, engine, look }: Looker,
  file: string,
  table: TomlTable,
  origins: Origins,
  context: CheckContext,
  model: Checkpoint | undefined,
): Look {
  const { workdir: cwd, env = {}, gpus, nodes, script, datasetRows } = context;
  const facts = model === undefined ? undefined : factsOf(model);
  const output = getValue(table, splitKey(adapter.keys.output));
  const runs = typeof output === 'string' && output !== '' ? outputRuns(output, cwd) : [];
  return look(engine, table, {
    file,
    origins,
    cwd,
    env,
    ...(facts === undefined ? {} : { model: facts }),
    ...(facts?.family === undefined ? {} : { family: facts.family }),
    ...(gpus === undefined ? {} : { gpus }),
    ...(nodes === undefined ? {} : { nodes }),
    ...(script === undefined ? {} : { script }),
    ...(datasetRows === undefined ? {} : { samples: datasetRows }),
    ...(runs.length === 0 ? {} : { outputRuns: runs }),
  });
}

const BOM = '\ufeff';

/** What the engine's own reader makes of a text. */
const readingBy = ({ planning }: Looker, { engineReads, tomlReads }: ConfigText) =>
  planning.reads === 'toml-0.10' ? engineReads : tomlReads;

/** A file with a byte-order mark: what the engine does is told of the whole, what else is found of the text behind the mark. */
function withoutBom(input: CheckInput, source: ConfigText, context: CheckContext): CheckAnswer {
  const behind = answerFor({ ...input, data: input.data?.subarray(3) ?? new Uint8Array() }, context);
  const looker =
    context.lookers.find(({ adapter }) => adapter.name === behind.engineName) ?? context.lookers[0];
  const engine = looker.adapter.at(behind.engine);
  const read = readingBy(looker, source);
  const whole = read.ok
    ? lookedAt(
        { ...looker, ...(engine === undefined ? {} : { engine }) },
        source.name,
        withoutOwnTable(read.table),
        new Map(),
        context,
        undefined,
      )
    : undefined;
  return {
    ...behind,
    engineAccepts: whole?.accepts ?? false,
    dropped: whole?.dropped ?? [],
    findings: [stamp(byteOrderMark, bomDraft(source.name, read.ok)), ...behind.findings],
  };
}

/** Each mistake once, the worst first, and what to do as lines of this file. */
function told(table: TomlTable, { kinds }: Looker, findings: readonly Finding[]): readonly Finding[] {
  const reader = {
    holds: (key: string) => getValue(table, splitKey(key)),
    form: { kind: 'file' },
  } as const;
  return bySeverity(causesOnly(findings, (id) => kinds.find((kind) => kind.id === id))).map((finding) =>
    advised(finding, reader),
  );
}

/** Looks at one input. Pure but for the model and the labels that the config names. */
export function answerFor(input: CheckInput, context: CheckContext): CheckAnswer {
  const { name } = input;
  if (input.data === undefined) {
    const draft = {
      subject: name,
      message: `the config ${name} ${input.problem ?? 'cannot be read'}`,
      remedy: toType(['ls', '-l', name], 'check the path: {}'),
    };
    return { ...unread(name, context), findings: [stamp(configFileUnreadable, draft)] };
  }
  const source = readConfig(name, input.data);
  if (!('engineReads' in source))
    return { ...unread(name, context), findings: [stamp(configNotUtf8, notUtf8(name, source))] };
  if (source.text.startsWith(BOM)) return withoutBom(input, source, context);
  const { tomlReads, places: origins } = source;
  const looker = lookerOf(tomlReads.ok ? tomlReads.table : undefined, context.lookers);
  const { adapter, planning, objective } = looker;
  const read = readingBy(looker, source);
  if (!read.ok) {
    const findings = rejected(source).map((draft) => stamp(tomlRejected, draft));
    return { ...unread(name, context), findings, source };
  }
  const table = withoutOwnTable(read.table);
  if (Object.keys(table).length === 0) {
    const findings = [stamp(configEmpty, emptyDraft(name))];
    return { ...unread(name, context), engineAccepts: true, findings, source };
  }
  const model = namedModel(objective?.modelOf(table), context);
  const looked = lookedAt(looker, name, table, origins, context, model);
  const { engine, accepts, dropped, effective, planned } = looked;
  const judged =
    objective === undefined
      ? undefined
      : objectiveVerdict(table, { engine, objective }, { ...context, origins }, model);
  const verdict = judged === undefined ? {} : { verdict: judged.verdict };
  if (looked.foreign === true)
    return { ...unread(name, context), ...verdict, findings: looked.findings, source };
  const memory = memoryReport(table, { engine, planning }, planned.gpus, context, model);
  const differences =
    read === tomlReads ? [] : readersDiffer(source).map((draft) => stamp(tomlReadersDiffer, draft));
  return {
    file: name,
    engine: engine.version,
    ...(adapter === FIRST ? {} : { engineName: adapter.name }),
    ...(engine.exact ? {} : { standIn: engine.known }),
    engineAccepts: accepts,
    dropped,
    ...verdict,
    findings: told(table, looker, [
      ...looked.findings.map((finding) => placed(finding, origins)),
      ...(judged?.findings ?? []),
      ...memory.findings,
      ...differences,
      ...looked.notes,
      ...standInNotes(engine),
    ]),
    skipped: [...looked.skipped, ...(judged?.skipped ?? []), ...memory.skipped],
    ...(effective === undefined ? {} : { effective }),
    planned: { ...planned, ...(context.nodes === undefined ? {} : { nodes: context.nodes }) },
    source,
  };
}

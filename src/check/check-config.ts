/** One config looked at from every side, as data: the document of `check FILE`. */

import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import { factsOf } from '../checkpoint/facts.ts';
import { getValue, joinKey, splitKey, type TomlTable } from '../config/value.ts';
import type { EngineTable } from '../engine/cosmos-rl/config-class/answer.ts';
import { decide } from '../engine/cosmos-rl/config-class/decision.ts';
import { foreignDraft, foreignEngine } from '../engine/cosmos-rl/foreign/detect.ts';
import { otherEngineConfig } from '../engine/cosmos-rl/foreign/findings/other-engine-config.ts';
import { wfmConfig } from '../engine/cosmos-rl/foreign/findings/wfm-config.ts';
import { OBJECTIVE } from '../engine/cosmos-rl/objective/index.ts';
import { gpusNeeded } from '../engine/cosmos-rl/placement.ts';
import { PLANNING } from '../engine/cosmos-rl/planning/index.ts';
import { missingResume } from '../engine/cosmos-rl/resume.ts';
import { ConfigView, type RuleContext, runRules } from '../engine/cosmos-rl/rule.ts';
import { RULES } from '../engine/cosmos-rl/rules/index.ts';
import { scheduleOf } from '../engine/cosmos-rl/schedule.ts';
import { schemaOf } from '../engine/cosmos-rl/schema/schema.ts';
import { bomDraft, byteOrderMark } from '../engine/cosmos-rl/toml-0.10/findings/byte-order-mark.ts';
import { configEmpty, emptyDraft } from '../engine/cosmos-rl/toml-0.10/findings/config-empty.ts';
import { configFileUnreadable } from '../engine/cosmos-rl/toml-0.10/findings/config-file-unreadable.ts';
import { configNotUtf8, notUtf8 } from '../engine/cosmos-rl/toml-0.10/findings/config-not-utf8.ts';
import {
  readersDiffer,
  tomlReadersDiffer,
} from '../engine/cosmos-rl/toml-0.10/findings/toml-readers-differ.ts';
import { rejected, tomlRejected } from '../engine/cosmos-rl/toml-0.10/findings/toml-rejected.ts';
import { type ConfigText, readConfig } from '../engine/cosmos-rl/toml-0.10/read-config.ts';
import { type CosmosRl, engineOf, NEWEST } from '../engine/cosmos-rl/versions.ts';
import { spokenOf, standInNotes } from '../engine/findings/engine-stands-in.ts';
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
import { engineOfFile, trainerFindings } from './identify-engine.ts';
import type { CheckInput } from './input.ts';
import { checkKind } from './kinds.ts';
import { memoryReport } from './memory.ts';
import { namedModel } from './named-model.ts';
import { type Looker, lookerOf, ownAnswer } from './own-engine.ts';
import { type ObjectiveAnswer, objectiveVerdict } from './verdict.ts';

/** What is known beside the file. */
export interface CheckContext {
  /** Engines that look at files of their own shape themselves. */
  readonly lookers?: readonly Looker[];
  /** The engine asked for or installed; without one the file itself tells. */
  readonly engine?: CosmosRl;
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
  readonly effective?: EngineTable;
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

function unread(file: string, context: CheckContext): Nothing {
  const engine = context.engine?.version ?? NEWEST;
  return { file, engine, engineAccepts: false, dropped: [], skipped: [notChecked] };
}

const notChecked: Skipped = { id: 'rules', reason: 'the file could not be read as a cosmos-rl config' };

/** A finding about a key that is not there stands at the table it belongs to. */
function placed(finding: Finding, origins: RuleContext['origins']): Finding {
  if (finding.origin?.line !== undefined) return finding;
  const path = splitKey(finding.subject);
  for (let length = path.length; length > 0; length -= 1) {
    const origin = origins.get(joinKey(path.slice(0, length)));
    if (origin !== undefined) return { ...finding, origin };
  }
  return finding;
}

/** The rules' view of the world beside the file. */
function ruleContext(
  table: TomlTable,
  engine: CosmosRl,
  origins: RuleContext['origins'],
  context: CheckContext,
  steps: number | undefined,
  checkpoint: Checkpoint | undefined,
): RuleContext {
  const model = checkpoint === undefined ? undefined : factsOf(checkpoint);
  const output = getValue(table, ['train', 'output_dir']);
  const resume = missingResume(getValue(table, ['train', 'resume']), context.workdir);
  const runs = typeof output === 'string' && output !== '' ? outputRuns(output, context.workdir) : [];
  return {
    engine: spokenOf(engine),
    schema: schemaOf(engine.known),
    origins,
    ...(model === undefined ? {} : { model }),
    ...(model?.family === undefined ? {} : { family: model.family }),
    ...(context.gpus === undefined ? {} : { gpus: context.gpus }),
    ...(context.nodes === undefined ? {} : { nodes: context.nodes }),
    ...(context.script === undefined ? {} : { script: context.script }),
    ...(context.datasetRows === undefined ? {} : { samples: context.datasetRows }),
    ...(steps === undefined ? {} : { plannedSteps: steps }),
    ...(runs.length === 0 ? {} : { outputRuns: runs }),
    ...(resume === undefined ? {} : { resume }),
  };
}

const BOM = '\ufeff';

/** A file with a byte-order mark: what the engine does is told of the whole, what else is found of the text behind the mark. */
function withoutBom(
  input: CheckInput,
  { name, engineReads: reading }: ConfigText,
  context: CheckContext,
): CheckAnswer {
  const behind = answerFor({ ...input, data: input.data?.subarray(3) ?? new Uint8Array() }, context);
  const known = engineOf(behind.engine)?.known ?? NEWEST;
  const decision = reading.ok ? decide(withoutOwnTable(reading.table), { known }) : undefined;
  return {
    ...behind,
    engineAccepts: decision?.accepts ?? false,
    dropped: decision?.dropped ?? [],
    findings: [stamp(byteOrderMark, bomDraft(name, reading.ok)), ...behind.findings],
  };
}

/** Each mistake once, the worst first, and what to do as lines of this file. */
function told(table: TomlTable, findings: readonly Finding[]): readonly Finding[] {
  const reader = {
    holds: (key: string) => getValue(table, splitKey(key)),
    form: { kind: 'file' },
  } as const;
  return bySeverity(causesOnly(findings, checkKind)).map((finding) => advised(finding, reader));
}

/** The objective's verdict about a file of an engine that looks at its files itself. */
function judgedOwn(
  { engine, objective }: Looker,
  table: TomlTable,
  context: CheckContext & Pick<RuleContext, 'origins'>,
): ObjectiveAnswer | undefined {
  return objective === undefined
    ? undefined
    : objectiveVerdict(table, { engine, objective }, context, namedModel(objective.modelOf(table), context));
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
  const { tomlReads: read, places } = source;
  const own = read.ok ? lookerOf(read.table, context.lookers ?? []) : undefined;
  if (own !== undefined && read.ok) {
    const table = withoutOwnTable(read.table);
    const answer = ownAnswer(own, table, { ...context, origins: places });
    const judged = judgedOwn(own, table, { ...context, origins: places });
    const findings = bySeverity([...answer.findings, ...told(table, judged?.findings ?? [])]).map((finding) =>
      placed(finding, places),
    );
    const skipped = [...answer.skipped, ...(judged?.skipped ?? [])];
    const verdict = judged === undefined ? {} : { verdict: judged.verdict };
    return { file: name, ...answer, ...verdict, findings, skipped, source };
  }
  if (!source.engineReads.ok) {
    const findings = rejected(source).map((draft) => stamp(tomlRejected, draft));
    return { ...unread(name, context), findings, source };
  }
  const table = withoutOwnTable(source.engineReads.table);
  if (Object.keys(table).length === 0) {
    const findings = [stamp(configEmpty, emptyDraft(name))];
    return { ...unread(name, context), engineAccepts: true, findings, source };
  }
  const origins = source.places;
  const newest = decide(table, { known: NEWEST });
  const differences = readersDiffer(source).map((draft) => stamp(tomlReadersDiffer, draft));
  const foreign = foreignEngine(table, newest.dropped);
  if (foreign !== undefined) {
    const kind = foreign.ours ? wfmConfig : otherEngineConfig;
    const draft = foreignDraft(name, foreign);
    const origin = origins.get(foreign.keys[0] ?? '');
    const { engine = engineOf(NEWEST) } = context;
    const verdict =
      engine === undefined
        ? 'block'
        : objectiveVerdict(
            table,
            { engine, objective: OBJECTIVE },
            { ...context, origins },
            namedModel(OBJECTIVE.modelOf(table), context),
          ).verdict;
    return {
      ...unread(name, context),
      verdict,
      findings: [stamp(kind, { ...draft, ...(origin === undefined ? {} : { origin }) })],
      source,
    };
  }
  const { engine, findings: guessed } = engineOfFile(table, context.engine, newest);
  const decision = engine.known === NEWEST ? newest : decide(table, engine);
  const schedule =
    context.datasetRows === undefined ? undefined : scheduleOf(table, engine, context.datasetRows);
  const steps = schedule === undefined || 'skipped' in schedule ? undefined : schedule.total;
  const model = namedModel(OBJECTIVE.modelOf(table), context);
  const view = new ConfigView(table, ruleContext(table, engine, origins, context, steps, model));
  const rules = runRules(RULES, view);
  const objective = objectiveVerdict(table, { engine, objective: OBJECTIVE }, { ...context, origins }, model);
  const gpus = gpusNeeded(table);
  const memory = memoryReport(table, { engine, planning: PLANNING }, gpus, context, model);
  return {
    file: name,
    engine: engine.version,
    ...(engine.exact ? {} : { standIn: engine.known }),
    engineAccepts: decision.accepts,
    dropped: decision.dropped,
    verdict: objective.verdict,
    findings: told(table, [
      ...rules.findings.map((finding) => placed(finding, origins)),
      ...objective.findings,
      ...memory.findings,
      ...differences,
      ...trainerFindings(table, decision, origins, spokenOf(engine)),
      ...guessed,
      ...standInNotes(engine),
    ]),
    skipped: [...rules.skipped, ...objective.skipped, ...memory.skipped],
    ...(decision.effective === undefined ? {} : { effective: decision.effective }),
    planned: {
      gpus,
      ...(context.nodes === undefined ? {} : { nodes: context.nodes }),
      ...(steps === undefined ? {} : { steps }),
    },
    source,
  };
}

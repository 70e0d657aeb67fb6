/** Gathers what the verdict is made from: config, checkpoint headers, labels, words; then judges. */

import { basename } from 'node:path';
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import { surroundingsOf } from '../checkpoint/facts.ts';
import { primaryFamily } from '../checkpoint/family/family.ts';
import { readCheckpoint } from '../checkpoint/read.ts';
import type { TomlTable } from '../config/value.ts';
import type { Engine } from '../engine/engine.ts';
import type { Objective } from '../engine/objective.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import type { Origin, Skipped } from '../findings/finding.ts';
import type { Io } from '../io.ts';
import type { DatasetContent } from '../objective/dataset-content/content.ts';
import { readContent } from '../objective/dataset-content/read.ts';
import type { Made } from '../objective/remedies/way.ts';
import { consumerNamed, takesWholeOnly, targetNamed } from '../objective/request/target.ts';
import { type Verdict, verdictOf } from '../objective/verdict/verdict.ts';

/** What is asked of a run, as on the command line. */
export interface RequestFlags {
  readonly optimize?: string;
  readonly consumer?: string;
  readonly goal?: string;
}

/** A run to judge. */
interface RunToJudge extends RequestFlags {
  readonly config: TomlTable;
  readonly origins: ReadonlyMap<string, Origin>;
  readonly engine: Engine;
  /** What the engine says of its runs. */
  readonly objective: Objective;
  /** The model's checkpoint, where it has been read already. */
  readonly model?: Checkpoint;
  /** The user's own entry script; not given for ours and for none. */
  readonly script?: string;
  /** File or folder of the labels; where it is missing, what the config names is looked at. */
  readonly dataset?: string;
}

/** Labels that are named and not here were not looked at, which is said. */
function gone(path: string): DatasetContent {
  return {
    path,
    here: false,
    records: 0,
    columns: [],
    answers: [],
    prompts: [],
    unread: [`${path} is not here`],
  };
}

function contentOf(run: RunToJudge, cwd: string): DatasetContent | undefined {
  if (run.dataset !== undefined) {
    const content = readContent(run.dataset, cwd);
    if (content === undefined)
      throw new Failure(ExitCode.input, `the dataset ${run.dataset} does not exist`, 'correct --dataset');
    return content;
  }
  const named = run.objective.labelsOf(run.config);
  return named === undefined ? undefined : (readContent(named, cwd) ?? gone(named));
}

function unread(what: string, checkpoint: Checkpoint | undefined): readonly Skipped[] {
  if (checkpoint === undefined) return [];
  const byName =
    checkpoint.where.kind === 'name'
      ? [{ id: what, reason: `${checkpoint.name} is known by its name only: no file was read` }]
      : [];
  return [
    ...byName,
    ...checkpoint.problems.map(({ file, why }) => ({ id: what, reason: `${file}: ${why}` })),
  ];
}

/** The reasoner of a model of Cosmos 3 beside where one starts, under the name that our presets give it. */
function madeOf(model: Checkpoint | undefined, read: (name: string) => Checkpoint): Made | undefined {
  if (model === undefined || primaryFamily(model.families)?.id !== 'cosmos3') return undefined;
  const name = `./${basename(model.name)}-reasoner`;
  const { where, problems, families } = read(name);
  if (where.kind === 'missing') return undefined;
  const [first] = problems;
  if (first !== undefined) return { name, problem: `${first.file}: ${first.why}` };
  return primaryFamily(families)?.kind === 'token' ? { name } : { name, problem: 'it is no Qwen3-VL' };
}

/** Judges a run; throws Failure 2 for an answer it does not know and 66 for a dataset that is not there. */
export function judgeRun(run: RunToJudge, io: Pick<Io, 'cwd' | 'env'>): Verdict {
  const { cwd, env } = io;
  const optimize = run.optimize === undefined ? undefined : targetNamed(run.optimize);
  const surroundings = surroundingsOf(cwd, env);
  const read = (name: string | undefined) =>
    name === undefined ? undefined : readCheckpoint(name, surroundings);
  const model = run.model ?? read(run.objective.modelOf(run.config));
  const weights = read(run.objective.weightsOf(run.config)?.path);
  const consumer = read(run.consumer === undefined ? undefined : consumerNamed(run.consumer));
  const made = madeOf(model, (name) => readCheckpoint(name, surroundings));
  const content = contentOf(run, cwd);
  const verdict = verdictOf({
    config: run.config,
    origins: run.origins,
    engine: run.engine,
    objective: run.objective,
    ...(model === undefined ? {} : { model }),
    ...(weights === undefined ? {} : { weights }),
    ...(made === undefined ? {} : { made }),
    ...(consumer === undefined ? {} : { consumer }),
    ...(run.consumer === undefined ? {} : { wholeOnly: takesWholeOnly(run.consumer) }),
    ...(content === undefined ? {} : { content }),
    ...(run.dataset === undefined ? {} : { dataset: run.dataset }),
    ...(optimize === undefined ? {} : { optimize }),
    ...(run.goal === undefined ? {} : { goal: run.goal }),
    ...(run.script === undefined ? {} : { script: run.script }),
  });
  return {
    ...verdict,
    skipped: [
      ...unread('checkpoint', model),
      ...unread('weights', weights),
      ...unread('consumer', consumer),
      ...(content?.unread ?? []).map((reason) => ({ id: 'labels', reason })),
      ...verdict.skipped,
    ],
  };
}

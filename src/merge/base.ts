/** The base model of a merge: found, whole, and here. */
import type { Checkpoint, Problem, ProblemKind } from '../checkpoint/checkpoint.ts';
import type { ModelSurroundings } from '../checkpoint/locate.ts';
import { readCheckpoint } from '../checkpoint/read.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import { shellWord } from '../findings/shell-word.ts';

/** A base whose files lie in one folder. */
export interface Base {
  readonly folder: string;
  readonly checkpoint: Checkpoint;
}

/** Files that are there and not what they should be; everything else is not there. */
const DAMAGED: ReadonlySet<ProblemKind> = new Set(['json', 'header', 'index'] as const);

const NOTHING = 'nothing was written';

function broken({ kind, file, why }: Problem): Failure {
  const help: Partial<Record<ProblemKind, string>> = {
    pointer: 'fetch the files themselves (`git lfs pull` in that folder)',
    forbidden: 'ask its owner for the right to read it',
    'not-safetensors': 'save the base model as safetensors',
  };
  return new Failure(
    DAMAGED.has(kind) ? ExitCode.data : ExitCode.input,
    `the base model cannot be used: ${file}: ${why}`,
    `${help[kind] ?? 'fetch or copy the base model again, or name another copy with --base'}; ${NOTHING}`,
  );
}

/** Reads the base by its configs and headers. Throws Failure 66 where it is not here, 65 where it is damaged, 78 where it is no whole model. */
export function readBase(name: string, surroundings: ModelSurroundings): Base {
  const checkpoint = readCheckpoint(name, surroundings);
  const { where, problems, adapters, modelIndex } = checkpoint;
  if (where.kind === 'name')
    throw new Failure(
      ExitCode.input,
      `the base model ${name} is not on this machine, and nothing is downloaded`,
      `hf download ${shellWord(where.repo)}, or name a folder with --base; ${NOTHING}`,
    );
  if (where.kind === 'file')
    throw new Failure(
      ExitCode.input,
      `the base model ${name} is a file, not a folder`,
      `name its folder with --base; ${NOTHING}`,
    );
  const [problem] = problems;
  if (problem !== undefined) throw broken(problem);
  if (adapters.length > 0 || modelIndex !== undefined)
    throw new Failure(
      ExitCode.config,
      `${name} is ${modelIndex === undefined ? 'an adapter itself' : 'a pipeline of several models'}, not the base model`,
      `name the model that the adapter was trained on with --base; ${NOTHING}`,
    );
  return { folder: where.path, checkpoint };
}

/** Why the base may be another than the adapter was trained on, though every shape fits; `undefined` where the names agree. */
export function otherName(trainedOn: string | undefined, base: Checkpoint): string | undefined {
  if (trainedOn === undefined) return undefined;
  const last = (path: string) => path.replace(/\/+$/, '').split('/').at(-1)?.toLowerCase();
  const { where } = base;
  const names = [
    base.name,
    ...('repo' in where ? [where.repo] : []),
    ...('path' in where ? [where.path] : []),
  ];
  return names.some((name) => last(name) === last(trainedOn))
    ? undefined
    : `the adapter was trained on ${trainedOn}, and its shapes fit ${base.name} too: merged into another model than its own it is noise`;
}

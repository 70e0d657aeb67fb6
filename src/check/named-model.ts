/** The model that a config names, read once for all files of a call. */
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import { surroundingsOf } from '../checkpoint/facts.ts';
import { readCheckpoint } from '../checkpoint/read.ts';

/** Beyond so many models each is read again. */
const MOST_MODELS = 100;

/** Where it is looked for, and the models that were looked at for another file. */
interface ModelsOfCall {
  readonly workdir: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly models?: Map<string, Checkpoint>;
}

/** Reads it; nothing where none is named. */
export function namedModel(
  name: string | undefined,
  { workdir, env = {}, models }: ModelsOfCall,
): Checkpoint | undefined {
  if (name === undefined) return undefined;
  const model = models?.get(name) ?? readCheckpoint(name, surroundingsOf(workdir, env));
  if (models !== undefined && models.size < MOST_MODELS) models.set(name, model);
  return model;
}

/** Every symptom of cosmos-framework, in the order in which they are asked: the cause before what follows from it. */
import { finderOf, wordsOf } from '../../../torch/log/literals.ts';
import type { Sighting } from '../../../torch/log/traceback.ts';
import { SHARED_KINDS } from '../../../torch/symptoms/kinds.ts';
import type { FrameworkSymptom } from '../framework-symptom.ts';
import { datasetBarren, samplesSkipped } from './dataset.ts';
import { askedToStop, badLoss, gpuMemory, killedWorker, signalled, unknownException } from './deaths.ts';
import { LACKING } from './host.ts';
import { UNREADABLE } from './input.ts';
import { checkpointProcessDied, exportLost, fullDisk } from './save.ts';
import { SETTINGS_REFUSED } from './settings.ts';

/** In order of precedence. */
export const FRAMEWORK_SYMPTOMS: readonly FrameworkSymptom[] = [
  gpuMemory,
  ...SETTINGS_REFUSED,
  fullDisk,
  exportLost,
  datasetBarren,
  ...UNREADABLE,
  ...LACKING,
  killedWorker,
  checkpointProcessDied,
  unknownException,
  badLoss,
  signalled,
  askedToStop,
  samplesSkipped,
];

const SHARED: ReadonlySet<string> = new Set(SHARED_KINDS.map(({ id }) => id));

/** Those that no other engine has. */
export const FRAMEWORK_OWN_SYMPTOMS: readonly FrameworkSymptom[] = FRAMEWORK_SYMPTOMS.filter(
  ({ id }) => !SHARED.has(id),
);

const CLUES = FRAMEWORK_SYMPTOMS.flatMap(({ id, clue }) => (clue === undefined ? [] : [{ id, clue }]));
let cluesIn: ((text: string) => ReadonlySet<number> | undefined) | undefined;
const LASTING = new Set(FRAMEWORK_SYMPTOMS.filter(({ lasting }) => lasting === true).map(({ id }) => id));

/** Whether the engine only logs what the clue of this symptom tells, and trains on all the same. */
export const isLastingClue = (id: string): boolean => LASTING.has(id);

/** The symptoms whose clue this line is, except those already sighted; `undefined` for most lines. */
export function frameworkClues(
  text: string,
  level: string | undefined,
  known: Readonly<Record<string, Sighting>>,
): readonly string[] | undefined {
  if (level === 'INFO' || level === 'DEBUG' || text.length < 8 || text.startsWith('wandb: '))
    return undefined;
  const head = text.length > 4000 ? text.slice(0, 4000) : text;
  cluesIn ??= finderOf(CLUES.map(({ clue }) => wordsOf(clue) ?? ['']));
  const possible = cluesIn(head);
  if (possible === undefined) return undefined;
  const ids = CLUES.filter(
    ({ id, clue }, i) => possible.has(i) && known[id] === undefined && clue.test(head),
  ).map(({ id }) => id);
  return ids.length === 0 ? undefined : ids;
}

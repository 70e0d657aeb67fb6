/** How the newest training of a series stands, and what would be different about it now. */

import { changeText, dataChange, type Entries, readEntries } from './dataset-files.ts';
import { changesBetween, type Fingerprint, type ToldApart } from './fingerprint.ts';
import type { Changes, TrainingState } from './policy.ts';
import { planResume } from './resume.ts';
import { endOfChain, type Member, newestChain } from './series-run.ts';

/** The situation, with the runs that the decision compares against, and why newer checkpoints were passed over. */
interface Standing {
  readonly situation: TrainingState;
  /** The run that began the training, and the one that would be continued or was its last. */
  readonly training?: { readonly first: Member; readonly source: Member };
  readonly passedOver: readonly string[];
}

/** Only reads. */
export function standingOf(members: readonly Member[]): Standing {
  const chain = newestChain(members);
  const [first] = chain;
  if (first === undefined) return { situation: { kind: 'new' }, passedOver: [] };
  const last = chain.at(-1) ?? first;
  const end = endOfChain(chain);
  if (end !== undefined) {
    const { id: run, outcome = 'failed' } = end.state.record;
    const situation: TrainingState =
      outcome === 'succeeded' ? { kind: 'finished', run } : { kind: 'spoiled', run, outcome };
    return { situation, training: { first, source: end }, passedOver: [] };
  }
  const { point, passedOver } = planResume(chain);
  if (point === undefined)
    return {
      situation: { kind: 'nothing-saved', run: last.state.record.id },
      training: { first, source: last },
      passedOver,
    };
  const source = chain.find((one) => one.state.record.id === point.run) ?? last;
  return { situation: { kind: 'open', point }, training: { first, source }, passedOver };
}

/** What the dataset of a run was and is; words even where its files were not kept. */
function dataText(before: Member, now: Fingerprint, entries: Entries): string | undefined {
  const old = before.membership.fingerprint.dataset;
  if (old?.sha256 === now.dataset?.sha256) return undefined;
  const kept = readEntries(before.state.files.folder);
  const words = kept === undefined ? '' : changeText(dataChange(kept, entries));
  return words === '' ? `${old?.files ?? '?'} files then, ${now.dataset?.files ?? '?'} now` : words;
}

/** What differs between the training and what would be started now. */
export function changesSince(
  standing: Standing,
  now: Fingerprint,
  entries: Entries,
  apart?: ToldApart,
): Changes {
  if (standing.training === undefined) return { config: [], machine: [] };
  const { source, first } = standing.training;
  const data = dataText(source, now, entries);
  const dataSinceStart = dataText(first, now, entries);
  return {
    ...changesBetween(source.membership.fingerprint, now, apart),
    ...(data === undefined ? {} : { data }),
    ...(dataSinceStart === undefined ? {} : { dataSinceStart }),
  };
}

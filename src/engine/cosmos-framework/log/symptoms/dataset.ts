/** A dataset that gives nothing, or less than it lists. */
import { restingOn } from '../../../torch/log/evidence.ts';
import type { FrameworkSymptom } from '../framework-symptom.ts';
import type { FrameworkState } from '../state.ts';

/** The first line that shows that no sample will ever come: an empty list, or one of which nothing can be read. */
export function barren(
  state: FrameworkState,
): { readonly line: number; readonly text: string; readonly entries: number } | undefined {
  if (state.steps.last > (state.startedAt ?? 0) || state.seen['micro-loss'] !== undefined) return undefined;
  const entries = state.entries['train'];
  const told = state.seen.dataset?.first;
  if (entries === undefined || told === undefined) return undefined;
  if (entries === 0) return { line: told.line, text: told.text, entries };
  const { skipped } = state;
  return skipped !== undefined && skipped.ids.size >= entries ? { ...skipped.first, entries } : undefined;
}

/** No sample of the dataset can be read. */
export const datasetBarren: FrameworkSymptom = {
  id: 'dataset-yields-nothing',
  summary: 'The dataset gives no sample, and the engine waits for one for ever',
  severity: 'error',
  category: 'data',
  outcome: 'data',
  docs: {
    what: 'The list of samples is empty, or nothing that it names can be read.',
    why: 'The dataset of the engine begins again when it has come to its end: without a sample it loops for ever, without a step, an error or an end (data/reasoner/local_sft_dataset.py, 5eee9ed, seen).',
    fix: 'Look at the dataset with cookbook-run data check DIR.',
  },
  matches(state) {
    const found = barren(state);
    if (found === undefined) return undefined;
    const { entries } = found;
    return restingOn(
      found,
      {
        subject: 'dataset',
        message:
          entries === 0
            ? 'The list of samples is empty.'
            : `None of the ${entries} samples of the dataset can be read.`,
        because: 'The engine goes through such a dataset again and again, without a step and without an end.',
        help: '`cookbook-run data check DIR` names what is missing.',
      },
      { entries },
    );
  },
};

/** Some samples were left out. */
export const samplesSkipped: FrameworkSymptom = {
  id: 'samples-skipped',
  summary: 'The engine trained without some of the samples',
  severity: 'warning',
  category: 'data',
  outcome: 'unverified',
  docs: {
    what: 'Media or texts of samples are missing, and the run trained on the others.',
    why: 'The dataset of the engine warns, skips the sample and goes on; the run ends with 0 (data/reasoner/local_sft_dataset.py, 5eee9ed, seen).',
    fix: 'Put the files where the list says they are, or take the samples out of it, and train again.',
  },
  matches(state) {
    const { skipped, entries } = state;
    if (skipped === undefined || barren(state) !== undefined) return undefined;
    // The trainer opens both lists, whether it validates or not, and a line names the sample only.
    const validation = entries['val'] ?? 0;
    const all = (entries['train'] ?? 0) + validation;
    const samples = `${all > 0 ? ` of ${all}` : ''} samples${validation > 0 ? ' of both lists' : ''}`;
    return restingOn(
      skipped.first,
      {
        subject: 'dataset',
        message: `The run trained without ${skipped.ids.size}${samples}: ${skipped.first.text.replace(/^\[[^\]]*\] /, '').replace(/; skipping$/, '')}.`,
        because: 'The engine leaves out what it cannot read, and ends as if nothing were missing.',
        help: '`cookbook-run data check DIR` names every one of them.',
      },
      { skipped: skipped.ids.size, ...(all > 0 ? { entries: all } : {}) },
    );
  },
};

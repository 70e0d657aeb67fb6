import { brief, failed, restingOn, sighted } from '../evidence.ts';
import type { Symptom } from '../symptom.ts';

const TEXT =
  /CookbookDataError: (?<own>.*)|(?:JSONDecodeError|ArrowInvalid|DatasetGenerationError|UnexpectedSplitsError|DataFilesNotFoundError|EmptyDatasetError): (?<library>.*)|KeyError: ''|cookbook-run: data: (?<problem>.*)/;

/** The entry script or the dataset library says that the data cannot be used. */
export const datasetInvalid: Symptom = {
  id: 'dataset-invalid',
  summary: 'The dataset cannot be trained on as it is',
  severity: 'error',
  category: 'data',
  outcome: 'data',
  clue: /^(?:CookbookDataError: |cookbook-run: data: )/,
  docs: {
    what: 'Reading the dataset failed because of what it contains.',
    why: 'The entry scripts of cookbook-run end with CookbookDataError before the model is loaded; a dataset given only in the TOML is read after it, and an unset split is a KeyError (policy/worker/sft_worker.py, 0.4.x).',
    fix: 'Repair the lines named, and look at the rest with `cookbook-run sft --preset NAME --dataset DIR --dry-run`.',
  },
  matches(state) {
    const found = sighted(state, 'dataset-invalid', TEXT);
    if (found === undefined || !failed(state)) return undefined;
    const groups = found.match.groups ?? {};
    const reason = groups.own ?? groups.problem ?? groups.library;
    const text = reason === undefined ? 'the split is not set (train.train_policy.dataset.split)' : reason;
    return restingOn(found, {
      subject: 'dataset',
      message: `The dataset cannot be used: ${brief(text)}.`,
      because: 'It was rejected while it was read, before any step.',
      help: 'Run `cookbook-run sft --preset NAME --dataset DIR --dry-run`, repair what it lists, and launch again.',
    });
  },
};

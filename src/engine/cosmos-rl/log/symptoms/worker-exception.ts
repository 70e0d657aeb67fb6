import { brief, failed, failingRank, restingOn, rootException } from '../evidence.ts';
import type { Symptom } from '../symptom.ts';

/** A Python exception that no other symptom names. */
export const workerException: Symptom = {
  id: 'worker-exception',
  summary: 'A worker ended with an exception that cookbook-run does not know',
  severity: 'error',
  category: 'run',
  outcome: 'failed',
  docs: {
    what: 'A process of the run ended with a Python exception.',
    why: 'With 0.4.7 cosmos-rl exits 0 after an exception on rank 0 (seen); the first traceback of the first failing rank is the cause, later ones follow from it.',
    fix: 'Read the traceback from its first line; the last frame outside site-packages is usually the place.',
  },
  matches(state) {
    const cause = rootException(state);
    if (cause === undefined || !failed(state)) return undefined;
    const rank = failingRank(state);
    const who = cause.rank === undefined ? 'A process without a rank' : `Rank ${rank ?? cause.rank}`;
    return restingOn(
      cause,
      {
        message: `${who} ended with ${brief(cause.text, 240)}.`,
        because:
          cause.where === undefined
            ? 'It is the first exception of the rank that failed first.'
            : `Raised at ${cause.where}.`,
        help: 'Read the whole traceback at that line of the log; if it is a fault of the engine, resume from the last checkpoint.',
      },
      { exception: cause.type, ...(cause.where === undefined ? {} : { where: cause.where }) },
    );
  },
};

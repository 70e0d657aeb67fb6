import { restingOn, rootException } from '../evidence.ts';
import type { Symptom } from '../symptom.ts';

const TEXT =
  /(?:FileNotFoundError|NotADirectoryError)(?:: \[Errno \d+\] [\w ]+: '(?<path>[^']+)'|: (?<rest>.*))?|DatasetNotFoundError: (?<dataset>.*)/;

/** A file or folder that the run needs does not exist. */
export const inputMissing: Symptom = {
  id: 'input-missing',
  summary: 'A file or folder that the run needs does not exist',
  severity: 'error',
  category: 'input',
  outcome: 'missing-input',
  docs: {
    what: 'The entry script or the engine opened a file or folder that is not there.',
    why: 'A dataset that the entry script loads is opened in the controller first, so the launcher ends with 1 (runtime, 0.4.7); one named only in the TOML is opened after the model is loaded.',
    fix: 'Correct the path, or mount the folder where the run expects it; relative paths are resolved in the folder of the launch.',
  },
  matches(state) {
    const cause = rootException(state);
    const match = cause === undefined ? null : TEXT.exec(cause.text);
    if (cause === undefined || match === null) return undefined;
    const groups = match.groups ?? {};
    const subject = groups.path ?? /'([^']+)'/.exec(groups.rest ?? groups.dataset ?? '')?.[1] ?? 'dataset';
    return restingOn(cause, {
      subject,
      message: `${subject} does not exist.`,
      because: `The run needs it${cause.where === undefined ? '' : ` (${cause.where})`}.`,
      help: `Check it on this machine: ls -l ${subject}`,
    });
  },
};

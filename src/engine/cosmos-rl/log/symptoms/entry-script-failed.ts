import { brief, restingOn, rootException } from '../evidence.ts';
import type { Symptom } from '../symptom.ts';

/** The controller, and with it the entry script, ended before it was ready. */
export const controllerStartFailed: Symptom = {
  id: 'entry-script-failed',
  summary: 'The entry script or the controller failed before the workers were started',
  severity: 'error',
  category: 'run',
  outcome: 'failed',
  docs: {
    what: 'The process that runs the entry script as the controller ended during its start.',
    why: 'The entry script runs in the controller first, then in every worker; the launcher waits for it and ends with its exit code (launcher/launch_all.py:60-69, 0.4.7).',
    fix: 'Read the traceback above the line: it has no [rankN] prefix.',
  },
  matches(state) {
    const exit = state.seen['process-exited']?.first;
    if (exit === undefined) return undefined;
    const cause = rootException(state);
    const best = cause !== undefined && cause.line < exit.line ? cause : exit;
    const where = cause?.where === undefined ? '' : ` (${cause.where})`;
    return restingOn(
      best,
      {
        subject: cause?.where?.split(':')[0] ?? 'controller',
        message:
          cause === undefined
            ? `The controller ended with ${exit.notice.rc} before it was ready.`
            : `The entry script failed before the workers were started: ${brief(cause.text)}.`,
        because: `It runs in the controller first${where}; no worker was started.`,
        help: 'Mend the place that the traceback names; the script can be tried alone: python <script> --help',
      },
      { rc: exit.notice.rc },
    );
  },
};

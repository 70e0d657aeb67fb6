import { restingOn } from '../evidence.ts';
import type { Symptom } from '../symptom.ts';

/** The controller process died. */
export const controllerKilled: Symptom = {
  id: 'controller-died',
  summary: 'The controller process died',
  severity: 'error',
  category: 'run',
  outcome: 'failed',
  docs: {
    what: 'The controller ended while the policy was still training.',
    why: '0.4.7 asks the controller before every step, so the launcher kills the whole tree and exits 1 (launcher/launch_all.py:425-476, seen). Up to 0.4.4 only the shell was killed, and the workers went on.',
    fix: 'Look for the reason above the line: a signal (137 is SIGKILL, often host memory) or a traceback without a rank; then resume.',
  },
  matches(state) {
    const death = state.processes.find((one) => one.role === 'controller' && one.rc !== 0);
    // 86 is how the controller itself reports another failure; then that one is the cause.
    if (death === undefined || death.rc === 86) return undefined;
    const earlier = state.processes.some(
      (one) => one.role === 'policy' && one.rc !== 0 && one.line < death.line,
    );
    if (earlier) return undefined;
    const signal = death.rc > 128 ? death.rc - 128 : death.rc < 0 ? -death.rc : undefined;
    const step = state.seen.step?.last.notice.step;
    return restingOn(
      { line: death.line, text: `Process ${death.id} failed with return code ${death.rc}` },
      {
        subject: 'controller',
        message: `The controller ${signal === undefined ? `ended with ${death.rc}` : `was killed by signal ${signal}`}${step === undefined ? '' : ` after step ${step}`}.`,
        because:
          'Every step needs its permission, so the launcher ended the workers too (launcher/launch_all.py:425-476, 0.4.7).',
        help: 'Look at dmesg for the out-of-memory killer if it was signal 9; resume from the last checkpoint.',
      },
      { rc: death.rc, ...(signal === undefined ? {} : { signal }) },
    );
  },
};

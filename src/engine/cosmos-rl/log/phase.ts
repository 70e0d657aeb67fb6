/** Which part of a run a notice belongs to. */
import type { Notice, Phase } from './line-event.ts';

/** The phase after a notice; a notice that says nothing about progress keeps it. */
export function phaseAfter(phase: Phase, notice: Notice): Phase {
  switch (notice.kind) {
    case 'controller-start':
    case 'redis-started':
      return phase === 'starting' ? 'controller' : phase;
    case 'controller-ready':
    case 'policy-process':
    case 'config-loaded':
      return phase === 'starting' || phase === 'controller' ? 'loading' : phase;
    case 'step':
      return notice.step >= notice.total ? 'finishing' : 'training';
    case 'validation-start':
      return phase === 'finishing' ? phase : 'validating';
    case 'saving':
      return phase === 'finishing' ? phase : 'saving';
    case 'validation-loss':
    case 'checkpoint-saved':
      return phase === 'finishing' || phase === 'ended' ? phase : 'training';
    case 'stop-requested':
    case 'signal-received':
    case 'training-finished':
    case 'unregistering':
    case 'group-destroyed':
      return phase === 'ended' ? phase : 'finishing';
    case 'replica-stopping':
    case 'finalizing':
      return 'ended';
    default:
      return phase;
  }
}

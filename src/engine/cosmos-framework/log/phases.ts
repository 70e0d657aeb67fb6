/** Which part of a run a line belongs to. */
import type { Phase } from '../../events.ts';
import type { FrameworkNotice } from './notice.ts';

/** The phase after a notice. A save on the way goes on beside the training: only one that the training waits for is a phase. */
export function phaseOf(phase: Phase, notice: FrameworkNotice): Phase {
  const over = phase === 'finishing' || phase === 'ended';
  switch (notice.kind) {
    case 'model-loading':
    case 'trainable':
      return phase === 'starting' ? 'loading' : phase;
    case 'training-start':
    case 'micro-loss':
    case 'step':
      return over ? phase : 'training';
    case 'waiting-for-save':
      return over ? phase : 'saving';
    case 'save-awaited':
      return phase === 'saving' ? 'training' : phase;
    case 'training-finished':
    case 'stop-seen':
      return 'finishing';
    case 'stop-saved':
      return 'ended';
    case 'group-destroyed':
      return phase === 'finishing' ? 'ended' : phase;
    default:
      return phase;
  }
}

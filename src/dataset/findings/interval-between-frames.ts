import { defineDatasetFinding } from '../finding-kind.ts';

/** Some intervals are shorter than the time between two frames that the model sees. */
export const intervalBetweenFrames = defineDatasetFinding<{
  readonly unseen: number;
  readonly of: number;
  /** Seconds. */
  readonly shortest: number;
}>({
  id: 'interval-between-frames',
  summary: 'Some intervals are shorter than the time between two frames that the model sees.',
  severity: 'info',
  category: 'data',
  docs: {
    what: 'With `custom.vision.fps` or `nframes` as they are, an event may begin and end between two frames.',
    why: 'The model cannot see such an event. The published run trained at 1 frame per second, the default of its script, and was evaluated at 8.',
    fix: 'Raise `custom.vision.fps`; the vision tokens grow with it, as `data check` shows.',
  },
  say: ({ unseen, of, shortest }, subject) => ({
    message: `${subject}: ${unseen} of ${of} intervals are shorter than the time between two frames; the shortest has ${shortest} s.`,
    help: 'Raise custom.vision.fps, for example to 8 as in the published evaluation.',
  }),
});

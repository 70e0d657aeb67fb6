import { defineDatasetFinding } from '../finding-kind.ts';

/** An answer about times has an interval that cannot be, or none. */
export const intervalInvalid = defineDatasetFinding<{
  readonly problem: string;
  readonly severity: 'error' | 'warning';
}>({
  id: 'interval-invalid',
  summary: 'An answer about times has an interval that cannot be, or none.',
  severity: 'error',
  category: 'data',
  docs: {
    what: 'Answers of the temporal localization recipe write events as `<start> <end>`, in seconds of the clip. One that ends before it starts is an error; one without length or behind the end of the clip, a single time, and an answer without an interval are warnings.',
    why: 'The model learns the times as they are written: nothing checks them, neither the published scripts nor the engine.',
    fix: 'Correct the answer. Behind the end of the clip: compare the clip with the one that was annotated.',
  },
  say: ({ problem, severity }, subject) => ({
    severity,
    message: `${subject}: the answer ${problem}.`,
    help: 'Write <start> <end> in seconds of the clip, for example <1.5> <3.0> grasp the cup.',
  }),
});

/** What proves already while a run goes on that it cannot end well. */
import { failureSeen } from '../../torch/log/evidence.ts';
import type { FrameworkState } from './state.ts';
import { barren } from './symptoms/dataset.ts';

/** The first such line: torch's own word, or a dataset that will never give a sample. */
export function hopeless(
  state: FrameworkState,
): { readonly line: number; readonly reason: string } | undefined {
  const seen = failureSeen(state);
  if (seen !== undefined) return seen;
  const empty = barren(state);
  if (empty === undefined) return undefined;
  return {
    line: empty.line,
    reason: empty.entries === 0 ? 'the list of samples is empty' : 'no sample of the dataset can be read',
  };
}

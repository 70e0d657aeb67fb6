/** Lines that prove that a run cannot end well, whatever the exit code will be. */
import type { AnyState } from './state.ts';

/** What torch's agent, and what an engine's own processes, print only after something died: kinds of notices. */
export const FAILURES: ReadonlySet<string> = new Set([
  'process-failed',
  'process-exited',
  'child-failed',
  'elastic-failed',
  'policy-dead',
  'monitor-failed',
  'publication-failed',
  'unregister-failed',
  'watchdog',
  // What has to be there before the engine is started could not be made: a script of ours said so.
  'launch-failed',
]);

/** The first line that proves the run cannot end well, for the supervisor: whatever the exit code will be. */
export function definiteFailure(
  state: AnyState,
): { readonly line: number; readonly reason: string } | undefined {
  let first: { readonly line: number; readonly text: string } | undefined;
  for (const kind of FAILURES) {
    const one = state.seen[kind]?.first;
    if (one !== undefined && !(first !== undefined && first.line <= one.line)) first = one;
  }
  return first === undefined ? undefined : { line: first.line, reason: first.text.trim() };
}

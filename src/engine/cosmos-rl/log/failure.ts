/** Lines that prove that a run cannot end well, whatever the exit code will be. */
import type { NoticeKind } from './line-event.ts';
import type { LogState } from './state.ts';

/** What the launcher, torch's agent and the controller print only after something died. */
export const FAILURES: ReadonlySet<NoticeKind> = new Set<NoticeKind>([
  'process-failed',
  'process-exited',
  'child-failed',
  'elastic-failed',
  'policy-dead',
  'monitor-failed',
  'publication-failed',
  'unregister-failed',
  'watchdog',
]);

/** The first line that proves the run cannot end well, for the supervisor: whatever the exit code will be. */
export function definiteFailure(
  state: LogState,
): { readonly line: number; readonly reason: string } | undefined {
  const all = [...FAILURES].flatMap((kind) => state.seen[kind]?.first ?? []);
  const first = all.sort((a, b) => a.line - b.line)[0];
  return first === undefined ? undefined : { line: first.line, reason: first.text.trim() };
}

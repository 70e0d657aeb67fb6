/** Tells someone: the user's command gets the record of the night on standard input. */
import { runCommand } from '../executors/user-command.ts';
import type { Io } from '../io.ts';
import { durationSeconds } from './deadline.ts';
import type { HookResult, NightRecord } from './night-record.ts';
import type { Spec } from './series-config.ts';

/** Runs the hook for this ending, if there is one. It never changes how the night ended; its output is not kept. */
export async function runHook(spec: Spec, night: NightRecord, io: Io): Promise<readonly HookResult[]> {
  const hook = night.exitCode === 0 ? 'success' : 'failure';
  const argv = spec.file.on[hook];
  if (argv === undefined) return [];
  const end = await runCommand({
    argv,
    cwd: spec.base,
    env: io.env,
    input: `${JSON.stringify(night)}\n`,
    timeoutSeconds: durationSeconds(spec.file.on.timeout) ?? 60,
  });
  return [{ hook, exitCode: end.code, ...(end.problem === undefined ? {} : { problem: end.problem }) }];
}

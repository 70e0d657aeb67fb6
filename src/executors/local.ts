/** Runs a launch plan on this host: in its own session, its output straight into a file, so that it survives our death. */
import { closeSync, openSync } from 'node:fs';
import { execa, type Options } from 'execa';
import type { LaunchPlan } from '../plan/launch-plan.ts';

/** How the engine's launcher ended: exit code, or the signal that ended it. */
export interface EngineExit {
  readonly code?: number;
  readonly signal?: string;
}

/** A started engine. */
export interface StartedEngine {
  readonly pid: number;
  readonly exited: Promise<EngineExit>;
}

/** The environment the engine gets: ours, plus the plan's, minus what would switch the launcher into Lepton mode. */
export function engineEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  plan: LaunchPlan,
): Record<string, string> {
  const merged: Record<string, string> = {};
  for (const [key, value] of Object.entries({ ...env, ...plan.env })) {
    if (value !== undefined && !key.startsWith('LEPTON_')) merged[key] = value;
  }
  return merged;
}

/** Starts the engine, detached. Throws what the operating system said if the program cannot be started. */
export async function startLocal(
  plan: LaunchPlan,
  logFile: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<StartedEngine> {
  const [program, ...args] = plan.argv;
  const log = openSync(logFile, 'a');
  try {
    const options: Options = {
      cwd: plan.cwd,
      env: engineEnvironment(env, plan),
      extendEnv: false,
      detached: true,
      cleanup: false,
      reject: false,
      stdin: 'ignore',
      // execa's types name descriptors 3 to 9; any open one works.
      stdout: log as 3,
      stderr: log as 3,
      buffer: false,
    };
    const child = execa(program ?? 'cosmos-rl', args, options);
    if (child.pid === undefined) {
      const result = await child;
      throw result.cause ?? new Error(result.shortMessage ?? 'the engine could not be started');
    }
    const exited = child.then(
      (result): EngineExit => ({
        ...(result.exitCode === undefined ? {} : { code: result.exitCode }),
        ...(result.signal === undefined ? {} : { signal: result.signal }),
      }),
    );
    return { pid: child.pid, exited };
  } finally {
    closeSync(log);
  }
}

/** Runs a launch plan on this host: in its own session, its output straight into a file, so that it survives our death. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import type { EngineExit, RunProcess } from '../engine/engine.ts';
import type { LaunchPlan } from '../plan/launch-plan.ts';
import type { Executor, Handle, HandleAddress, StartOptions, Strays } from './executor.ts';
import { searchFor, signalAll } from './members.ts';
import { placeOfName, processName } from './process-name.ts';

const LOOPBACK = '127.0.0.1';

/** The environment the engine gets: ours, plus the plan's, minus what the plan says must not reach it. */
export function engineEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  plan: Pick<LaunchPlan, 'env' | 'withheld'>,
): Record<string, string> {
  const withheld = plan.withheld ?? [];
  const merged: Record<string, string> = {};
  for (const [key, value] of Object.entries({ ...env, ...plan.env })) {
    if (value !== undefined && !withheld.some((prefix) => key.startsWith(prefix))) merged[key] = value;
  }
  return merged;
}

function handleOf(where: HandleAddress, exited?: Promise<EngineExit>): Handle {
  const search = searchFor(where);
  const answers = new Map<string, boolean>();
  // Of another boot or container nothing can be found by its pid here, and what has its ports now is somebody else's.
  const here = where.process === undefined || placeOfName(where.process) === 'here';
  const strays = async (known: Strays | undefined): Promise<readonly RunProcess[]> => {
    const own: RunProcess[] = [];
    for (const one of known === undefined || !here ? [] : search.strays(known)) {
      const key = `${one.pid} ${one.command}`;
      const disowned = answers.get(key) ?? (await known?.disowned(one.command)) ?? false;
      answers.set(key, disowned);
      if (!disowned) own.push(one);
    }
    return own;
  };
  const alive = async (known: Strays | undefined) => [...search.members(), ...(await strays(known))];
  return {
    where,
    address: where.address,
    alive,
    async signal(signal, known) {
      signalAll(
        (await alive(known)).map((one) => one.pid),
        signal,
      );
    },
    async signalWorkers(signal, isWorker) {
      const workers = search.members().filter(isWorker);
      signalAll(
        workers.map((one) => one.pid),
        signal,
      );
      return workers.length;
    },
    wait: () => exited,
  };
}

async function start(plan: LaunchPlan, { log, env }: StartOptions): Promise<Handle> {
  const [program = '', ...args] = plan.argv;
  const file = openSync(log, 'a');
  try {
    const child = spawn(program, args, {
      cwd: plan.cwd,
      env: engineEnvironment(env, plan),
      detached: true,
      stdio: ['ignore', file, file],
    });
    const exited = new Promise<EngineExit>((resolve) => {
      child.on('exit', (code, signal) =>
        resolve({ ...(code === null ? {} : { code }), ...(signal === null ? {} : { signal }) }),
      );
    });
    await once(child, 'spawn');
    return handleOf(
      { executor: 'local', run: plan.id, address: LOOPBACK, process: processName(child.pid ?? 0) },
      exited,
    );
  } finally {
    closeSync(file);
  }
}

/** This host. */
export const LOCAL: Executor = { name: 'local', start, attach: (where) => handleOf(where) };

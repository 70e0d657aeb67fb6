#!/usr/bin/env node
/** Entry of the command: sets the exit code, nothing else. */
import { existsSync, mkdirSync, statSync } from 'node:fs';
import module from 'node:module';
import type { EarlyStop } from './io.ts';

// Node.js opens its debugger for whoever may send SIGUSR1, and Slurm sends it; whoever waits for a stop hears it too.
const early: EarlyStop = { asked: false };
process.on('SIGUSR1', () => {
  early.asked = true;
});

/** One that came before the first line has opened it already: it is closed, unless a person asked for it. */
async function closeDebugger(): Promise<void> {
  const asked = [...process.execArgv, process.env['NODE_OPTIONS'] ?? ''].some((word) =>
    /--(inspect|debug)/.test(word),
  );
  // A Node.js may be built without one.
  const inspector = asked ? undefined : await import('node:inspector').catch(() => undefined);
  if (inspector?.url() !== undefined) inspector.close();
}

/**
 * Node.js 22.1 and later keep what they compiled. What is kept is run, so it lies in the user's own cache and not where they would put
 * it, below a name in /tmp that anybody can take. The folders are made one by one: 22 and 24 never return from one in /proc.
 */
function keepCompiled(): void {
  const { enableCompileCache: keep } = module as { enableCompileCache?: (folder: string) => void };
  const { XDG_CACHE_HOME: chosen = '', HOME: home = '' } = process.env;
  const cache = chosen.startsWith('/') ? chosen : `${home}/.cache`;
  if (keep === undefined || !cache.startsWith('/')) return;
  const folder = `${cache}/cookbook-run`;
  try {
    for (const one of [cache, folder]) if (!existsSync(one)) mkdirSync(one, { mode: 0o700 });
    // Under sudo, or with a cache that several share, it may be somebody else's to write.
    const { uid, mode } = statSync(folder);
    if (uid === process.getuid?.() && (mode & 0o022) === 0) keep(`${folder}/compiled`);
  } catch {
    // Nothing depends on it.
  }
}

void closeDebugger();
keepCompiled();
void import('./program.ts').then(async ({ main, nodeIo }) => {
  await closeDebugger();
  try {
    process.cwd();
  } catch {
    process.stderr.write(
      'error: the folder that this was started in is gone\nhelp: cd to one that is there\n',
    );
    process.exitCode = 66;
    return;
  }
  process.exitCode = await main(process.argv.slice(2), nodeIo(early));
});

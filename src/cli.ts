#!/usr/bin/env node
/** Entry of the command: sets the exit code, nothing else. */
import module from 'node:module';

// Node.js opens its debugger for whoever may send SIGUSR1, and Slurm sends it; whoever waits for a stop hears it too.
process.on('SIGUSR1', () => {});
// Node.js 22.1 and later keep what they compiled; the program is loaded after that is on.
(module as { enableCompileCache?: () => void }).enableCompileCache?.();
void Promise.all([import('./program.ts'), import('./io.ts')]).then(async ([{ main }, { nodeIo }]) => {
  process.exitCode = await main(process.argv.slice(2), nodeIo());
});

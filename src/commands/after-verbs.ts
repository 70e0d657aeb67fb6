/** The verbs of after a run: `merge`, so that what it made can be used. */
import type { Command } from 'commander';
import type { ExitCode } from '../findings/exit-code.ts';
import type { Io } from '../io.ts';

/** Adds them to the command tree. */
export function afterVerbs(root: Command, io: Io, settle: (code: ExitCode) => void): void {
  root
    .command('merge <adapter>')
    .description('a LoRA adapter and its base model become one folder; a run or the folder of an adapter')
    .requiredOption('--out <folder>', 'the folder to make; what is there is never overwritten')
    .option('--base <model>', 'folder or repository of the base model (default: what the adapter names)')
    .option('--python <path>', 'a Python with torch (default: that of the engine)')
    .option('--runs-dir <folder>', 'where run records are (default ./runs)')
    .option('--json', 'one JSON document on stdout')
    .action(async (adapter: string, options) =>
      settle(await (await import('./merge.ts')).mergeAdapter(adapter, options, io)),
    );
}

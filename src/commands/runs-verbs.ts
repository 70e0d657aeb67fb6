/** The verbs of `runs`; each loads its own part only when it is called. */
import { type Command, Option } from 'commander';
import type { ExitCode } from '../findings/exit-code.ts';
import type { Io } from '../io.ts';
import { declare } from './options.ts';

/** `runs` and the verb of it that is asked, or all. */
export function runs(
  root: Command,
  io: Io,
  settle: (code: ExitCode) => void,
  asked: string | undefined,
): Command {
  const runs = root
    .command('runs')
    .description('look at runs, follow, stop, compare and report them')
    .addHelpText(
      'after',
      '\nA run is named by its id, the last part of it, a unique beginning of either, its --name, its folder, or `last`.',
    );
  const verb = (text: string, what: string) =>
    runs
      .command(text)
      .description(what)
      .option('--runs-dir <folder>', 'where run records are (default ./runs)');

  declare(
    {
      ls: () =>
        verb('ls', 'all runs')
          .option('--status <word>', 'only those that stand so: running, succeeded, failed, …')
          .option('--preset <name>', 'only those of this preset')
          .option('--since <when>', 'only those started since: 3d, 12h, or a date')
          .action(async (options) => settle(await (await import('./runs-ls.ts')).runsLs(options, io))),
      show: () =>
        verb('show [run]', 'the record of one run: outcome, metrics, proofs, where its time went').action(
          async (run: string | undefined, options) =>
            settle(await (await import('./runs-show.ts')).runsShow(run ?? 'last', options, io)),
        ),
      follow: () =>
        verb('follow [run]', 'watch a run until it ends').action(async (run: string | undefined, options) =>
          settle(await (await import('./runs.ts')).runsFollow(run ?? 'last', options, io)),
        ),
      stop: () =>
        verb('stop [run]', 'stop a run, with a checkpoint where the engine can make one')
          .option('--now', 'at once, without a checkpoint')
          .action(async (run: string | undefined, options) =>
            settle(await (await import('./runs.ts')).runsStop(run ?? 'last', options, io)),
          ),
      logs: () =>
        verb('logs [run]', "the engine's log")
          .option('-f, --follow', 'go on until the run ends')
          .option('--rank <n>', 'only the lines of this rank')
          .option('--node <name>', 'only the lines of this node, of a run on several')
          .action(async (run: string | undefined, options) =>
            settle(await (await import('./runs-logs.ts')).runsLogs(run ?? 'last', options, io)),
          ),
      report: () =>
        verb(
          'report [run]',
          'one page with curves, proofs, config, data: a single file that needs nothing else',
        )
          .option('--html <file>', "where it goes (default: report.html in the run's folder)")
          .option('--open', 'open it')
          .action(async (run: string | undefined, options) =>
            settle(await (await import('./runs-report.ts')).runsReport(run ?? 'last', options, io)),
          ),
      compare: () =>
        verb('compare <run...>', 'runs side by side: outcomes, metrics, settings that differ')
          .option('--html <file>', 'a page with their curves overlaid')
          .option('--open', 'open it')
          .addOption(new Option('--x <axis>', 'what curves are aligned by').choices(['step', 'samples']))
          .action(async (names: string[], options) =>
            settle(await (await import('./runs-report.ts')).runsCompare(names, options, io)),
          ),
      watch: () =>
        verb('watch [run]', 'the page of a run on this host, updated while it goes on')
          .option('--port <n>', 'port on 127.0.0.1 (default: a free one)')
          .action(async (run: string | undefined, options) =>
            settle(await (await import('./runs-watch.ts')).runsWatch(run ?? 'last', options, io)),
          ),
      supervise: () =>
        runs
          .command('supervise <folder>')
          .description('what the batch script of a run on a cluster calls, inside of its job')
          .action(async (folder: string, options) =>
            settle(await (await import('./runs-supervise.ts')).runsSupervise(folder, options, io)),
          ),
      rm: () =>
        verb('rm <run...>', 'remove records, and the weights that lie in them')
          .option('--yes', 'do not ask')
          .action(async (names: string[], options) =>
            settle(await (await import('./runs-rm.ts')).runsRm(names, options, io)),
          ),
    },
    asked,
  );
  return runs;
}

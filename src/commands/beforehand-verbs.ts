/** The verbs of before a run: `estimate` without the engine, `rehearse` with it, `setup` to have one. */
import type { Command } from 'commander';
import type { ExitCode } from '../findings/exit-code.ts';
import type { Io } from '../io.ts';
import type { Verbs } from './options.ts';

/** Adds them to the command tree; `options` declares what they take as `sft` does. */
export function beforehandVerbs(
  root: Command,
  io: Io,
  settle: (code: ExitCode) => void,
  options: (command: Command) => Command,
): Verbs {
  const like = (command: Command) =>
    options(command)
      .argument('[overrides...]', '`key=value` or `~key`')
      .option('--preset <name>', 'see `cookbook-run list`; or a file or package of yours')
      .option('--engine <version>', 'version, or NAME@VERSION; default: the one installed')
      .option('--runs-dir <folder>', 'where run records are (default ./runs)');

  return {
    estimate: () =>
      like(
        root
          .command('estimate')
          .description('will it fit, how long will it take, how much disk; starts nothing'),
      )
        .option('--tokens <n>', 'tokens of the longest sample, where no data tells')
        .option('--patches <n>', 'patches of its pictures and frames (four make a token)')
        .option('--price <x>', 'price of a GPU-hour')
        .option('--nodes <n>', 'nodes of a cluster; --gpus is then the number on each of them')
        .action(async (overrides: string[], given) =>
          settle(await (await import('./estimate.ts')).estimate({ ...given, overrides }, io)),
        ),
    rehearse: () =>
      like(
        root
          .command('rehearse')
          .description(
            'a few minutes on the GPU that prove a long run: longest samples, save, export, resume',
          ),
      )
        .option('--script <path>', 'an entry script of your own, or `none`')
        .option('--strict', 'warnings refuse the launch too')
        .option('--stall-timeout <seconds>', 'no progress for this long ends it as stalled (default 1800)')
        .option('--stop-timeout <seconds>', 'how long a stop may wait for its checkpoint (default 600)')
        .action(async (overrides: string[], given) =>
          settle(await (await import('./rehearse.ts')).rehearse({ ...given, overrides }, io)),
        ),
    setup: () =>
      root
        .command('setup')
        .description('a script that prepares an environment for the engine; printed, not run')
        .option('--engine <version>', 'version, or NAME@VERSION; default: the newest known')
        .option('--venv <folder>', 'the virtual environment (default .venv-NAME-VERSION)')
        .option('--uv <folder>', 'with uv, into .venv of this project')
        .option('--dockerfile', 'a Dockerfile of the same instead')
        .option('--run', 'run the script after it is printed')
        .action(async (given) => settle(await (await import('./setup.ts')).setup(given, io))),
  };
}

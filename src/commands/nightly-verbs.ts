/** The verbs of `nightly`; each loads its own part only when it is called. */
import { type Command, Option } from 'commander';
import type { ExitCode } from '../findings/exit-code.ts';
import type { Io } from '../io.ts';
import { declare } from './options.ts';

/** `nightly` and the verb of it that is asked, or all. */
export function nightly(
  root: Command,
  io: Io,
  settle: (code: ExitCode) => void,
  settingOptions: (command: Command) => Command,
  asked: string | undefined,
): Command {
  const nightly = root.command('nightly').description('unattended fine-tunes, one series a file');
  declare(
    {
      init: () =>
        settingOptions(nightly.command('init [file] [overrides...]'))
          .description('write nightly.toml and what starts it, and say what to type')
          .option('--preset <name>', 'see `cookbook-run list`')
          .option('--engine <version>', 'engine version; default: the one installed')
          .option('--script <path>', 'an entry script of your own, or `none`')
          .option('--name <name>', 'of the series; default: the preset')
          .option('--at <time>', 'when it starts, local time', '02:00')
          .option('--until <time>', 'when it must be done, local time', '07:00')
          .addOption(
            new Option('--scheduler <kind>', 'what starts it')
              .choices(['systemd', 'cron', 'none'])
              .default('systemd'),
          )
          .option('--eval', 'copy an evaluation beside it, which the gate asks about both models')
          .option('--force', 'overwrite files')
          .action(async (file: string | undefined, overrides: readonly string[], options) =>
            settle(
              await (await import('./nightly-init.ts')).nightlyInit(file, { ...options, overrides }, io),
            ),
          ),
      run: () =>
        nightly
          .command('run <file>')
          .description('one night: resume, train until the deadline, gate, promote; one JSON line')
          .option('--until <time>', 'be done at this local time, for example 07:00')
          .option('--for <duration>', 'be done after this long, for example 5h')
          .option(
            '--dry-run',
            'what this night would do, as `sft --dry-run` says it; starts and changes nothing',
          )
          .action(async (file: string, options) =>
            settle(await (await import('./nightly-run.ts')).nightlyRun(file, options, io)),
          ),
      status: () =>
        nightly
          .command('status <file>')
          .description('the last nights, the last good model, and what the next night does')
          .action(async (file: string, options) =>
            settle(await (await import('./nightly-status.ts')).nightlyStatus(file, options, io)),
          ),
      ls: () =>
        nightly
          .command('ls [folders...]')
          .description('the series below some folders, three levels deep')
          .action(async (folders: readonly string[], options) =>
            settle((await import('./nightly-ls.ts')).nightlyLs(folders, options, io)),
          ),
      pause: () =>
        nightly
          .command('pause <file>')
          .description('let the nights of a series train nothing until `unpause`')
          .option('--reason <text>', 'shown by status and in the record of each night')
          .action(async (file: string, options) =>
            settle((await import('./nightly-pause.ts')).nightlyPause(file, options, io)),
          ),
      unpause: () =>
        nightly
          .command('unpause <file>')
          .description('let a paused series go on')
          .action(async (file: string, options) =>
            settle((await import('./nightly-pause.ts')).nightlyUnpause(file, options, io)),
          ),
      watch: () =>
        nightly
          .command('watch <file>')
          .description('tell if no night began in time: exit 1 and a message of kind `silence`')
          .option('--within <duration>', 'how long ago the last night may have begun', '26h')
          .action(async (file: string, options) =>
            settle(await (await import('./nightly-pause.ts')).nightlyWatch(file, options, io)),
          ),
      prune: () =>
        nightly
          .command('prune <file>')
          .description('remove the weights that retention lets go')
          .option('--dry-run', 'only list them')
          .action(async (file: string, options) =>
            settle((await import('./nightly-status.ts')).nightlyPrune(file, options, io)),
          ),
    },
    asked,
  );
  return nightly;
}

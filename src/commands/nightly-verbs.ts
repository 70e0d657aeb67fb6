/** The verbs of `nightly`; each loads its own part only when it is called. */
import { type Command, Option } from 'commander';
import type { ExitCode } from '../findings/exit-code.ts';
import type { Io } from '../io.ts';

/** Adds `nightly` and its verbs to the command tree. */
export function nightlyVerbs(root: Command, io: Io, settle: (code: ExitCode) => void): void {
  const nightly = root.command('nightly').description('unattended fine-tunes, one series a file');
  nightly
    .command('init [file]')
    .description('write nightly.toml and what starts it, and say what to type')
    .option('--preset <name>', 'see `cookbook-run list`')
    .option('--dataset <folder>', "the dataset's folder")
    .option('--name <name>', 'of the series; default: the preset')
    .option('--at <time>', 'when it starts, local time', '02:00')
    .option('--until <time>', 'when it must be done, local time', '07:00')
    .addOption(
      new Option('--scheduler <kind>', 'what starts it')
        .choices(['systemd', 'cron', 'none'])
        .default('systemd'),
    )
    .option('--force', 'overwrite files')
    .action(async (file: string | undefined, options) =>
      settle(await (await import('./nightly-init.ts')).nightlyInit(file ?? 'nightly.toml', options, io)),
    );
  nightly
    .command('run <file>')
    .description('one night: resume, train until the deadline, gate, promote; one JSON line')
    .option('--until <time>', 'be done at this local time, for example 07:00')
    .option('--for <duration>', 'be done after this long, for example 5h')
    .option('--dry-run', 'what this night would do, as JSON; starts and changes nothing')
    .action(async (file: string, options) =>
      settle(await (await import('./nightly-run.ts')).nightlyRun(file, options, io)),
    );
  nightly
    .command('status <file>')
    .description('the last nights, the last good model, where the next night goes on')
    .option('--json', 'one JSON document on stdout')
    .action(async (file: string, options) =>
      settle((await import('./nightly-status.ts')).nightlyStatus(file, options, io)),
    );
  nightly
    .command('prune <file>')
    .description('remove the weights that retention lets go')
    .option('--dry-run', 'only list them')
    .option('--json', 'one JSON document on stdout')
    .action(async (file: string, options) =>
      settle((await import('./nightly-status.ts')).nightlyPrune(file, options, io)),
    );
}

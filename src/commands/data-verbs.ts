/** `init` and the verbs of `data`; each loads its own part only when it is called. */
import type { Command } from 'commander';
import type { ExitCode } from '../findings/exit-code.ts';
import type { Io } from '../io.ts';
import { collect, dataOptions, declare, type Verbs } from './options.ts';

/** Adds `init`, `data check` and `data show` to the command tree. */
export function dataVerbs(
  root: Command,
  io: Io,
  settle: (code: ExitCode) => void,
  asked: string | undefined,
): Verbs {
  return {
    init: () =>
      root
        .command('init')
        .description(
          'from data to a config: what it is, which preset fits it and this host, and what to type',
        )
        .argument('[data]', 'a folder or an annotation file; without one an example is made')
        .argument('[overrides...]', '`key=value` or `~key`')
        .option('--preset <name>', 'take this preset')
        .option('--layout <name>', 'take the data for this layout')
        .option('--model <name>', 'model repository or folder')
        .option(
          '--gpus <n>',
          'GPUs to train on (default: those of this host, up to what the preset was made for)',
        )
        .option('--engine <version>', 'engine version')
        .option('--set <key=value>', 'one setting', collect)
        .option('--file <file>', 'the file to write (default: my.toml)')
        .action(async (data: string | undefined, overrides: string[], options) =>
          settle(await (await import('./init.ts')).init(data, { ...options, overrides }, io)),
        ),
    data: () => {
      const data = root.command('data').description('look at a dataset before a GPU does');
      declare(
        {
          check: () =>
            dataOptions(
              data.command('check <folder>').description('can it be trained on, how long, how many steps'),
            )
              .option('--decode <n>', 'decode this many clips and pictures with ffmpeg, or `all`')
              .option('--no-cache', 'read everything again, and remember nothing')
              .action(async (folder: string, overrides: string[], options) =>
                settle(
                  await (await import('./data-check.ts')).dataCheck(folder, { ...options, overrides }, io),
                ),
              ),
          show: () =>
            dataOptions(data.command('show <folder>').description('samples as the model will see them'))
              .option('--sample <k>', 'a number counted from 0, or an id (default 0)')
              .option('--count <n>', 'how many from there on (default 1; 12 in a page)')
              .option('--html <file>', 'write a page with frames, prompts and answers')
              .option('--png <file>', 'where the contact sheet goes (default: a temporary folder)')
              .option('--force', 'overwrite those files')
              .action(async (folder: string, overrides: string[], options) =>
                settle(
                  await (await import('./data-show.ts')).dataShow(folder, { ...options, overrides }, io),
                ),
              ),
        },
        asked,
      );
      return data;
    },
  };
}

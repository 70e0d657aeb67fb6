/** The command tree. Never exits and never throws: every ending is an exit code. */
import { Argument, Command, CommanderError, Option } from 'commander';
import { afterVerbs } from './commands/after-verbs.ts';
import { beforehandVerbs } from './commands/beforehand-verbs.ts';
import { declareCheck } from './commands/check-options.ts';
import { dataVerbs } from './commands/data-verbs.ts';
import { helped } from './commands/help.ts';
import { nightly } from './commands/nightly-verbs.ts';
import { collect, declare, placeOptions, requestOptions, settingOptions } from './commands/options.ts';
import { runs } from './commands/runs-verbs.ts';
import { EXIT_CODES, ExitCode } from './findings/exit-code.ts';
import { Failure } from './findings/failure.ts';
import { systemFailure } from './findings/system-failure.ts';
import type { Io } from './io.ts';
import { type Refusal, refuse } from './report/refusal.ts';
import { VERSION } from './version.ts';

export { nodeIo } from './io.ts';

/**
 * The verb that the first words of a command line name, or every verb, with its flags; `settle` is told the exit code of the one
 * that ran. All of them take longer to declare than `list` takes to answer.
 */
export function program(io: Io, settle: (code: ExitCode) => void, asked: readonly string[] = []): Command {
  const root = new Command('cookbook-run')
    .description('NVIDIA Cosmos Cookbook fine-tunes: know before you launch, and the truth when it ends.')
    .version(VERSION)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
    })
    .showHelpAfterError('(see --help)')
    .addHelpText(
      'after',
      () =>
        `\nExit codes:\n${EXIT_CODES.map(([code, text]) => `  ${String(code).padStart(3)}  ${text}`).join('\n')}`,
    );

  const verb = (text: string, what: string) => root.command(text).description(what);

  declare(
    {
      sft: () =>
        placeOptions(
          requestOptions(
            settingOptions(verb('sft', 'fine-tune: checks everything, runs the engine, verifies the end')),
          ),
        )
          .argument('[overrides...]', '`key=value` or `~key`')
          .option(
            '--preset <name>',
            'see `cookbook-run list`; or a file (./mine.ts, .mjs, .toml) or package of yours',
          )
          .option(
            '--engine <version>',
            'engine version, or NAME@VERSION, to write for; default: the one installed',
          )
          .option('--script <path>', 'an entry script of your own, or `none`')
          .option('--dry-run', 'everything up to the launch; writes only into a scratch folder')
          .option('--plan-hash <hash>', 'start only what a dry run has shown: the hash that it printed')
          .option('--fit', 'take the largest mini-batch that fits the GPUs')
          .option('--strict', 'warnings refuse the launch too')
          .option(
            '--stall-timeout <seconds>',
            'no progress for this long ends the run as stalled (default 1800)',
          )
          .option('--stop-timeout <seconds>', 'how long a stop may wait for its checkpoint (default 600)')
          .addOption(
            new Option(
              '--on-nan <what>',
              'a loss that is not finite for 3 steps: stop or warn (default stop)',
            ).choices(['stop', 'warn']),
          )
          .option('--resume <run>', 'go on from the newest verified checkpoint of a run, or `last`')
          .option('--anyway', 'with --resume: also with settings that make it another training')
          .option('--name <word>', 'a name for the run, for the verbs of `runs`')
          .option('--runs-dir <folder>', 'where run records go (default ./runs)')
          .action(async (overrides: string[], options) =>
            settle(await (await import('./commands/sft.ts')).sft({ ...options, overrides }, io)),
          ),
      ...beforehandVerbs(root, io, settle, (command) => requestOptions(settingOptions(command))),
      list: () =>
        verb('list', 'the presets').action(async (options) =>
          settle((await import('./commands/list.ts')).list(options, io)),
        ),
      show: () =>
        verb('show <preset>', 'a preset with the origin of every value, or the exact TOML')
          .argument('[overrides...]', '`key=value` or `~key`')
          .option('--engine <version>', 'engine version, or NAME@VERSION, to render for')
          .option('--set <key=value>', 'one setting', collect)
          .option('--gpus <n>', 'how many GPUs train')
          .option('--nodes <n>', 'nodes of a cluster; --gpus is then the number on each of them')
          .option(
            '--dataset-rows <n>',
            'samples to plan steps and disk for; default: those of the published run',
          )
          .addOption(
            new Option('--format <format>', 'text, toml or json')
              .choices(['text', 'toml', 'json'])
              .default('text'),
          )
          .action(async (preset: string, overrides: string[], options) =>
            settle(await (await import('./commands/show.ts')).show(preset, { ...options, overrides }, io)),
          ),
      diff: () =>
        verb('diff <preset> [file]', 'a preset against a file or what was published, or a run against a run')
          .option('--upstream', 'against what NVIDIA published')
          .option('--engine <version>', 'engine version, or NAME@VERSION, to compare for')
          .option('--runs-dir <folder>', 'where run records are (default ./runs)')
          .action(async (first: string, second: string | undefined, options) =>
            settle(
              await (await import('./commands/diff.ts')).diff(
                second === undefined ? { first } : { first, second },
                options,
                io,
              ),
            ),
          ),
      cp: () =>
        verb('cp <preset> <file>', 'the preset as a commented TOML of your own, for `sft --config`')
          .argument('[overrides...]', '`key=value` or `~key`')
          .option('--engine <version>', 'engine version, or NAME@VERSION, to write for')
          .option('--set <key=value>', 'one setting', collect)
          .option('--force', 'overwrite the file')
          .action(async (preset: string, file: string, overrides: string[], options) =>
            settle(await (await import('./commands/cp.ts')).cp(preset, file, { ...options, overrides }, io)),
          ),
      schema: () =>
        verb('schema', 'a JSON Schema of the config, for editors, or of what a verb prints with --json')
          .option('--engine <version>', 'engine version, or NAME@VERSION')
          .option('--output <verb>', 'of the document of this verb: sft, check, runs-show, …')
          .option('--site', 'of a site file, which holds the facts of a cluster')
          .action(async (options) =>
            settle(await (await import('./commands/schema.ts')).schema(options, io)),
          ),
      feasibility: () =>
        requestOptions(verb('feasibility', 'can this run do what is asked of it, and what can instead?'))
          .argument('[overrides...]', '`key=value` or `~key`')
          .option('--preset <name>', 'judge this preset')
          .option('--config <file>', 'judge this TOML of an engine')
          .option(
            '--model <name>',
            'model repository or folder; only configs and safetensors headers are read',
          )
          .option('--dataset <path>', 'labels to look at: a folder, .json, .jsonl or .tar')
          .option('--script <path>', 'an entry script of your own')
          .option('--engine <version>', 'engine version, or NAME@VERSION')
          .option('--set <key=value>', 'one setting', collect)
          .option('--format <format>', 'text, json or md (to paste into an issue)')
          .action(async (overrides: string[], options) =>
            settle(
              await (await import('./commands/feasibility.ts')).feasibility({ ...options, overrides }, io),
            ),
          ),
      check: () =>
        declareCheck(root).action(async (files: string[], options) =>
          settle(await (await import('./commands/check.ts')).check(files, options, io)),
        ),
      doctor: () =>
        verb('doctor', 'is this host ready, or with --on slurm the nodes of a cluster?')
          .option('--preset <name>', 'check for what this preset needs')
          .addOption(
            new Option('--on <place>', 'this host, or nodes of a cluster').choices(['local', 'slurm']),
          )
          .option('--nodes <n>', 'with --on slurm: so many nodes (default 2)')
          .option('--gpus <n>', 'with --on slurm: GPUs of each node (default: all of them)')
          .option('--partition <name>', 'with --on slurm: partition of the cluster')
          .option('--site <file>', 'the facts of the cluster (default ~/.config/cookbook-run/site.toml)')
          .addOption(new Option('--as-node <task>').hideHelp())
          .option('--fix', 'print the script of `setup` where the host is not ready; nothing is installed')
          .action(async (options) =>
            settle(await (await import('./commands/doctor-preset.ts')).doctorPreset(options, io)),
          ),
      diagnose: () =>
        verb(
          'diagnose <log...>',
          'how did a run end, by its log, also one that cookbook-run did not start: files, a folder, or -',
        )
          .option('--config <file>', "the run's TOML")
          .option('--events <file>', "the entry script's events")
          .option('--exit-code <n>', 'what the engine returned; a signal is negative')
          .action(
            async (
              logs: string[],
              options: { config?: string; events?: string; exitCode?: string; json?: boolean },
            ) => {
              const { exitCode, ...rest } = options;
              if (exitCode !== undefined && !/^-?\d+$/.test(exitCode)) {
                throw new Failure(
                  ExitCode.usage,
                  `--exit-code takes a whole number, not \`${exitCode}\``,
                  '--exit-code 1',
                );
              }
              const { diagnose } = await import('./commands/diagnose.ts');
              settle(
                await diagnose(
                  { logs, ...rest, ...(exitCode === undefined ? {} : { exitCode: Number(exitCode) }) },
                  io,
                ),
              );
            },
          ),
      ...dataVerbs(root, io, settle, asked[1]),
      explain: () =>
        verb('explain', 'what a finding, an exit code or a topic means and what to do about it')
          .argument('[id]', 'a finding id, an exit code or a topic; without one, all of them')
          .action(async (id: string | undefined, options) =>
            settle((await import('./commands/explain.ts')).explain(id, options, io)),
          ),
      completion: () =>
        verb('completion', 'a script that completes verbs, flags, presets, runs and keys in a shell')
          .addArgument(new Argument('<shell>', 'which shell').choices(['bash', 'zsh', 'fish']))
          .action(async (shell: 'bash' | 'zsh' | 'fish', options) =>
            settle((await import('./commands/completion/completion.ts')).completion(shell, options, io)),
          ),
      // What those scripts ask.
      complete: () =>
        root
          .command('complete [words...]', { hidden: true })
          .action(async (words: string[]) =>
            settle(
              await (await import('./commands/completion/complete.ts')).complete(
                program(io, settle),
                words,
                io,
              ),
            ),
          ),
      nightly: () => nightly(root, io, settle, settingOptions, asked[1]),
      runs: () => runs(root, io, settle, asked[1]),
      ...afterVerbs(root, io, settle),
    },
    asked[0],
  );
  return helped(root);
}

function refusalOf(thrown: unknown): Refusal {
  const error = systemFailure(thrown) ?? thrown;
  if (error instanceof Failure) {
    const { exitCode: code, message, help } = error;
    return { code, message, ...(help === undefined ? {} : { help }) };
  }
  if (error instanceof CommanderError)
    return { code: ExitCode.usage, message: error.message.replace(/^error: /, ''), told: true };
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    code: ExitCode.bug,
    message: `a bug in cookbook-run: ${text}`,
    help: 'report it with this text; a run that was started goes on, see `cookbook-run runs ls`',
  };
}

async function ended(argv: readonly string[], io: Io): Promise<ExitCode> {
  let code: ExitCode = ExitCode.ok;
  try {
    const settle = (value: ExitCode) => {
      code = value;
    };
    await program(io, settle, argv).parseAsync([...argv], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return ExitCode.ok;
    return refuse(refusalOf(error), argv, io);
  }
}

/** Runs one invocation and returns its exit code; an answer that could not be written is no success. */
export async function main(argv: readonly string[], io: Io): Promise<ExitCode> {
  const code = await ended(argv, io);
  const written = (await io.stdout.flushed?.()) !== false;
  await io.stderr.flushed?.();
  if (written) return code;
  io.stderr.write(
    'error: the answer could not be written: the disk is full, or the device does not take it\n',
  );
  return code === ExitCode.ok ? ExitCode.disk : code;
}

/** The verbs of after a run: `merge`, so that what it made can be used, and `eval`, so that one knows whether it is better. */
import { type Command, Option } from 'commander';
import type { ExitCode } from '../findings/exit-code.ts';
import type { Io } from '../io.ts';
import { collect, type Verbs } from './options.ts';

/** Adds them to the command tree. */
export function afterVerbs(root: Command, io: Io, settle: (code: ExitCode) => void): Verbs {
  return {
    merge: () =>
      root
        .command('merge <adapter>')
        .description('a LoRA adapter and its base model become one folder; a run or the folder of an adapter')
        .requiredOption('--out <folder>', 'the folder to make; what is there is never overwritten')
        .option('--base <model>', 'folder or repository of the base model (default: what the adapter names)')
        .option('--python <path>', 'a Python with torch (default: that of the engine)')
        .option('--runs-dir <folder>', 'where run records are (default ./runs)')
        .action(async (adapter: string, options) =>
          settle(await (await import('./merge.ts')).mergeAdapter(adapter, options, io)),
        ),
    eval: () =>
      root
        .command('eval <model>')
        .description(
          "is it better? held-out samples through a run's model, or through any model, and its base",
        )
        .argument('[overrides...]', '`key=value` or `~key`, with --preset')
        .option('--base [model]', 'ask the base model the same (default: the one that it was trained from)')
        .option('--data <folder>', 'other data than the run held out')
        .option('--preset <name>', 'how --data are read, for a model that no run of yours made')
        .option('--set <key=value>', 'one setting, with --preset', collect)
        .option('--samples <n>', 'samples at most (default 200)')
        .option('--seconds <s>', 'time for all models together (default 3000)')
        .option('--tokens <n>', 'tokens of an answer at most (default 1024)')
        .option('--batch <n>', 'samples that are asked at once (default 4)')
        .addOption(
          new Option(
            '--backend <name>',
            'what runs the models (default: vllm where it is installed)',
          ).choices(['auto', 'transformers', 'vllm']),
        )
        .option('--python <path>', 'a Python with torch and transformers (default: that of the engine)')
        .option('--out <folder>', "where answers and page go (default: eval/ in the run's folder, or ./eval)")
        .option('--runs-dir <folder>', 'where run records are (default ./runs)')
        .action(async (model: string, overrides: string[], options) =>
          settle(await (await import('./eval.ts')).evalModel(model, { ...options, overrides }, io)),
        ),
    handover: () =>
      root
        .command('handover [model]')
        .description('a prepared folder that brings a result to where it is used, or why it cannot go there')
        .addOption(
          new Option('--to <place>', 'where it shall be used')
            .choices(['alpamayo-r1', 'alpamayo-1.5', 'alpamayo-2-super', 'nim', 'vllm'])
            .makeOptionMandatory(),
        )
        .requiredOption('--out <folder>', 'the folder to make; what is there is never overwritten')
        .option('--model <folder>', 'the model of that place, which the stages begin with')
        .option('--dataset <folder>', 'the data of the stages')
        .option('--nav <file>', 'navigation texts, for Alpamayo 1.5')
        .option('--host <name>', 'the first node, where there are several')
        .option('--decoder-only', 'stage 2 alone')
        .option('--runs-dir <folder>', 'where run records are (default ./runs)')
        .action(async (model: string | undefined, options) =>
          settle(await (await import('./handover.ts')).handover(model, options, io)),
        ),
  };
}

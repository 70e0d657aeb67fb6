/** The flags of `check`; without the command itself, so that the command tree loads without it. */
import { type Command, Option } from 'commander';

const FORMATS = ['text', 'json', 'sarif', 'github'];

/** Declares `check` below `root`. */
export function declareCheck(root: Command): Command {
  return root
    .command('check <file...>')
    .description('what the engine will really do with a config: files, a folder, or - for stdin')
    .option('--engine <version>', 'engine version; default: the one installed, else what the file shows')
    .option('--gpus <n>', 'GPUs that the run will see on one node')
    .option('--nodes <n>', 'nodes that the run is to train on together (default 1)')
    .option('--host <file>', 'the host it will run on, from `doctor --json`')
    .option('--script <path>', 'the entry script that goes with it, or `none`')
    .option('--workdir <folder>', 'where the run would be started; relative paths count from here')
    .option('--dataset-rows <n>', 'training samples, for the number of steps')
    .option('--strict', 'warnings count as errors')
    .option('--fix', 'write the safe fixes to a new file, show the difference, and check the result')
    .option('--output <file>', 'where --fix writes; default: NAME.fixed.toml')
    .addOption(new Option('--format <format>', FORMATS.join(', ')).choices(FORMATS));
}

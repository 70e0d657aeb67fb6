/** Options that several verbs take. */
import { type Command, Option } from 'commander';

/** What declares each verb, by its name, in the order of `--help`. */
export type Verbs = Readonly<Record<string, () => Command>>;

/** Declares the verb that is asked, or all of them where it is none of them. */
export function declare(verbs: Verbs, asked: string | undefined): void {
  const one = asked !== undefined && Object.hasOwn(verbs, asked) ? verbs[asked] : undefined;
  for (const declaration of one === undefined ? Object.values(verbs) : [one]) declaration();
}

/** Collects an option that may be given several times. */
export const collect = (value: string, all: readonly string[] = []): readonly string[] => [...all, value];

/** What makes settings. */
export function settingOptions(command: Command): Command {
  return command
    .option('--config <file>', 'a TOML of the engine as a layer above the preset')
    .option('--set <key=value>', 'one setting; also as a bare `key=value`, and `~key` removes one', collect)
    .option('--model <name>', 'model repository or folder')
    .option('--dataset <folder>', "the dataset's folder")
    .option('--epochs <n>', 'how often the data is passed over')
    .option('--lr <x>', 'the learning rate')
    .option('--batch <n>', 'samples per GPU and step')
    .option('--gpus <n>', 'how many GPUs train')
    .option('--output <folder>', 'where checkpoints go; a new folder per run is made in it')
    .option('--lora <spec>', 'for example r=16,alpha=32,targets=q_proj+v_proj');
}

/** Where a run is executed, and how many nodes of a cluster it takes. */
export function placeOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--on <place>', 'where it runs (default local); skypilot and k8s are printed only').choices([
        'local',
        'slurm',
        'skypilot',
        'k8s',
      ]),
    )
    .option('--nodes <n>', 'nodes of the cluster; --gpus is then the number on each of them')
    .option('--partition <name>', 'partition of the cluster')
    .option('--site <file>', 'the facts of the cluster (default ~/.config/cookbook-run/site.toml)')
    .option('--time <limit>', 'time limit of the job, as sbatch takes it: 8:00:00, 1-12')
    .option(
      '--max-requeues <n>',
      'how often the job may be queued again after a stop or a lost node (default 3)',
    )
    .option('--wait', 'with --on slurm: wait for the end of the job, and return its exit code');
}

/** What says which data, and for which run. */
export function dataOptions(command: Command): Command {
  return command
    .argument('[overrides...]', '`key=value` or `~key`')
    .option('--preset <name>', 'how it is used (default: found from the data): see `cookbook-run list`')
    .option('--recipe <name>', 'the same as --preset')
    .option('--config <file>', 'a TOML of the engine as a layer above the preset')
    .option('--set <key=value>', 'one setting', collect)
    .option('--engine <version>', 'engine version, or NAME@VERSION, to count steps for')
    .option('--model <folder>', 'a model folder: its tokenizer.json counts the text')
    .option('--gpus <n>', 'how many GPUs train');
}

/** What is asked of a run. */
export function requestOptions(command: Command): Command {
  return command
    .option('--optimize <target>', 'vlm-text, discrete-traj-tokens, trajectory-decoder or video-diffusion')
    .option('--consumer <model>', 'the model that will use the result, for example alpamayo-r1')
    .option('--goal <text>', 'what you want, in words: kept beside the answer, never judged');
}

/** Reads the few keys that matter from the Python repr in `[Policy] Loaded configuration: {…}`. */
import type { LoadedConfig } from '../line-event.ts';

function section(text: string, name: string): string {
  const at = text.indexOf(`'${name}': {`);
  if (at === -1) return '';
  let depth = 0;
  for (let i = text.indexOf('{', at); i < text.length; i += 1) {
    if (text[i] === '{') depth += 1;
    if (text[i] === '}') depth -= 1;
    if (depth === 0) return text.slice(at, i + 1);
  }
  return text.slice(at);
}

function raw(text: string, key: string): string | undefined {
  return new RegExp(`'${key}': ('[^']*'|[^,}\\]]+)`).exec(text)?.[1];
}

function number(text: string, key: string): number | undefined {
  const value = raw(text, key);
  return value !== undefined && /^-?[\d.]+$/.test(value) ? Number(value) : undefined;
}

function boolean(text: string, key: string): boolean | undefined {
  const value = raw(text, key);
  return value === 'True' ? true : value === 'False' ? false : undefined;
}

function string(text: string, key: string): string | undefined {
  const value = raw(text, key);
  return value?.startsWith("'") ? value.slice(1, -1) : undefined;
}

/** Drops keys without a value, so that absent stays absent. */
function present<T extends object>(record: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as never;
}

/** The keys found; the text is Python, cut at the longest line, so every key may be missing. */
export function loadedConfig(text: string): LoadedConfig {
  const train = section(text, 'train');
  const policy = section(
    text.slice(text.indexOf("'policy': {") === -1 ? 0 : text.indexOf("'policy': {")),
    'policy',
  );
  const parallel = section(policy, 'parallelism');
  const shard = number(parallel, 'dp_shard_size');
  const replicate = number(parallel, 'dp_replicate_size');
  const lora = /'lora': (None|\{)/.exec(policy.replace(section(policy, 'diffusers'), ''))?.[1];
  return present({
    type: string(section(train, 'train_policy'), 'type'),
    enableCheckpoint: boolean(train, 'enable_checkpoint'),
    batch: number(train, 'train_batch_per_replica'),
    epoch: number(train, 'epoch'),
    maxSteps: number(train, 'max_num_steps'),
    dropLast: boolean(train, 'dataloader_drop_last'),
    dataRanks:
      shard === undefined || replicate === undefined
        ? undefined
        : Math.max(1, shard) * Math.max(1, replicate),
    replicas: number(parallel, 'n_init_replicas'),
    outputDir: string(train, 'output_dir'),
    miniBatch: number(section(train, 'train_policy'), 'mini_batch'),
    gradientCheckpointing: boolean(policy, 'model_gradient_checkpointing'),
    maxKeep: number(section(train, 'ckpt'), 'max_keep'),
    lora: lora === undefined ? undefined : lora === '{',
  }) as LoadedConfig;
}

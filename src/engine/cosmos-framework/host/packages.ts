/** Packages beside cosmos-framework, as they are called where they are installed from. */

/** The version of a source that is no checkout and that pip did not fetch from git. */
export const SOURCE_UNKNOWN = 'unknown';

/** Imported at its start, whatever is trained (its dry run and the runs on a GPU, 5eee9ed). */
export const ALWAYS = [
  'torch',
  'transformers',
  'hydra-core',
  'omegaconf',
  'loguru',
  'multi-storage-client',
  'wandb',
] as const;

/** Everything whose version is asked for. */
export const PACKAGES = [
  ...ALWAYS,
  'tokenizers',
  'torchcodec',
  'flash-attn',
  'natten',
  'transformer-engine',
] as const;

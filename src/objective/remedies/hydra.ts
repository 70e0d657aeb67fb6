/**
 * The values that the published Hydra configs of the Alpamayo recipes leave open (`???`). One that is missing stops the run
 * only after the model was loaded on every rank (hydra.instantiate of the dataset), so a command names them all.
 */

const LOCAL = ['data.train_dataset.local_dir', 'data.val_dataset.local_dir'] as const;
const NAV = [...LOCAL, 'data.train_dataset.annotations_path', 'data.val_dataset.annotations_path'] as const;
const CHUNKS = [
  ...LOCAL,
  'data.train_dataset.chunk_ids',
  'data.val_dataset.chunk_ids',
  'paths.output_dir',
] as const;

/** By module and config name (NVlabs/alpamayo-recipes b790b8e8; alpamayo2_sft at 1f263e97). */
export const MANDATORY = {
  'alpamayo1_sft.train_hf sft_stage1': ['model.checkpoint_path', ...LOCAL],
  'alpamayo1_sft.train_hf sft_stage2': ['model.pretrained_model_name_or_path', ...LOCAL],
  'alpamayo1_sft.evaluate_hf sft_stage2': ['evaluate.eval_ckpt', 'data.val_dataset.local_dir'],
  'alpamayo1_5_sft.train_hf sft_stage1_nav': ['model.checkpoint_path', ...NAV],
  'alpamayo1_5_sft.train_hf sft_stage1_lingoqa': [
    'model.checkpoint_path',
    'data.train_dataset.data_root',
    'data.val_dataset.data_root',
    'data.val_dataset.parquet_name',
  ],
  'alpamayo1_5_sft.train_hf sft_stage2_nav': ['model.pretrained_model_name_or_path', ...NAV],
  'alpamayo1_5_sft.evaluate_hf sft_stage2_nav': [
    'evaluate.eval_ckpt',
    'data.val_dataset.local_dir',
    'data.val_dataset.annotations_path',
  ],
  'alpamayo2_sft.train_hf sft_stage1': ['model.pretrained_model_name_or_path', ...CHUNKS],
  'alpamayo2_sft.train_hf sft_stage2': ['model.pretrained_model_name_or_path', ...CHUNKS],
  'alpamayo2_sft.evaluate_hf sft_eval_trajectory': [
    'evaluate.eval_ckpt',
    'evaluate.max_eval_steps',
    'data.val_dataset.local_dir',
    'data.val_dataset.chunk_ids',
  ],
} as const satisfies Record<string, readonly string[]>;

export type HydraConfig = keyof typeof MANDATORY;

/** The values of a config, none left out; further keys may follow. */
export type HydraValues<Config extends HydraConfig> = Readonly<
  Record<(typeof MANDATORY)[Config][number], string>
>;

/** The command line of one config; `launcher` is everything before `-m`. */
export function hydraCommand<Config extends HydraConfig>(
  config: Config,
  launcher: string,
  values: HydraValues<Config>,
  more: Readonly<Record<string, string>> = {},
): string {
  const [module = '', name = ''] = config.split(' ');
  const given = [...Object.entries<string>(values), ...Object.entries(more)];
  const words = given.map(([key, value]) => `${key}=${value}`).join(' ');
  const configs = `pkg://${module.split('.')[0]}/configs`;
  return `${launcher} -m ${module} --config-path ${configs} --config-name ${name} ${words}`;
}

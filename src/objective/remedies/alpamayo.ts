/** What trains Alpamayo-R1 and 1.5: their own recipes, by part. */
import { type HydraConfig, type HydraValues, hydraCommand } from './hydra.ts';
import type { Way } from './way.ts';

const ON_8 = 'torchrun --nproc_per_node 8';

const on8 = <Config extends HydraConfig>(
  config: Config,
  values: HydraValues<Config>,
  more: Readonly<Record<string, string>> = {},
) => hydraCommand(config, ON_8, values, more);

const CLONE = { run: 'git clone https://github.com/NVlabs/alpamayo-recipes && cd alpamayo-recipes' } as const;

const PAI =
  'PhysicalAI-Autonomous-Vehicles (4 cameras, calibration, egomotion), or your own with image_frames, camera_indices, ego_history_xyz/rot, ego_future_xyz/rot: 64 steps at 10 Hz';

const CAMERAS =
  '--camera camera_front_wide_120fov camera_cross_left_120fov camera_cross_right_120fov camera_front_tele_30fov --calibration camera_intrinsics sensor_extrinsics --labels egomotion';

const FETCH_PAI = {
  run: `python scripts/download_pai.py --chunk-ids 0-100 ${CAMERAS} --output-dir PAI_DIR`,
  unless: 'dataset',
} as const;

const ENTER_A1 = {
  run: 'cd recipes/alpamayo1_sft && uv venv a1_sft && source a1_sft/bin/activate && uv sync --active',
} as const;

const FETCH_R1 = {
  run: 'huggingface-cli download nvidia/Alpamayo-R1-10B --local-dir R1_DIR',
  unless: 'model',
} as const;

const FIXED_COMMIT =
  'alpamayo-recipes must be 9299254 (2026-07-07) or later: before it stage 2 ignored the VLM of stage 1 without a word';

const STAGE_1_FIRST = 'all changes of the VLM belong into stage 1, before stage 2';

const WHOLE = 'the Alpamayo NIM takes full checkpoints only: no LoRA, no deltas, no expert alone';

const DATA = {
  'data.train_dataset.local_dir': 'PAI_DIR',
  'data.val_dataset.local_dir': 'PAI_DIR',
} as const;

const NAV = {
  ...DATA,
  'data.train_dataset.annotations_path': 'NAV_JSON',
  'data.val_dataset.annotations_path': 'NAV_JSON',
} as const;

const EVALUATE_R1 = on8('alpamayo1_sft.evaluate_hf sft_stage2', {
  'evaluate.eval_ckpt': 'output_stage2/checkpoint-N',
  'data.val_dataset.local_dir': 'PAI_DIR',
});

const R1 = {
  data: PAI,
  of: ['alpamayo-r1', 'alpamayo'],
  model: { word: 'R1_DIR', local: true },
  dataset: { word: 'PAI_DIR', holds: 'motion' },
} as const;

/** Decoder of Alpamayo-R1: flow matching on a frozen VLM. */
export const R1_STAGE_2: Way = {
  ...R1,
  id: 'alpamayo1-stage2',
  title: 'Alpamayo-R1, stage 2',
  trains: 'expert, action_in_proj and action_out_proj by flow-matching MSE; the VLM stays frozen',
  steps: [
    CLONE,
    FETCH_R1,
    FETCH_PAI,
    ENTER_A1,
    {
      main: true,
      run: on8('alpamayo1_sft.train_hf sft_stage2', {
        'model.pretrained_model_name_or_path': 'R1_DIR',
        ...DATA,
      }),
    },
    { run: EVALUATE_R1 },
  ],
  hardware: '8 × H100 80 GB (validated by its authors); DDP, no DeepSpeed in this stage',
  notes: [
    'after a stage 1 add model.stage1_vlm_checkpoint_path=output_stage1/checkpoint-N (a folder with model.safetensors.index.json)',
    FIXED_COMMIT,
    'no ablation is published that shows stage 2 removing a straight-driving bias',
  ],
  source: 'NVlabs/alpamayo-recipes b790b8e8, recipes/alpamayo1_sft/README.md, "Run Stage 2"',
};

/** Text and trajectory tokens of Alpamayo-R1's VLM. */
export const R1_STAGE_1: Way = {
  ...R1,
  id: 'alpamayo1-stage1',
  covers: 'alpamayo1-stage2',
  title: 'Alpamayo-R1, stage 1 (the VLM), then stage 2',
  trains: 'the VLM by cross entropy of trajectory tokens; the decoder must be fitted again afterwards',
  steps: [
    CLONE,
    FETCH_R1,
    FETCH_PAI,
    ENTER_A1,
    {
      main: true,
      run: on8('alpamayo1_sft.train_hf sft_stage1', { 'model.checkpoint_path': 'R1_DIR', ...DATA }),
    },
    {
      run: on8(
        'alpamayo1_sft.train_hf sft_stage2',
        { 'model.pretrained_model_name_or_path': 'R1_DIR', ...DATA },
        { 'model.stage1_vlm_checkpoint_path': 'output_stage1/checkpoint-N' },
      ),
    },
    { run: EVALUATE_R1 },
  ],
  hardware: '8 × H100 80 GB; DeepSpeed ZeRO-2 in stage 1 only',
  notes: [
    'as published it trains the label traj_future only; reasoning text needs ood_reasoning.parquet and the label cot in configs/vla_processor/default.yaml',
    STAGE_1_FIRST,
    FIXED_COMMIT,
    WHOLE,
  ],
  source: 'NVlabs/alpamayo-recipes b790b8e8, recipes/alpamayo1_sft/README.md; issue #11',
};

const A15 = {
  data: `${PAI}; navigation texts as a list of clip_id, t0_relative (µs) and nav_text (notebooks/nav_demo_samples.json of NVlabs/alpamayo1.5 has 20)`,
  of: ['alpamayo-1.5', 'alpamayo-gym'],
  model: { word: 'A15_DIR', local: true },
  dataset: { word: 'PAI_DIR', holds: 'motion' },
} as const;

const ENTER_A15 = [
  { run: 'huggingface-cli download nvidia/Alpamayo-1.5-10B --local-dir A15_DIR', unless: 'model' },
  { run: 'python scripts/convert_checkpoint.py to-a1 --input A15_DIR --output A1_DIR' },
  {
    run: `python scripts/download_pai.py --chunk-ids "214 224 276 317 420 727 728 968 982 1519 1657 1984 2277 2368 2372 2447 2599 2634 2868" ${CAMERAS} --output-dir PAI_DIR`,
    unless: 'dataset',
  },
  {
    run: 'cd recipes/alpamayo1_5_sft && uv venv a1_5_sft && source a1_5_sft/bin/activate && uv sync --active',
  },
] as const;

const BACK_TO_A15 = [
  {
    run: on8('alpamayo1_5_sft.evaluate_hf sft_stage2_nav', {
      'evaluate.eval_ckpt': 'output_stage2_nav/checkpoint-N',
      'data.val_dataset.local_dir': 'PAI_DIR',
      'data.val_dataset.annotations_path': 'NAV_JSON',
    }),
  },
  {
    run: 'python ../../scripts/convert_checkpoint.py to-a15 --input output_stage2_nav/checkpoint-N --output A15_OUT && cp -rL A15_OUT A15_FULL',
  },
] as const;

const A15_NOTES = [
  'own chunks: set data.train_dataset.chunk_ids and data.val_dataset.chunk_ids too, or the samples are filtered out',
  'plain trajectories of your own without navigation texts: no config is published for 1.5',
  'what to-a15 writes are absolute links: `cp -rL` before it is mounted or copied',
] as const;

/** Decoder of Alpamayo 1.5. */
export const A15_STAGE_2: Way = {
  ...A15,
  id: 'alpamayo1_5-stage2',
  title: 'Alpamayo 1.5, stage 2',
  trains: R1_STAGE_2.trains,
  steps: [
    CLONE,
    ...ENTER_A15,
    {
      main: true,
      run: on8('alpamayo1_5_sft.train_hf sft_stage2_nav', {
        'model.pretrained_model_name_or_path': 'A1_DIR',
        ...NAV,
      }),
    },
    ...BACK_TO_A15,
  ],
  hardware: R1_STAGE_2.hardware,
  notes: [
    'after a stage 1 add model.stage1_vlm_checkpoint_path=output_stage1_nav/checkpoint-N',
    ...A15_NOTES,
    FIXED_COMMIT,
    'closed loop instead: AlpaGym trains the expert of 1.5 with GRPO, on AlpaSim and 2 or more GPUs of 40 GB',
  ],
  source: 'NVlabs/alpamayo-recipes b790b8e8, recipes/alpamayo1_5_sft; NVlabs/alpagym 85ed1f5d',
};

/** The VLM of Alpamayo 1.5: navigation, or question and answer as in LingoQA. */
export const A15_STAGE_1: Way = {
  ...A15,
  id: 'alpamayo1_5-stage1',
  covers: 'alpamayo1_5-stage2',
  title: 'Alpamayo 1.5, stage 1 (the VLM), then stage 2',
  trains: 'the VLM by cross entropy; the decoder must be fitted again afterwards',
  steps: [
    CLONE,
    ...ENTER_A15,
    {
      main: true,
      run: on8('alpamayo1_5_sft.train_hf sft_stage1_nav', { 'model.checkpoint_path': 'A1_DIR', ...NAV }),
    },
    {
      run: on8(
        'alpamayo1_5_sft.train_hf sft_stage2_nav',
        { 'model.pretrained_model_name_or_path': 'A1_DIR', ...NAV },
        { 'model.stage1_vlm_checkpoint_path': 'output_stage1_nav/checkpoint-N' },
      ),
    },
    ...BACK_TO_A15,
  ],
  hardware: '8 × H100 80 GB; DeepSpeed ZeRO-2 in stage 1 only',
  notes: [
    `questions and answers instead of navigation: ${on8(
      'alpamayo1_5_sft.train_hf sft_stage1_lingoqa',
      {
        'model.checkpoint_path': 'A1_DIR',
        'data.train_dataset.data_root': 'LINGOQA_DIR',
        'data.val_dataset.data_root': 'LINGOQA_DIR',
        'data.val_dataset.parquet_name': 'train.parquet',
      },
      { 'trainer.deepspeed': '$PWD/configs/deepspeed/zero2.json' },
    )}`,
    STAGE_1_FIRST,
    ...A15_NOTES,
    WHOLE,
  ],
  source: 'NVlabs/alpamayo-recipes b790b8e8, recipes/alpamayo1_5_sft',
};

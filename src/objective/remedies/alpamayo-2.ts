/** What trains Alpamayo 2: the recipe of 2 Super; for 2 Edge nothing is published. */
import { hydraCommand } from './hydra.ts';
import type { Way } from './way.ts';

const DATA = {
  'data.train_dataset.local_dir': 'PAI_DIR',
  'data.train_dataset.chunk_ids': '"0-99"',
  'data.val_dataset.local_dir': 'PAI_DIR',
  'data.val_dataset.chunk_ids': '"99-100"',
  'paths.output_dir': 'OUT_DIR',
} as const;

const nodes = (count: number) =>
  `torchrun --nnodes=${count} --nproc_per_node=8 --node_rank=NODE_RANK --master_addr=HOST_0 --master_port=29500`;

const MODEL = { 'model.pretrained_model_name_or_path': 'ALPAMAYO2_SUPER', ...DATA } as const;

const ENTER = [
  {
    run: 'git clone https://github.com/NVlabs/alpamayo-recipes && cd alpamayo-recipes',
  },
  {
    run: 'python scripts/download_pai.py --chunk-ids 0-100 --camera camera_cross_left_120fov camera_front_wide_120fov camera_cross_right_120fov camera_rear_left_70fov camera_rear_tele_30fov camera_rear_right_70fov camera_front_tele_30fov --calibration camera_intrinsics sensor_extrinsics --labels egomotion --output-dir PAI_DIR',
    unless: 'dataset',
  },
  { run: 'cd recipes/alpamayo2_sft && uv venv .venv && source .venv/bin/activate && uv sync --active' },
] as const;

const EVALUATE = {
  run: hydraCommand('alpamayo2_sft.evaluate_hf sft_eval_trajectory', 'CUDA_VISIBLE_DEVICES=0 python', {
    'evaluate.eval_ckpt': 'OUT_DIR/checkpoint-N',
    'evaluate.max_eval_steps': '100',
    'data.val_dataset.local_dir': 'PAI_DIR',
    'data.val_dataset.chunk_ids': '"99-100"',
  }),
} as const;

const SHARED = {
  data: 'PhysicalAI-Autonomous-Vehicles, 7 cameras × 4 frames, egomotion; chunks 0-99',
  source: 'NVlabs/alpamayo-recipes 1f263e97, recipes/alpamayo2_sft (its YAML files were not read)',
  of: ['alpamayo-2-super'],
  model: { word: 'ALPAMAYO2_SUPER' },
  dataset: { word: 'PAI_DIR', holds: 'motion' },
} as const;

const NOTES = [
  'on every node, NODE_RANK is its number from 0 and HOST_0 the name of the first',
  'ALPAMAYO2_SUPER is nvidia/Alpamayo2-Super (gated) or a complete local snapshot',
  'evaluate before and after: one process, one H100; untrained it reaches 0.83 m',
] as const;

/** Decoder of Alpamayo 2 Super. */
export const A2_STAGE_2: Way = {
  ...SHARED,
  id: 'alpamayo2-stage2',
  title: 'Alpamayo 2 Super, stage 2',
  trains: 'the expert by flow matching; the VLM stays frozen',
  steps: [
    ...ENTER,
    { main: true, run: hydraCommand('alpamayo2_sft.train_hf sft_stage2', nodes(2), MODEL) },
    EVALUATE,
  ],
  hardware: '2 nodes × 8 H100 or more',
  notes: ['after a stage 1 add model.stage1_vlm_checkpoint_path=STAGE1_DIR/checkpoint-N', ...NOTES],
};

/** VLM of Alpamayo 2 Super. */
export const A2_STAGE_1: Way = {
  ...SHARED,
  id: 'alpamayo2-stage1',
  covers: 'alpamayo2-stage2',
  title: 'Alpamayo 2 Super, stage 1 (the VLM), then stage 2',
  trains: 'the VLM by cross entropy; the decoder must be fitted again afterwards',
  steps: [
    ...ENTER,
    { main: true, run: hydraCommand('alpamayo2_sft.train_hf sft_stage1', nodes(4), MODEL) },
    {
      run: hydraCommand(
        'alpamayo2_sft.train_hf sft_stage2',
        nodes(2),
        { ...MODEL, 'paths.output_dir': 'OUT_DIR_2' },
        { 'model.stage1_vlm_checkpoint_path': 'OUT_DIR/checkpoint-N' },
      ),
    },
    EVALUATE,
  ],
  hardware: 'stage 1: 4 nodes × 8 H100 80 GB, DeepSpeed ZeRO-3; stage 2: 2 nodes × 8 H100 or more',
  notes: ['all changes of the VLM belong into stage 1, before stage 2', ...NOTES],
};

/** For 2 Edge no command is known; what its card says is said. */
export const EDGE: Way = {
  id: 'alpamayo2-edge',
  title: 'Alpamayo 2 Edge',
  trains: 'its card says that fine-tuning is supported; no recipe was found on 2026-11-28',
  steps: [],
  data: 'not published',
  hardware: 'not published',
  notes: [
    'its backbone is the Nemotron of Cosmos 3 Edge, not Qwen3-VL: no Reason 1 or 2 fine-tune fits into it',
    'Alpamayo 2 Super has a recipe: see `cookbook-run feasibility --model nvidia/Alpamayo2-Super --optimize trajectory-decoder`',
  ],
  source: 'its model card (2026-11-10); NVlabs/alpamayo-recipes, looked up 2026-11-28',
  of: ['alpamayo-2-edge'],
};

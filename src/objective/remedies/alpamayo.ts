/** What trains Alpamayo: its own recipes, by part and by model. */
import type { Remedy } from './remedy.ts';

const PAI =
  'PhysicalAI-Autonomous-Vehicles (4 cameras, calibration, egomotion), or your own with image_frames, camera_indices, ego_history_xyz/rot, ego_future_xyz/rot: 64 steps at 10 Hz';

const FIXED_COMMIT =
  'alpamayo-recipes must be 9299254 (2026-07-07) or later: before it stage 2 ignored the VLM of stage 1 without a word';

/** Decoder of Alpamayo-R1: flow matching on a frozen VLM. */
export const R1_STAGE_2: Remedy = {
  id: 'alpamayo1-stage2',
  title: 'Alpamayo-R1, stage 2',
  trains: 'expert, action_in_proj and action_out_proj by flow-matching MSE; the VLM stays frozen',
  commands: [
    'cd alpamayo-recipes/recipes/alpamayo1_sft',
    'torchrun --nproc_per_node 8 -m alpamayo1_sft.train_hf --config-path pkg://alpamayo1_sft/configs --config-name sft_stage2 model.pretrained_model_name_or_path=<Alpamayo-R1-10B> data.train_dataset.local_dir=<pai> data.val_dataset.local_dir=<pai>',
    'torchrun --nproc_per_node 8 -m alpamayo1_sft.evaluate_hf evaluate.eval_ckpt=<checkpoint>',
  ],
  data: PAI,
  hardware: '8 × H100 80 GB (validated by its authors); DDP, no DeepSpeed in this stage',
  notes: [
    'after a stage 1, add model.stage1_vlm_checkpoint_path=<stage-1 checkpoint>',
    FIXED_COMMIT,
    'no ablation is published that shows stage 2 removing a straight-driving bias',
  ],
  source: 'NVlabs/alpamayo-recipes b790b8e8, recipes/alpamayo1_sft/README.md, "Run Stage 2"',
};

/** Decoder of Alpamayo 1.5. */
export const A15_STAGE_2: Remedy = {
  ...R1_STAGE_2,
  id: 'alpamayo1_5-stage2',
  title: 'Alpamayo 1.5, stage 2',
  commands: [
    'cd alpamayo-recipes && python scripts/convert_checkpoint.py to-a1 --input <Alpamayo-1.5-10B> --output <a1-format>',
    'cd recipes/alpamayo1_5_sft',
    'torchrun --nproc_per_node 8 -m alpamayo1_5_sft.train_hf --config-path pkg://alpamayo1_5_sft/configs --config-name sft_stage2_nav model.pretrained_model_name_or_path=<a1-format> data.train_dataset.local_dir=<pai> data.val_dataset.local_dir=<pai>',
  ],
  notes: [
    ...R1_STAGE_2.notes,
    'closed loop instead: AlpaGym trains the expert of 1.5 with GRPO, on AlpaSim and 2 or more GPUs of 40 GB',
  ],
  source: 'NVlabs/alpamayo-recipes b790b8e8, recipes/alpamayo1_5_sft; NVlabs/alpagym 85ed1f5d',
};

/** Decoder of Alpamayo 2 Super. */
export const A2_STAGE_2: Remedy = {
  id: 'alpamayo2-stage2',
  title: 'Alpamayo 2 Super, stage 2',
  trains: 'the expert by flow matching; the VLM stays frozen',
  commands: [
    'cd alpamayo-recipes/recipes/alpamayo2_sft',
    'torchrun --nnodes 2 --nproc_per_node 8 -m alpamayo2_sft.train_hf --config-path pkg://alpamayo2_sft/configs --config-name sft_stage2 model.stage1_vlm_checkpoint_path=<stage-1 checkpoint> data.train_dataset.local_dir=<pai>',
  ],
  data: 'PhysicalAI-Autonomous-Vehicles, 7 cameras × 4 frames',
  hardware: '2 nodes × 8 H100 or more; sft_stage2_single_node_debug on 8 GPUs; DeepSpeed 0.19.1 or later',
  notes: ['evaluate on one H100 before and after'],
  source: 'NVlabs/alpamayo-recipes 1f263e97, recipes/alpamayo2_sft',
};

/** VLM of Alpamayo 2 Super. */
export const A2_STAGE_1: Remedy = {
  ...A2_STAGE_2,
  id: 'alpamayo2-stage1',
  title: 'Alpamayo 2 Super, stage 1 (the VLM), then stage 2',
  trains: 'the VLM by cross entropy; the decoder must be fitted again afterwards',
  commands: [
    'cd alpamayo-recipes/recipes/alpamayo2_sft',
    'torchrun --nnodes 4 --nproc_per_node 8 -m alpamayo2_sft.train_hf --config-path pkg://alpamayo2_sft/configs --config-name sft_stage1 model.pretrained_model_name_or_path=nvidia/Alpamayo2-Super data.train_dataset.local_dir=<pai> data.train_dataset.chunk_ids="0-99"',
    ...A2_STAGE_2.commands.slice(1),
  ],
  hardware:
    'stage 1: 4 nodes × 8 H100, stage 2: 2 nodes × 8 H100 or more; sft_stage1_single_node_debug on 8 GPUs; DeepSpeed 0.19.1 or later',
  notes: ['all changes of the VLM belong into stage 1, before stage 2'],
};

/** Nothing is published for 2 Edge. */
export const EDGE: Remedy = {
  id: 'alpamayo2-edge',
  title: 'Alpamayo 2 Edge',
  trains: 'nothing is published: no training code for Alpamayo 2 Edge was found',
  commands: ['git clone https://github.com/NVlabs/alpamayo-recipes && ls alpamayo-recipes/recipes'],
  data: '-',
  hardware: '-',
  notes: ['its backbone is Nemotron, not Qwen3-VL: no Reason 1 or 2 fine-tune fits into it'],
  source: 'NVlabs/alpamayo-recipes, looked up 2026-11-22',
};

/** Text and trajectory tokens of Alpamayo's VLM. */
export const STAGE_1: Remedy = {
  id: 'alpamayo1-stage1',
  title: 'Alpamayo-R1, stage 1 (the VLM), then stage 2',
  trains: 'the VLM by cross entropy, trajectory tokens included; the decoder must be fitted again afterwards',
  commands: [
    'cd alpamayo-recipes/recipes/alpamayo1_sft',
    'torchrun --nproc_per_node 8 -m alpamayo1_sft.train_hf --config-path pkg://alpamayo1_sft/configs --config-name sft_stage1 model.checkpoint_path=<Alpamayo-R1-10B> data.train_dataset.local_dir=<pai> data.val_dataset.local_dir=<pai>',
    'torchrun --nproc_per_node 8 -m alpamayo1_sft.train_hf --config-path pkg://alpamayo1_sft/configs --config-name sft_stage2 model.pretrained_model_name_or_path=<Alpamayo-R1-10B> model.stage1_vlm_checkpoint_path=<stage-1 checkpoint> data.train_dataset.local_dir=<pai> data.val_dataset.local_dir=<pai>',
  ],
  data: PAI,
  hardware: '8 × H100 80 GB; DeepSpeed ZeRO-2 in stage 1',
  notes: [
    'all changes of the VLM belong into stage 1, before stage 2',
    FIXED_COMMIT,
    'the Alpamayo NIM takes full checkpoints only: no LoRA, no deltas, no expert alone',
  ],
  source: 'NVlabs/alpamayo-recipes b790b8e8, recipes/alpamayo1_sft/README.md; issue #11',
};

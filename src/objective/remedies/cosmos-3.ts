/** What trains Cosmos 3: its reasoner as a Qwen3-VL, and its own framework for the rest. */
import type { Way } from './way.ts';

const FRAMEWORK = {
  run: 'git clone https://github.com/NVIDIA/cosmos-framework && cd cosmos-framework && uv sync --all-extras --group=cu130-train && source .venv/bin/activate && export LD_LIBRARY_PATH=',
} as const;

/** Nano and Super: after a conversion their reasoner is a Qwen3-VL that this program trains. */
export const COSMOS_3_REASONER: Way = {
  id: 'cosmos3-reasoner',
  title: 'The reasoner of Cosmos 3 as a Qwen3-VL, then this SFT',
  trains: 'the reasoner (Qwen3-VL) by the cross entropy of its answers; the generator tower stays as it was',
  steps: [
    { ...FRAMEWORK, unless: 'made' },
    { run: 'hf download nvidia/Cosmos3-Nano --local-dir COSMOS3_DIR', unless: 'model' },
    {
      unless: 'made',
      larger: { named: /super/i, adds: ' --vlm-model-name Qwen/Qwen3-VL-32B-Instruct' },
      run: 'python -m cosmos_framework.scripts.convert_model_to_vlm_safetensors --checkpoint-path COSMOS3_DIR -o REASONER_DIR',
    },
    {
      main: true,
      run: 'cookbook-run sft --preset reason2-llava-sft --model REASONER_DIR --dataset DATASET_DIR',
    },
  ],
  data: 'pictures or videos with conversations (LLaVA layout)',
  hardware: 'as for Qwen3-VL-8B (Nano): 8 GPUs of 80 GB as published',
  notes: [
    'the converter takes a folder; a repository name fails there, and late',
    'Super: --vlm-model-name Qwen/Qwen3-VL-32B-Instruct belongs to the conversion',
    'for an adapter add --lora r=16 to the last line; cosmos-framework drops LoRA keys and trains every weight',
    'REASONER_DIR as Cosmos3-Nano-reasoner (Cosmos3-Super-reasoner) in the folder where you start cookbook-run is found the next time, here and by the presets of cosmos-framework',
    'with cosmos-framework instead, every weight and no adapter: cookbook-run sft --preset cosmos3-nano-llava --dataset FILE, which converts by itself (by hand examples/launch_sft_videophy2_nano.sh with VLM_SAFETENSORS_PATH=REASONER_DIR)',
    'no code is known that puts the reasoner back into a Cosmos 3 folder',
  ],
  source: 'NVIDIA/cosmos-framework 5eee9ed5, docs/training.md; issue #38',
  of: ['cosmos3'],
  model: { word: 'COSMOS3_DIR', local: true },
  dataset: { word: 'DATASET_DIR', holds: 'text' },
  makes: 'REASONER_DIR',
  repository: 'nvidia/Cosmos3-Nano',
};

/** Edge is a Nemotron: its own framework, no conversion. */
export const COSMOS_3_EDGE: Way = {
  id: 'cosmos3-edge',
  title: 'Cosmos 3 Edge with cosmos-framework',
  trains: 'its Nemotron reasoner by the cross entropy of its answers (task = "vlm")',
  steps: [
    FRAMEWORK,
    {
      main: true,
      run: 'cookbook-run sft --preset cosmos3-edge-video-score --dataset DATASET_DIR',
    },
  ],
  data: 'videophy2_train and videophy2_val below DATASET_DIR, each with meta.json, media and text',
  hardware: '4 or 8 GPUs',
  notes: [
    'its backbone is Nemotron, not Qwen3-VL: nothing of it becomes a cosmos-rl model',
    'without flash-attn: model.attn_implementation=sdpa',
    'pictures or videos in the LLaVA layout: --preset cosmos3-edge-llava',
  ],
  source: 'NVIDIA/cosmos-framework 5eee9ed5, examples/launch_sft_videophy2_edge.sh',
  of: ['cosmos3-edge'],
  dataset: { word: 'DATASET_DIR', holds: 'text' },
};

/** The action heads of Cosmos 3. */
export const COSMOS_3_ACTION: Way = {
  id: 'cosmos3-vfm',
  title: 'Cosmos 3 action recipes with cosmos-framework',
  trains: 'Cosmos 3\'s own action heads by flow matching (task = "vfm"); task = "vlm" trains text only',
  steps: [
    FRAMEWORK,
    {
      run: 'hf download nvidia/Cosmos3-DROID --repo-type dataset --local-dir DATA_DIR/droid_plus_lerobot_640x360_20260412',
    },
    { run: 'hf download KarlP/droid keep_ranges_1_0_1.json --local-dir FILTER_DIR' },
    {
      run: 'python -m cosmos_framework.scripts.convert_model_to_dcp --checkpoint-path Cosmos3-Nano -o DCP_DIR',
    },
    {
      main: true,
      run: 'DATASET_PATH=DATA_DIR/droid_plus_lerobot_640x360_20260412 BASE_CHECKPOINT_PATH=DCP_DIR WAN_VAE_PATH=WAN_VAE_PTH EXTRA_TAIL_OVERRIDES="dataloader_train.dataloader.datasets.droid.dataset.use_filter_dict=True dataloader_train.dataloader.datasets.droid.dataset.filter_dict_path=FILTER_DIR/keep_ranges_1_0_1.json" bash examples/launch_sft_action_policy_droid_nano.sh',
    },
  ],
  data: 'DROID (the folder must have this name) or LIBERO; for driving nothing is published',
  hardware:
    'as published 256 GPUs (HSDP 32 × 8); on one node also model.config.parallelism.data_parallel_replicate_degree=1',
  notes: [
    "it does not read Alpamayo's weights",
    'WAN_VAE_PTH is the file Wan2.2_VAE.pth',
    'Edge: no action recipe at this commit',
  ],
  source: 'NVIDIA/cosmos-framework 5eee9ed5, examples/toml/sft_config/action_policy_droid_nano.toml',
  of: ['cosmos3', 'cosmos3-policy', 'cosmos3-edge'],
};

/** The generator tower of Cosmos 3. */
export const COSMOS_3_VIDEO: Way = {
  id: 'cosmos3-vision',
  title: 'Cosmos 3 vision recipes with cosmos-framework',
  trains: 'the generator tower of Cosmos 3 (task = "vfm")',
  steps: [
    FRAMEWORK,
    {
      main: true,
      run: 'torchrun --nproc_per_node=8 --master_port=50012 -m cosmos_framework.scripts.train --sft-toml=examples/toml/sft_config/vision_sft_nano.toml',
    },
  ],
  data: 'videos with captions, as the recipe says',
  hardware: '8 GPUs; vision_sft_edge and vision_sft_super (LoRA) are published too',
  notes: [
    'its paths are set by the recipe and environment variables: read the launcher beside the TOML first',
  ],
  source: 'NVIDIA/cosmos-framework 5eee9ed5: the recipes it registers; this one was not composed',
  of: ['cosmos3', 'cosmos3-edge'],
};

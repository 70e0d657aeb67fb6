/** What trains robot policies: models whose actions are made by a head or by tokens of their own. */
import type { Way } from './way.ts';

/** pi0 / pi0.5. */
export const PI: Way = {
  id: 'pi-sft',
  title: 'pi0.5 with cosmos-rl',
  trains: 'the action expert by flow matching',
  steps: [
    { run: 'git clone https://github.com/nvidia-cosmos/cosmos-rl && cd cosmos-rl && pip install .' },
    {
      main: true,
      run: 'cosmos-rl --config configs/pi05/pi05_behavior_sft.toml cosmos_rl.tools.dataset.b1k_sft',
    },
  ],
  data: 'BEHAVIOR-1K v3.7.2, which must be installed (the entry module imports omnigibson)',
  hardware: '8 GPUs',
  notes: [
    'before: set policy.model_name_or_path (a folder with model.safetensors), the dataset and custom.norm_stats in the TOML',
    'any other robot data: scripts/compute_norm_stats.py and scripts/train.py of Physical-Intelligence/openpi',
  ],
  source: 'cosmos-rl 0.4.7, configs/pi05; policy/trainer/vla_trainer/pi_sft_trainer.py',
  of: ['pi'],
};

/** OpenVLA: its actions are tokens. */
export const OPENVLA: Way = {
  id: 'openvla',
  title: "OpenVLA's own fine-tune",
  trains: 'its action tokens by cross entropy over robot demonstrations (LoRA)',
  steps: [
    { run: 'git clone https://github.com/openvla/openvla && cd openvla && pip install -e .' },
    {
      main: true,
      run: 'torchrun --standalone --nnodes 1 --nproc-per-node 8 vla-scripts/finetune.py --vla_path OPENVLA_MODEL --data_root_dir RLDS_DIR --dataset_name DATASET_NAME --run_root_dir OUT_DIR',
    },
  ],
  data: 'robot demonstrations in RLDS',
  hardware: '1 to 8 GPUs: 48 GB with a batch of 12, 80 GB with 24',
  notes: [
    'OPENVLA_MODEL is openvla/openvla-7b or a folder',
    'RL in a simulator with cosmos-rl: ROBOT_PLATFORM=LIBERO cosmos-rl --config configs/openvla-oft/openvla-oft-7b-fsdp2-8p8r-colocate.toml --log-dir logs cosmos_rl/tools/dataset/libero_grpo.py (needs a fine-tuned OFT checkpoint, 8 GPUs)',
  ],
  source: 'openvla/openvla, vla-scripts/finetune.py; cosmos-rl 0.4.7, configs/openvla-oft',
  of: ['openvla'],
  model: { word: 'OPENVLA_MODEL' },
};

/** GR00T. */
export const GR00T: Way = {
  id: 'gr00t',
  title: "GR00T's own fine-tune",
  trains: 'the flow-matching action head',
  steps: [
    { run: 'git clone https://github.com/NVIDIA/Isaac-GR00T && cd Isaac-GR00T && pip install -e .' },
    {
      main: true,
      run: 'python gr00t/experiment/launch_finetune.py --base-model-path GR00T_MODEL --dataset-path LEROBOT_DIR --embodiment-tag NEW_EMBODIMENT --modality-config-path MODALITY_CONFIG_PY --num-gpus 1 --output-dir OUT_DIR',
    },
  ],
  data: 'robot demonstrations in LeRobot v2',
  hardware: 'one GPU, about 40 GB',
  notes: [
    'GR00T_MODEL is nvidia/GR00T-N1.6-3B or a folder; N1.7 also needs access to nvidia/Cosmos-Reason2-2B',
    'N1 and N1.5 have scripts/gr00t_finetune.py instead',
  ],
  source: 'NVIDIA/Isaac-GR00T 0c8fb7d5, gr00t/experiment/launch_finetune.py',
  of: ['gr00t'],
  model: { word: 'GR00T_MODEL' },
};

/** Text of a vision-language model: what this program is for. */
export const REASON_TEXT: Way = {
  id: 'reason-text',
  title: 'Cosmos-Reason text SFT',
  trains: 'the vision-language model by the cross entropy of its answers',
  steps: [{ main: true, run: 'cookbook-run sft --preset reason2-video-caption-vqa --dataset DATASET_DIR' }],
  data: 'videos with captions or questions and answers',
  hardware: '8 GPUs of 80 GB as published; see `cookbook-run show reason2-video-caption-vqa`',
  notes: [],
  source: 'cosmos-cookbook 48a30c01',
  of: [],
  dataset: { word: 'DATASET_DIR', holds: 'text' },
};

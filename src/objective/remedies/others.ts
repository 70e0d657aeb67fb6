/** What trains models other than Alpamayo, and plain text. */
import type { Remedy } from './remedy.ts';

/** Text of a vision-language model: what this program is for. */
export const REASON_TEXT: Remedy = {
  id: 'reason-text',
  title: 'Cosmos-Reason text SFT',
  trains: 'the vision-language model by the cross entropy of its answers',
  commands: ['cookbook-run sft --preset reason2-video-caption-vqa --dataset <folder>'],
  data: 'videos with captions or questions and answers',
  hardware: '8 GPUs of 80 GB as published; see `cookbook-run show reason2-video-caption-vqa`',
  notes: [],
  source: 'cosmos-cookbook 48a30c01',
};

/** pi0 / pi0.5. */
export const PI: Remedy = {
  id: 'pi-sft',
  title: 'pi0 / pi0.5 with cosmos-rl',
  trains: 'the action expert by flow matching',
  commands: ['cosmos-rl --config <pi05.toml with train.train_policy.trainer_type="pi_sft"> <entry script>'],
  data: 'robot demonstrations with actions (BEHAVIOR-1K layout in the example)',
  hardware: 'see the configs of cosmos-rl: configs/pi05',
  notes: ['model_type pi05 or pi0 only'],
  source: 'cosmos-rl 0.4.7, policy/trainer/vla_trainer/pi_sft_trainer.py',
};

/** OpenVLA. */
export const OPENVLA: Remedy = {
  id: 'openvla-grpo',
  title: 'OpenVLA with cosmos-rl',
  trains: 'action tokens by policy gradient in a simulator',
  commands: ['cosmos-rl --config <openvla.toml with train.train_policy.trainer_type="grpo_vla">'],
  data: 'LIBERO tasks',
  hardware: 'see the configs of cosmos-rl: configs/openvla-oft',
  notes: [],
  source: 'cosmos-rl 0.4.7, policy/trainer/vla_trainer/vla_trainer.py',
};

/** GR00T. */
export const GR00T: Remedy = {
  id: 'gr00t',
  title: "GR00T's own fine-tune",
  trains: 'the flow-matching action head',
  commands: ['cd Isaac-GR00T && python scripts/gr00t_finetune.py --dataset-path <lerobot data> --num-gpus 1'],
  data: 'LeRobot layout',
  hardware: "see the repository's README",
  notes: ['not a cosmos-rl model; check the script name against your version of the repository'],
  source: 'NVIDIA/Isaac-GR00T',
};

/** Cosmos 3 policies. */
export const COSMOS_3: Remedy = {
  id: 'cosmos3-vfm',
  title: 'Cosmos 3 action recipes with cosmos-framework',
  trains: 'Cosmos 3\'s own action heads (task = "vfm"); task = "vlm" trains text only',
  commands: [
    'python -m cosmos_framework.scripts.train --sft-toml examples/toml/sft_config/action_policy_droid_repro.toml',
  ],
  data: 'DROID or LIBERO; for driving nothing is published',
  hardware: "see the example's README",
  notes: ["it does not read Alpamayo's weights"],
  source: 'NVIDIA/cosmos-framework 738527c6',
};

/** Video diffusion. */
export const DIFFUSERS: Remedy = {
  id: 'diffusers',
  title: 'a diffusers pipeline with cosmos-rl',
  trains: 'the diffusion transformer by flow matching (SANA, SANA-Video, SD3, Cosmos-Predict2.5)',
  commands: [
    'cosmos-rl --config <diffusers.toml with policy.is_diffusers=true and train.train_policy.type="sft">',
  ],
  data: 'videos or images with prompts',
  hardware: '8 GPUs in the published configs',
  notes: [
    'DiffusionNFT instead: train.train_policy.type="grpo", trainer_type="diffusion_nft"',
    'Cosmos-Transfer and other pipelines: the post-training of their own repository',
  ],
  source: 'cosmos-rl 0.4.7, policy/trainer/diffusers_trainer',
};

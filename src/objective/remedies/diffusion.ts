/** What trains models that make pictures and video. */
import type { Way } from './way.ts';

const CHECKOUT = {
  run: "git clone https://github.com/nvidia-cosmos/cosmos-rl && cd cosmos-rl && pip install '.[wfm]'",
} as const;

/** SANA, SANA-Video, SD 3.5: the pipelines that cosmos-rl has classes and configs for. */
export const DIFFUSERS: Way = {
  id: 'diffusers',
  title: 'A diffusers pipeline with cosmos-rl',
  trains: 'the diffusion transformer by flow matching (SANA, SANA-Video, SD 3.5)',
  steps: [
    CHECKOUT,
    {
      main: true,
      run: 'cosmos-rl --config ./configs/sana/sana-video-sft.toml cosmos_rl.tools.dataset.diffusers_dataset',
    },
  ],
  data: 'a folder with 0001.json and 0001.mp4 (or .jpg) for each sample',
  hardware: '8 GPUs in the published configs (dp_shard_size 8, tp = cp = 1)',
  notes: [
    'before: set train.train_policy.dataset.local_dir to that folder, and validation.dataset.local_dir to a JSON file of [{"prompt": …}] or validation.enable to false',
    'configs/stable-diffusion-3-5 has SD 3.5, with and without LoRA',
    'the entry module is required, and the configs are in the repository, not in the wheel',
  ],
  source: 'cosmos-rl 0.4.7, configs/sana; tools/dataset/diffusers_dataset.py',
  of: ['diffusers'],
};

/** Cosmos-Predict2.5 by its own repository. */
export const PREDICT: Way = {
  id: 'cosmos-predict2.5',
  title: 'Cosmos-Predict2.5 post-training',
  trains: 'the video diffusion transformer by its own loss',
  steps: [
    {
      run: 'git clone https://github.com/nvidia-cosmos/cosmos-predict2.5 && cd cosmos-predict2.5 && uv sync && source .venv/bin/activate',
    },
    {
      main: true,
      run: 'torchrun --nproc_per_node=8 scripts/train.py --config=cosmos_predict2/_src/predict2/configs/video2world/config.py -- experiment=predict2_video2world_training_2b_cosmos_nemo_assets',
    },
    { run: 'python scripts/convert_distcp_to_pt.py ITERATION_DIR/model ITERATION_DIR' },
  ],
  data: 'datasets/cosmos_nemo_assets with metas/*.txt and videos/*.mp4',
  hardware: '8 GPUs of 80 GB',
  notes: [
    'outputs go below IMAGINAIRE_OUTPUT_ROOT',
    'with cosmos-rl only DiffusionNFT (with a reward service) is published for it: configs/cosmos-predict2-5',
  ],
  source: 'nvidia-cosmos/cosmos-predict2.5 50369b8d (read, not run)',
  of: ['diffusers', 'world-model'],
};

/** Cosmos-Transfer2.5 by its own repository. */
export const TRANSFER: Way = {
  id: 'cosmos-transfer2.5',
  title: 'Cosmos-Transfer2.5 post-training',
  trains: 'the video diffusion transformer under its control input',
  steps: [
    {
      run: 'git clone https://github.com/nvidia-cosmos/cosmos-transfer2.5 && cd cosmos-transfer2.5 && uv sync && source .venv/bin/activate',
    },
    {
      main: true,
      // biome-ignore lint/suspicious/noTemplateCurlyInString: Hydra's own interpolation, to be typed as it is.
      run: "torchrun --nproc_per_node=8 --master_port=12345 -m scripts.train --config=cosmos_transfer2/singleview_config.py -- experiment=transfer2_singleview_posttrain_edge_example dataloader_train.dataset.dataset_dir=DATASET_DIR 'dataloader_train.sampler.dataset=${dataloader_train.dataset}' job.wandb_mode=disabled",
    },
  ],
  data: 'videos of 93 frames or more, with their control inputs',
  hardware: '8 GPUs of 80 GB',
  notes: [
    'edge, depth, seg and vis have an experiment each; driving with an HD map: transfer2_auto_multiview_post_train_example',
  ],
  source: 'nvidia-cosmos/cosmos-transfer2.5 2ff49d07 (read, not run)',
  of: ['world-model'],
  dataset: { word: 'DATASET_DIR' },
};

/** Wan, FLUX and others: cosmos-rl has no class for them. */
export const OWN_TRAINER: Way = {
  id: 'own-trainer',
  title: "The pipeline's own trainer",
  trains: 'the diffusion transformer; cosmos-rl 0.4.7 has no class for this pipeline',
  steps: [],
  data: 'as its own repository says',
  hardware: 'as its own repository says',
  notes: ['cosmos-rl has classes for SANA, SANA-Video, SD 3 and Cosmos-Predict2.5 only'],
  source: 'cosmos-rl 0.4.7, policy/model/diffusers',
  of: ['other-diffusion'],
};

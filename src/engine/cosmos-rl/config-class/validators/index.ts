/** Every class of the engine that has a validator of its own. A class missing from a version is never asked for. */
import { config } from './config.ts';
import { grpo, rewardFunction } from './grpo.ts';
import { distillation, logging, lora, multiTurn, policy, rollout, validation } from './policy.ts';
import { checkpoint, dataset, training, validateSft } from './train.ts';
import type { Validator } from './validator.ts';

export const VALIDATORS: Readonly<Record<string, Validator | undefined>> = {
  CheckpointConfig: checkpoint,
  Config: config,
  DatasetConfig: dataset,
  DistillationConfig: distillation,
  GrpoConfig: grpo,
  LoggingConfig: logging,
  LoraConfig: lora,
  MultiTurnRolloutConfig: multiTurn,
  PolicyConfig: policy,
  RewardFunctionConfig: rewardFunction,
  RolloutConfig: rollout,
  SFTDataConfig: validateSft,
  TrainingConfig: training,
  ValidationConfig: validation,
};

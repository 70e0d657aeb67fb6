/** Whether the loss of a run's trainer reaches the modules of a model at all, before any setting freezes some of them. */
import type { Decide, ModelSigns } from '../../objective.ts';
import { always, textReach } from '../../text-reach.ts';
import { PIPELINES } from '../models.ts';
import type { TrainedRun } from './run.ts';
import { type Trainer, trainerOf } from './trainers.ts';

function tokens({ says, type }: Trainer, model: ModelSigns): Decide {
  return model.family?.id === 'openvla'
    ? always('unreachable', 'its actions are tokens of its own vocabulary, which only `grpo_vla` trains')
    : textReach({ says, trainer: type }, model);
}

function actions(trainer: Trainer, { family }: ModelSigns, run: TrainedRun): Decide {
  const takes = trainer.type === 'grpo_vla' ? ['openvla'] : ['pi'];
  if (family === undefined || !takes.includes(family.id))
    return always('unreachable', `\`${trainer.type}\` trains ${trainer.says.replace(/^.* of /, '')} only`);
  return (role) =>
    run.expertOnly && role !== 'action head'
      ? { reach: 'idle', why: 'custom.train_expert_only freezes the VLM' }
      : { reach: 'reached', why: `${trainer.says} of \`${trainer.type}\`` };
}

function diffusion(trainer: Trainer, { family, pipeline }: ModelSigns, run: TrainedRun): Decide {
  if (!run.isDiffusers) return always('unreachable', `\`${trainer.type}\` needs policy.is_diffusers = true`);
  if (family?.id === 'other-diffusion')
    return always('unreachable', 'the engine has no class for this pipeline (policy/model/diffusers)');
  if (family?.kind !== 'diffusion')
    return always('unreachable', `\`${trainer.type}\` trains diffusers pipelines only`);
  if (pipeline !== undefined && !PIPELINES.has(pipeline))
    return always('unreachable', `the engine has no class for ${pipeline} (policy/model/diffusers)`);
  return (role) =>
    role === 'diffusion transformer'
      ? { reach: 'reached', why: `${trainer.says} by \`${trainer.type}\`` }
      : { reach: 'idle', why: 'only the parameters of the transformer are optimised' };
}

/** Decides for every role of a model's modules. */
export function reachOf(model: ModelSigns, run: TrainedRun): Decide {
  const trainer = trainerOf(run.trainer);
  if (trainer === undefined) {
    const known =
      run.entry === 'custom'
        ? 'only the entry script can say what it trains'
        : 'no such trainer is registered';
    return always('unreachable', `\`${run.trainer}\`: ${known}`);
  }
  if (trainer.loss === 'none') return always('idle', `\`${trainer.type}\` trains ${trainer.says}`);
  if (trainer.loss === 'tokens') {
    return run.isDiffusers
      ? always('unreachable', `policy.is_diffusers = true, but \`${trainer.type}\` is of ${trainer.says}`)
      : tokens(trainer, model);
  }
  return trainer.loss === 'actions' ? actions(trainer, model, run) : diffusion(trainer, model, run);
}

/** The settings with which the engine trains a model, where it does. */
export function settingsFor({ family, pipeline }: ModelSigns): string | undefined {
  const type = 'train.train_policy.trainer_type';
  if (family?.id === 'pi') return `${type} = "pi_sft"`;
  if (family?.id === 'openvla') return `train.train_policy.type = "grpo" and ${type} = "grpo_vla"`;
  if (family?.kind === 'diffusion' && (pipeline === undefined || PIPELINES.has(pipeline)))
    return 'policy.is_diffusers = true and train.train_policy.type = "sft"';
  return family?.kind === 'token' ? `${type} = "sft" and policy.is_diffusers = false` : undefined;
}

/** Whether the loss of a run's trainer reaches the modules of a model at all, before any setting freezes some of them. */

import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import { type Family, primaryFamily } from '../../checkpoint/family/family.ts';
import { PIPELINES } from '../../engine/cosmos-rl/models.ts';
import { type Trainer, trainerOf } from '../../engine/cosmos-rl/trainers.ts';
import { textAt } from '../../json/object.ts';
import type { Role } from './role.ts';
import type { TrainedRun } from './run.ts';

/** `idle`: loaded, but not given to the optimizer. */
export interface Reach {
  readonly reach: 'reached' | 'idle' | 'unreachable';
  readonly why: string;
}

type Decide = (role: Role) => Reach;

const all =
  (reach: Reach['reach'], why: string): Decide =>
  () => ({ reach, why });

function tokens(trainer: Trainer, family: Family | undefined): Decide {
  const title = family?.title ?? 'a model of unknown family';
  switch (family?.kind) {
    case 'alpamayo':
      return all('unreachable', `this run's loader does not know ${title}`);
    case 'expert-export':
      return all(
        'unreachable',
        `its output head and embedding are zeros, so ${trainer.says} has nothing to fit: ${family.evidence}`,
      );
    case 'omni':
      return all(
        'unreachable',
        `the engine does not load ${title} as published: its reasoner stands beside a generator tower`,
      );
    case 'action':
      return family.id === 'openvla'
        ? all('unreachable', 'its actions are tokens of its own vocabulary, which only `grpo_vla` trains')
        : all('unreachable', `its loss is ${trainer.says}, which reaches no action head`);
    case 'diffusion':
    case 'world-model':
      return all('unreachable', `its loss is ${trainer.says}, and there are no tokens in this model`);
    case 'adapter':
      return all('unreachable', 'the engine starts from a whole model, not from an adapter');
    default:
      return (role) =>
        role === 'trajectory decoder' || role === 'action head' || role === 'diffusion transformer'
          ? { reach: 'unreachable', why: `the loss of \`${trainer.type}\` is ${trainer.says}` }
          : { reach: 'reached', why: `${trainer.says} of \`${trainer.type}\`` };
  }
}

function actions(trainer: Trainer, family: Family | undefined, run: TrainedRun): Decide {
  const takes = trainer.type === 'grpo_vla' ? ['openvla'] : ['pi'];
  if (family === undefined || !takes.includes(family.id))
    return all('unreachable', `\`${trainer.type}\` trains ${trainer.says.replace(/^.* of /, '')} only`);
  return (role) =>
    run.expertOnly && role !== 'action head'
      ? { reach: 'idle', why: 'custom.train_expert_only freezes the VLM' }
      : { reach: 'reached', why: `${trainer.says} of \`${trainer.type}\`` };
}

function diffusion(
  trainer: Trainer,
  checkpoint: Checkpoint,
  family: Family | undefined,
  run: TrainedRun,
): Decide {
  if (!run.isDiffusers) return all('unreachable', `\`${trainer.type}\` needs policy.is_diffusers = true`);
  if (family?.id === 'other-diffusion')
    return all('unreachable', 'the engine has no class for this pipeline (policy/model/diffusers)');
  if (family?.kind !== 'diffusion')
    return all('unreachable', `\`${trainer.type}\` trains diffusers pipelines only`);
  const name = textAt(checkpoint.modelIndex, '_class_name');
  if (name !== undefined && !PIPELINES.has(name))
    return all('unreachable', `the engine has no class for ${name} (policy/model/diffusers)`);
  return (role) =>
    role === 'diffusion transformer'
      ? { reach: 'reached', why: `${trainer.says} by \`${trainer.type}\`` }
      : { reach: 'idle', why: 'only the parameters of the transformer are optimised' };
}

/** Decides for every role of a checkpoint's modules. */
export function reachOf(checkpoint: Checkpoint, run: TrainedRun): Decide {
  const family = primaryFamily(checkpoint.families);
  const trainer = trainerOf(run.trainer);
  if (trainer === undefined) {
    const known =
      run.entry === 'custom'
        ? 'only the entry script can say what it trains'
        : 'no such trainer is registered';
    return all('unreachable', `\`${run.trainer}\`: ${known}`);
  }
  if (trainer.loss === 'none') return all('idle', `\`${trainer.type}\` trains ${trainer.says}`);
  if (trainer.loss === 'tokens') {
    return run.isDiffusers
      ? all('unreachable', `policy.is_diffusers = true, but \`${trainer.type}\` is of ${trainer.says}`)
      : tokens(trainer, family);
  }
  return trainer.loss === 'actions'
    ? actions(trainer, family, run)
    : diffusion(trainer, checkpoint, family, run);
}

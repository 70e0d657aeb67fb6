/** What of a model the loss of a task reaches. */
import type { Decide, ModelSigns, Reach, Role } from '../../objective.ts';
import { always, textReach } from '../../text-reach.ts';
import type { Task } from './task.ts';

/** The loss of a reasoner (model/generator/vlm_model.py, 5eee9ed). */
export const TEXT_LOSS = { says: 'next-token cross entropy', trainer: 'vlm' } as const;

const FLOW = 'flow matching';

function vision({ visionFrozen, experiment }: Task, reached: Reach): Reach {
  if (visionFrozen === true)
    return { reach: 'idle', why: `the freezing of ${experiment || 'the experiment'}: freeze_vision_encoder` };
  return visionFrozen === false
    ? reached
    : { reach: 'reached', why: `${reached.why}, unless the experiment freezes it` };
}

/** The reasoner alone is built: no generator, no action head. */
function reasoner(task: Task, model: ModelSigns): Decide {
  const { family } = model;
  const apart: Reach = { reach: 'unreachable', why: 'task = "vlm" builds the reasoner alone' };
  const whole =
    family?.id === 'cosmos3-edge'
      ? (role: Role): Reach =>
          role === 'diffusion transformer' || role === 'action head' || role === 'trajectory decoder'
            ? apart
            : { reach: 'reached', why: `${TEXT_LOSS.says} of \`${TEXT_LOSS.trainer}\`` }
      : textReach(TEXT_LOSS, model);
  return (role) => {
    const told = whole(role);
    return role === 'vision encoder' && told.reach === 'reached' ? vision(task, told) : told;
  };
}

/**
 * Action experiments optimise `moe_gen`, `vae2llm`, `llm2vae`, `action2llm`, `llm2action` and `action_modality_embed`, vision
 * ones the first three and the time embedder (optimizer.keys_to_select of the published experiments, 738527c and 5eee9ed).
 */
function generator(trains: 'actions' | 'video', { family }: ModelSigns): Decide {
  const own = family?.kind === 'omni' || family?.id === 'cosmos3-policy';
  if (!own) return always('unreachable', '`vfm` trains Cosmos 3 only');
  return (role) => {
    if (role === 'diffusion transformer') return { reach: 'reached', why: `${FLOW} of \`vfm\`` };
    if (role === 'action head')
      return trains === 'actions'
        ? { reach: 'reached', why: `${FLOW} of actions by \`vfm\`` }
        : { reach: 'unreachable', why: 'a vision experiment has no loss of actions' };
    return { reach: 'idle', why: 'only the generator and what moves actions in and out are optimised' };
  };
}

/** Decides for every role of a checkpoint's modules. */
export function reachOf(task: Task, model: ModelSigns): Decide {
  if (task.trains !== undefined) return generator(task.trains, model);
  return task.task === 'vlm'
    ? reasoner(task, model)
    : always('unreachable', `the trainer has no task \`${task.task}\``);
}

/** What the loss of text tokens reaches of a model, by its family: the same for every engine that loads it. */
import type { Decide, ModelSigns, Reach } from './objective.ts';

/** One answer for every role. */
export const always =
  (reach: Reach['reach'], why: string): Decide =>
  () => ({ reach, why });

/** A loss of text tokens: its name in words, and the trainer that has it. */
interface TextLoss {
  readonly says: string;
  readonly trainer: string;
}

/** Decides for a model that the engine loads as it is published, or not at all. */
export function textReach({ says, trainer }: TextLoss, { family }: ModelSigns): Decide {
  const title = family?.title ?? 'a model of unknown family';
  switch (family?.kind) {
    case 'alpamayo':
      return always('unreachable', `this run's loader does not know ${title}`);
    case 'expert-export':
      return always(
        'unreachable',
        `its output head and embedding are zeros, so ${says} has nothing to fit: ${family.evidence}`,
      );
    case 'omni':
      return always(
        'unreachable',
        `the engine does not load ${title} as published: its reasoner stands beside a generator tower`,
      );
    case 'action':
      return always('unreachable', `its loss is ${says}, which reaches no action head`);
    case 'diffusion':
    case 'world-model':
      return always('unreachable', `its loss is ${says}, and there are no tokens in this model`);
    case 'adapter':
      return always('unreachable', 'the engine starts from a whole model, not from an adapter');
    default:
      return (role) =>
        role === 'trajectory decoder' || role === 'action head' || role === 'diffusion transformer'
          ? { reach: 'unreachable', why: `the loss of \`${trainer}\` is ${says}` }
          : { reach: 'reached', why: `${says} of \`${trainer}\`` };
  }
}

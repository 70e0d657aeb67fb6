/** Why a run can or cannot serve a target, in terms of its loss and of what that loss's gradient reaches. */
import type { Family } from '../../checkpoint/family/family.ts';
import type { Target } from '../../findings/target.ts';
import { ROLES_OF } from '../request/target.ts';
import { type Situation, trainsText } from './situation.ts';

/** A name that stands in a sentence: `Alpamayo-R1`, `Cosmos-Reason2`. */
export function nameOf(family: Family | undefined): string {
  return family === undefined
    ? 'this model'
    : family.title.replace(/^an? /, 'this ').replace(/ \/ .*| \(.*\)$| (?:with|that) .*$/g, '');
}

/** What makes the path, the actions or the video of a family; `undefined` where it has no such part. */
function makerOf(target: Target, family: Family | undefined): string | undefined {
  const name = nameOf(family);
  if (target === 'trajectory-decoder')
    switch (family?.kind) {
      case 'alpamayo':
        return family.id === 'alpamayo-reasoning-vla'
          ? undefined
          : `${name}'s path is made by its flow-matching expert`;
      case 'expert-export':
        return 'this is the flow-matching expert itself, without the VLM whose keys and values it reads';
      case 'action':
        return family.id === 'openvla'
          ? "OpenVLA's actions are tokens of its own vocabulary"
          : `${name}'s actions are made by its action head`;
      case 'omni':
        return `${name}'s actions are made by its action heads`;
      default:
        return undefined;
    }
  switch (family?.kind) {
    case 'diffusion':
    case 'world-model':
      return 'the video is made by its diffusion transformer';
    case 'omni':
      return `${name}'s video is made by its generator tower`;
    default:
      return undefined;
  }
}

const PART: Readonly<Partial<Record<Target, string>>> = {
  'trajectory-decoder': 'a decoder makes a path',
  'video-diffusion': 'a diffusion transformer makes video',
};

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** Parts of another loss than the run's. */
function ofOtherLoss(one: Situation, target: Target): string {
  const maker = makerOf(target, one.family);
  const loss = one.run.optimises;
  if (one.family?.id === 'openvla' && one.run.loss === 'tokens')
    return sentence(`${maker}; ${loss}, so no action gets a gradient`);
  if (maker !== undefined) return sentence(`${maker}; ${loss}, and no gradient reaches it`);
  return sentence(`${PART[target]}, and ${nameOf(one.family)} has none; ${loss}, so no gradient reaches one`);
}

/** What a token loss reaches of a model that answers in tokens. */
function ofTokens(one: Situation, target: Target): string {
  const { family, trained, run, engine } = one;
  const name = nameOf(family);
  if (family?.kind === 'alpamayo')
    return sentence(
      `neither Transformers nor ${engine.name} knows ${name}, so this run does not load it and no gradient reaches its VLM`,
    );
  if (family?.kind === 'omni' && !trainsText(one))
    return sentence(
      `the engine does not load ${name} as published: its reasoner is trained after a conversion, not in this folder`,
    );
  if (family === undefined)
    return 'Nothing tells whether this model has a language-model head that the cross entropy of text tokens could reach.';
  const rows = trained?.modules.filter(({ role }) => ROLES_OF[target].includes(role)) ?? [];
  const reached = [...new Set(rows.filter(({ state }) => state === 'trained').map(({ role }) => role))];
  if (reached.length === 0) {
    const [row] = rows;
    return sentence(
      `${run.optimises}, and no gradient reaches ${name}${row === undefined ? '' : `: ${row.why}`}`,
    );
  }
  const through = run.adapters ? ' through its adapters' : '';
  if (target === 'discrete-traj-tokens')
    return 'Trajectories written as text or tokens are learned as text; no decoder that drives gets a gradient, and an action expert masks such tokens out.';
  const parts = reached.filter((role) => role === 'language model' || role === 'vision encoder');
  return sentence(
    `${run.optimises}; its gradient reaches the ${(parts.length > 0 ? parts : reached).join(' and the ')}${through}`,
  );
}

/** Why: one sentence of loss and gradient. */
export function reasonFor(one: Situation, target: Target): string {
  const { run } = one;
  const text = target === 'vlm-text' || target === 'discrete-traj-tokens';
  const rows = one.trained?.modules.filter(({ role }) => ROLES_OF[target].includes(role)) ?? [];
  const row = rows.find(({ state }) => state === 'trained');
  if (text && run.onText) return ofTokens(one, target);
  if (row !== undefined) return sentence(`${run.optimises}; its gradient reaches the ${row.role}`);
  if (text) return sentence(`${run.optimises}, and no gradient of text tokens is computed`);
  if (one.family === undefined && run.loss !== undefined && run.loss !== 'tokens')
    return sentence(`${run.optimises}; what it reaches in this model could not be seen`);
  return ofOtherLoss(one, target);
}

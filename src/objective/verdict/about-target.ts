/** Judges the structured answer: is what shall be optimised among what is trained. */

import type { Finding } from '../../findings/finding.ts';
import { found } from '../../findings/objective-kind.ts';
import { tokensNotDecoder } from '../../findings/tokens-not-decoder.ts';
import { ROLES_OF } from '../request/target.ts';
import { productNotWhole, targetNotTrained } from './kinds.ts';
import { reasonFor } from './reason.ts';
import type { Situation } from './situation.ts';

/** What `--optimize` asks against the modules of the run. */
export function aboutTarget(one: Situation): readonly Finding[] {
  const { optimize, trained, run, family, script } = one;
  if (optimize === undefined) return [];
  const roles = ROLES_OF[optimize];
  const rows = trained?.modules.filter(({ role }) => roles.includes(role)) ?? [];
  const { loss } = run;
  const byRows = rows.some(({ state }) => state === 'trained');
  // A checkpoint that tells nothing leaves the trainer's loss as the evidence.
  const byLoss =
    family === undefined &&
    ((optimize === 'trajectory-decoder' && loss === 'actions') ||
      (optimize === 'video-diffusion' && loss === 'diffusion') ||
      (loss === 'tokens' && (optimize === 'vlm-text' || optimize === 'discrete-traj-tokens')));
  if (byRows || byLoss)
    return optimize === 'discrete-traj-tokens'
      ? [
          found(tokensNotDecoder, '--optimize', {
            what: 'Trajectory tokens are text to this run',
            evidence:
              'the action expert masks them out when it drives (NVlabs/alpamayo 1cba38ca, alpamayo_r1.py:41-72)',
          }),
        ]
      : [];
  // With a script of his own the findings about the script speak; nothing can be ruled out here.
  if (script !== undefined && loss === undefined) return [];
  return [
    found(targetNotTrained, '--optimize', {
      optimize,
      run: one.title,
      why: reasonFor(one, optimize).replace(/\.$/, ''),
    }),
  ];
}

/** What `--consumer` can take, beside tensors that fit: the NIM takes no part of a checkpoint. */
export function aboutDelivery(one: Situation): readonly Finding[] {
  const { wholeOnly, run, title, script } = one;
  if (wholeOnly !== true) return [];
  const makes = run.adapters ? 'an adapter, or with it merged a VLM alone' : 'a VLM alone';
  return [found(productNotWhole, '--consumer', { run: title, makes, custom: script !== undefined })];
}

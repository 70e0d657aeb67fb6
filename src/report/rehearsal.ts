/** How a rehearsal ended, as text: what was shown, what was measured. */
import { gigabytes } from '../findings/amounts.ts';
import type { Finding } from '../findings/finding.ts';
import type { Rehearsal } from '../run/rehearsal.ts';
import { findingText } from './findings.ts';
import { spanText } from './forecast.ts';
import type { Paint } from './style.ts';

const one = (number: number) => number.toFixed(1);

/** The answer of `rehearse`. */
export function rehearsalText(rehearsal: Rehearsal, findings: readonly Finding[], paint: Paint): string {
  const { ok, outcome, runs, allocatedGiB, reservedGiB, stepSeconds, startSeconds, save, notes } = rehearsal;
  const parts = runs.length > 1 ? 'trained, saved, exported and resumed' : 'trained';
  return [
    ok
      ? `${paint('bold', 'rehearsal passed')}: ${parts}; every end was verified\n`
      : `${paint('bold', 'rehearsal failed')}: ${outcome}, in part ${runs.length} of 2\n`,
    ...(ok ? [] : findings.map((finding) => findingText(finding, paint))),
    ...(allocatedGiB === undefined
      ? []
      : [
          `memory  ${one(allocatedGiB)} GiB allocated, ${one(reservedGiB ?? allocatedGiB)} reserved, with the longest samples (${rehearsal.longestTokens} tokens)\n`,
        ]),
    ...(stepSeconds === undefined
      ? []
      : [
          `time    ${one(stepSeconds)} s for a step of ${rehearsal.batch} samples for each GPU${startSeconds === undefined ? '' : `, ${spanText(startSeconds)} to start`}\n`,
        ]),
    ...(save === undefined ? [] : [`save    ${gigabytes(save.bytes)} in ${spanText(save.seconds)}\n`]),
    ...notes.map((note) => `note    ${note}\n`),
    `records ${runs.join(', ')} in the folder rehearsals; their checkpoints were removed\n`,
  ].join('');
}

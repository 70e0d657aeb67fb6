/** Patterns, maps and targets that name nothing, or freeze everything, as findings. */

import type { Finding, Report, Skipped } from '../../../findings/finding.ts';
import { found } from '../../../findings/objective-kind.ts';
import type { Match, Trained } from '../../objective.ts';
import {
  learningRateModuleUnknown,
  nothingTrained,
  patternMatchesNothing,
  patternMatchesPartly,
  trainableMapUnknown,
} from './settings-kinds.ts';

/** Where nothing at all meets, the engine stops at these; at the others it goes on and says nothing. */
const FATAL: ReadonlySet<string> = new Set(['policy.trainable_pattern', 'policy.lora.target_modules']);

/** Whether entries name what a decoder is made of: whoever freezes or trains `^expert` means Alpamayo's. */
function isDecoder(entries: readonly string[]): boolean {
  return entries.some((entry) => /(?<!\.)expert(?!s)|action_|diffusion|decoder|traj/i.test(entry));
}

function ofKey(key: string, matches: readonly Match[], of: string): readonly Finding[] {
  const missed = matches.filter(({ count }) => count === 0).map(({ entry }) => entry);
  if (missed.length === 0) return [];
  const decoder = isDecoder(missed);
  if (key === 'policy.trainable_map')
    return missed.map((path) => found(trainableMapUnknown, key, { path, of, decoder: isDecoder([path]) }));
  if (key === 'train.optm_lr')
    return missed.map((path) =>
      found(learningRateModuleUnknown, key, { path, of, decoder: isDecoder([path]) }),
    );
  if (missed.length < matches.length)
    return [
      found(patternMatchesPartly, key, { key, missed, met: matches.length - missed.length, of, decoder }),
    ];
  return [found(patternMatchesNothing, key, { key, entries: missed, of, fatal: FATAL.has(key), decoder })];
}

/** Findings about the settings that choose parameters; what could not be compared is skipped, with the reason. */
export function settingFindings({ modules, matches, parameters }: Trained): Report {
  const skipped: Skipped[] = matches.flatMap(({ key, entry, unreadable }) =>
    unreadable === undefined
      ? []
      : [{ id: 'pattern-matches-nothing', reason: `${key} \`${entry}\`: ${unreadable}` }],
  );
  const keys = [...new Set(matches.map(({ key }) => key))];
  const reached = modules.filter(({ state }) => state === 'trained' || state === 'frozen');
  if (parameters === undefined || reached.length === 0) return { findings: [], skipped };
  if (!parameters.whole) {
    const reason = `${parameters.evidence} are not all there are`;
    return {
      findings: [],
      skipped: [...skipped, ...keys.map(() => ({ id: 'pattern-matches-nothing', reason }))],
    };
  }
  const readable = matches.filter(({ unreadable }) => unreadable === undefined);
  const findings = keys.flatMap((key) =>
    ofKey(
      key,
      readable.filter((one) => one.key === key),
      parameters.evidence,
    ),
  );
  const trained = modules.some(({ state }) => state === 'trained');
  if (trained || keys.length === 0 || readable.length < matches.length) return { findings, skipped };
  const by = [...new Set(reached.map(({ why }) => why))].slice(0, 3);
  return { findings: [...findings, found(nothingTrained, keys[0] ?? 'policy', { by })], skipped };
}

/** What of a result can be handed over, and why not: from the headers, with the answer of the graft where there are two models. */
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import { primaryFamily } from '../checkpoint/family/family.ts';
import { problemFindings } from '../checkpoint/problems.ts';
import type { Finding, Skipped } from '../findings/finding.ts';
import { shellWord } from '../findings/shell-word.ts';
import { graft } from '../objective/graft/graft.ts';
import { mergeCommand } from '../objective/remedies/merge.ts';
import { type Destination, SERVED, STAGE_1_VLM, TRAINED } from './targets.ts';

/** Why nothing is handed over, and what to type instead. */
export interface Refused {
  readonly as: 'refused';
  readonly why: string;
  readonly instead: readonly string[];
}

/** What is handed over. */
export type Handed = { readonly as: 'whole' | 'stage-1-vlm' | 'served' | 'nothing-given' } | Refused;

/** The judgement with what it rests on. */
export interface HandoverJudgement {
  readonly judged: Handed;
  readonly findings: readonly Finding[];
  readonly skipped: readonly Skipped[];
}

const refused = (why: string, ...instead: readonly string[]): Refused => ({ as: 'refused', why, instead });

const handTo = (place: Destination, what: string | undefined): string =>
  [
    'cookbook-run',
    'handover',
    ...(what === undefined ? [] : [shellWord(what)]),
    '--to',
    place,
    '--out',
    'DIR',
  ].join(' ');

function forTraining(brain: Checkpoint, place: keyof typeof TRAINED): Handed {
  const target = TRAINED[place];
  const family = primaryFamily(brain.families);
  if (family !== undefined && target.whole.includes(family.id)) return { as: 'whole' };
  if (family !== undefined && STAGE_1_VLM.includes(family.id)) return { as: 'stage-1-vlm' };
  return refused(
    `nothing of ${brain.name} goes into ${target.title}: it is ${family?.title ?? 'of no family that is known'}, and stage 1 begins with ${target.title}'s own checkpoint, whose VLM has rows for trajectory tokens and was fitted to its decoder`,
    handTo(place, undefined),
    `cookbook-run feasibility --model ${shellWord(brain.name)} --consumer ${place}`,
    handTo('vllm', brain.name),
  );
}

function forNim(brain: Checkpoint): Handed {
  const family = primaryFamily(brain.families);
  if (family?.id === 'alpamayo-1.5') return { as: 'served' };
  return refused(
    `the Alpamayo NIM takes a whole Alpamayo 1.5 folder: no adapter, no expert alone, no other model; ${brain.name} is ${family?.title ?? 'of no family that is known'}`,
    handTo('alpamayo-1.5', undefined),
    handTo('vllm', brain.name),
  );
}

function forVllm(brain: Checkpoint): Handed {
  const family = primaryFamily(brain.families);
  if (family !== undefined && SERVED.includes(family.id)) return { as: 'served' };
  return refused(
    `${brain.name} is ${family?.title ?? 'of no family that is known'}, which vLLM does not serve as it is exported`,
    `cookbook-run feasibility --model ${shellWord(brain.name)} --optimize vlm-text`,
  );
}

/** Judges a result for a place; `consumer` is that place's own model, where it was named. */
export function judgeHandover(
  place: Destination,
  brain: Checkpoint | undefined,
  consumer?: Checkpoint,
): HandoverJudgement {
  if (brain === undefined) return { judged: { as: 'nothing-given' }, findings: [], skipped: [] };
  const broken = problemFindings(brain);
  const compared = consumer === undefined ? undefined : graft(brain, consumer);
  const findings = [...broken, ...(compared?.findings ?? [])];
  const skipped = compared?.skipped ?? [];
  const adapter = brain.adapters.length > 0 || primaryFamily(brain.families)?.id === 'adapter';
  const wrong = broken.find(({ severity }) => severity === 'error');
  const judged = adapter
    ? refused(
        `${brain.name} is an adapter, not a model: merge it first`,
        mergeCommand(shellWord(brain.name)).join(' '),
      )
    : wrong !== undefined
      ? refused(wrong.message, wrong.help ?? `cookbook-run explain ${wrong.id}`)
      : place === 'nim'
        ? forNim(brain)
        : place === 'vllm'
          ? forVllm(brain)
          : forTraining(brain, place);
  return { judged, findings, skipped };
}

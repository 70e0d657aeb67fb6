/** What to type after a run, as lines that can be pasted. */
import { adapterOf } from '../engine/registry.ts';
import { shellWord } from '../findings/shell-word.ts';
import type { RunRecord } from './run-record.ts';

/** Endings after which the same training can go on from its newest checkpoint. */
const RESUMABLE: ReadonlySet<RunRecord['outcome']> = new Set([
  'interrupted',
  'terminated',
  'retryable',
  'stalled',
  'abandoned',
] as const);

/** What beside the record decides. */
interface NextContext {
  /** The model that will use the result. */
  readonly consumer?: string;
  readonly dataset?: { readonly validation?: number };
}

/** The lines, the most useful first. */
export function nextSteps(record: RunRecord, { consumer, dataset }: NextContext = {}): readonly string[] {
  const run = record.id.slice(record.id.lastIndexOf('-') + 1);
  const { outcome, model } = record;
  if (outcome !== undefined && RESUMABLE.has(outcome))
    return [`cookbook-run sft --resume ${run}`, `cookbook-run runs logs ${run}`];
  if (outcome !== 'succeeded')
    return outcome === undefined || outcome === 'running' ? [] : [`cookbook-run runs logs ${run}`];
  // A consumer, a server and the next run want whole weights.
  const merged = model?.kind === 'adapter' ? `merged-${run}` : undefined;
  const whole = merged ?? model?.path;
  return [
    `cookbook-run runs report ${run}`,
    // Asked about what it held out, and only then.
    ...(model === undefined || (dataset?.validation ?? 0) === 0 ? [] : [`cookbook-run eval ${run} --base`]),
    ...(merged === undefined ? [] : [`cookbook-run merge ${run} --out ${merged}`]),
    ...(whole === undefined || consumer === undefined
      ? []
      : [`cookbook-run feasibility --model ${shellWord(whole)} --consumer ${shellWord(consumer)}`]),
    ...(model?.kind === 'whole'
      ? [`cookbook-run sft --resume ${run} ${adapterOf(record).keys.length.typed('N')}`]
      : []),
  ];
}

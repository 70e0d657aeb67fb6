/** The page of one night, for a person in the morning. Pure. */

import { dayText, momentText } from '../../report/moment.ts';
import { shown } from '../gate/apply.ts';
import type { Attempt, NightRecord } from '../night-record.ts';
import type { Block, Cell, Page } from './page.ts';
import { durationText, gpuHoursText, headline, rehearsalFact, whatToDo } from './words.ts';

const text = (value: number | undefined) => (value === undefined ? '–' : shown(value));

/** A stop at the deadline is none of the engine's endings. */
function endText(
  {
    outcome,
    exitCode,
    reason,
  }: Pick<Attempt, 'outcome' | 'exitCode'> & { readonly reason: string | undefined },
  stopped: boolean,
): string {
  if (stopped && exitCode === 75) return 'stopped at the deadline, goes on';
  return `${outcome} (${exitCode})${reason === undefined ? '' : `: ${reason}`}`;
}

function attemptRow(
  { run, outcome, exitCode, step, resumedFrom, loss, did, reason }: Attempt,
  stopped: boolean,
): readonly string[] {
  const from = resumedFrom === undefined ? 'a model' : `step ${resumedFrom.step}`;
  return [
    run ?? 'not started',
    `${step?.last ?? '–'} of ${step?.planned ?? '?'}, from ${did?.startsWith('starts') === true ? 'step 0' : from}`,
    text(loss?.first),
    text(loss?.last),
    text(loss?.validation),
    endText({ outcome, exitCode, reason }, stopped),
  ];
}

const VERDICTS = {
  passed: 'passed',
  worse: 'worse',
  'out-of-bounds': 'out of bounds',
  missing: 'missing',
  'not-finite': 'not finite',
  'nothing-to-compare': 'nothing to compare',
} as const;

function gateBlocks({ gate }: NightRecord): readonly Block[] {
  if (gate === undefined) return [];
  const rows = gate.comparisons.map(({ metric, value, lastGood, limit, verdict }) => [
    metric,
    text(value),
    text(lastGood),
    limit ?? '–',
    VERDICTS[verdict],
  ]);
  return [
    {
      kind: 'text',
      text: `${gate.passed ? 'Passed' : gate.blind ? 'Could not look' : 'Not passed'}: ${gate.reason}.`,
    },
    ...(rows.length === 0
      ? []
      : [
          {
            kind: 'table' as const,
            head: ['metric', 'this model', 'last good', 'had to be', 'verdict'],
            rows,
          },
        ]),
    ...(gate.heldOut === undefined
      ? []
      : [{ kind: 'text' as const, text: `Held-out samples: ${gate.heldOut}.` }]),
  ];
}

/** Losses of this night and those before it, oldest first. */
function trends(nights: readonly NightRecord[]): readonly Block[] {
  const attempts = nights.flatMap((night) => night.attempts).filter((one) => one.loss !== undefined);
  const trend = (
    label: string,
    pick: (one: NonNullable<Attempt['loss']>) => number | undefined,
  ): readonly Block[] => {
    const values = attempts.map((one) => (one.loss === undefined ? undefined : pick(one.loss)) ?? Number.NaN);
    const known = values.filter(Number.isFinite);
    if (known.length === 0) return [];
    const words = `${label}, last ${known.length} run(s): ${text(known[0])} → ${text(known.at(-1))}`;
    return [{ kind: 'trend', label: words, values }];
  };
  return [
    ...trend('training loss at the end', (loss) => loss.last),
    ...trend('loss on the held-out samples', (loss) => loss.validation),
  ];
}

/** The page; `before` are the nights before it, oldest first, and `links` lead from the folder of the page. */
export function nightPage(
  night: NightRecord,
  before: readonly NightRecord[],
  links: ReadonlyArray<readonly [string, string]>,
): Page {
  const { attempts, objective, lastGood, notes, hooks } = night;
  const rehearsal = rehearsalFact(night);
  const facts: ReadonlyArray<readonly [string, string]> = [
    ['started', momentText(night.startedAt)],
    ['took', durationText(night)],
    ['GPU-hours', gpuHoursText(night)],
    ...(night.deadline === undefined ? [] : [['deadline', momentText(night.deadline.at)] as const]),
    ...(rehearsal === undefined ? [] : [['rehearsal', rehearsal] as const]),
    ['last good', lastGood ?? 'none yet'],
    ['exit code', String(night.exitCode)],
  ];
  const told = hooks.map(({ hook, exitCode, problem }) => `${hook}: ${problem ?? `ended ${exitCode}`}`);
  const block = (one: Block | undefined, wanted: boolean): readonly Block[] =>
    wanted && one !== undefined ? [one] : [];
  const head = ['run', 'steps', 'loss at first', 'at last', 'held out', 'end'];
  return {
    title: `${night.series}, night of ${dayText(night.startedAt)}`,
    headline: headline(night),
    sections: [
      { title: 'What you must do', blocks: [{ kind: 'text', text: `${whatToDo(night)}.` }] },
      { title: 'The night', blocks: [{ kind: 'facts', facts }] },
      { title: 'Gate', blocks: gateBlocks(night) },
      {
        title: 'Training',
        blocks: [
          ...block(
            {
              kind: 'table',
              head,
              rows: attempts.map((one, place) =>
                attemptRow(one, night.stopped === 'deadline' && place === attempts.length - 1),
              ),
            },
            attempts.length > 0,
          ),
          ...trends([...before, night]),
        ],
      },
      {
        title: 'What is trained, and what not',
        blocks: [{ kind: 'text', text: objective.text }],
      },
      { title: 'Notes', blocks: block({ kind: 'list', items: notes }, notes.length > 0) },
      { title: 'Told', blocks: block({ kind: 'list', items: told }, told.length > 0) },
      { title: 'More', blocks: block({ kind: 'links', links }, links.length > 0) },
    ],
  };
}

/** The page of a series: its nights, the newest first. */
export function seriesPage(
  series: string,
  nights: readonly NightRecord[],
  next: string,
  reportOf: (night: NightRecord) => Cell | undefined,
): Page {
  const newest = nights.toReversed();
  return {
    title: `Series ${series}`,
    headline: nights.length === 0 ? 'no night yet' : headline(nights.at(-1) as NightRecord),
    sections: [
      { title: 'Next night', blocks: [{ kind: 'text', text: next }] },
      { title: 'Losses', blocks: trends(nights) },
      {
        title: 'Nights',
        blocks:
          newest.length === 0
            ? []
            : [
                {
                  kind: 'table',
                  head: ['night', 'what happened', 'GPU-hours', 'exit', 'run'],
                  rows: newest.map((one) => [
                    [momentText(one.startedAt), `nights/${one.night}.html`],
                    headline(one),
                    gpuHoursText(one),
                    String(one.exitCode),
                    reportOf(one) ?? '–',
                  ]),
                },
              ],
      },
    ],
  };
}

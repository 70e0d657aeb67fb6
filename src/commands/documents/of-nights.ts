/** Documents of series of nights. */
import { dryRun } from './parts.ts';
import type { Published } from './published.ts';
import { any, count, document, flag, listOf, number, open, ref, table, text } from './shape.ts';

const exitCode = ref('exitCode');
const NEXT = table(
  { does: text, sentence: text },
  { help: text, pending: text, rehearses: flag, refusedHere: text },
);

/** By verb. */
export const OF_NIGHTS: Readonly<Record<string, Published>> = {
  'nightly-init': {
    about: 'the files of the series, and what to type to try and to install it',
    forms: [document({ series: text, files: listOf(text), commands: listOf(text) })],
  },
  'nightly-pause': {
    about: 'the series rests',
    forms: [document({ series: text, paused: { const: true }, since: text }, { reason: text })],
  },
  'nightly-unpause': {
    about: 'the series goes on; `was` says whether it rested',
    forms: [document({ series: text, paused: { const: false }, was: flag })],
  },
  'nightly-run': {
    about: 'with --dry-run what the night would do; without, one line when it is over',
    forms: [
      document(
        {
          series: text,
          folder: text,
          next: NEXT,
          notes: listOf(text),
          retention: listOf(any),
          objective: open,
        },
        { ...dryRun, deadline: table({ at: text, text, reserveSeconds: number }), resumePoint: any },
      ),
      document(
        { series: text, night: text, outcome: text, exitCode },
        {
          status: text,
          reason: text,
          startedAt: text,
          endedAt: text,
          attempts: listOf(open),
          objective: open,
          notes: listOf(text),
          removed: listOf(any),
          hooks: listOf(any),
          supervisor: open,
          sequence: count,
          gate: open,
          promoted: text,
          lastGood: any,
          headline: text,
          record: text,
        },
      ),
    ],
  },
  'nightly-status': {
    about: 'the last nights, the last good model, and what the next night does',
    forms: [
      document(
        {
          series: text,
          folder: text,
          nights: listOf(open),
          passedOver: listOf(any),
          next: NEXT,
          objective: open,
        },
        { headline: text, todo: text, lastGood: open, paused: any },
      ),
    ],
  },
  'nightly-ls': { about: 'the series below some folders', forms: [document({ series: listOf(open) })] },
  'nightly-watch': {
    about: 'did a night begin in time',
    forms: [document({ series: text, silent: flag, told: listOf(any) })],
  },
  'nightly-prune': {
    about: 'weights that retention lets go',
    forms: [document({ removed: listOf(any) }, { runs: listOf(open) })],
  },
};

/** The answer of `diff`: key, theirs, ours, and the reason where one is known. */

import { plural } from '../findings/amounts.ts';
import type { Paint } from './style.ts';
import { tableLines } from './table.ts';
import { wrap } from './wrap.ts';

/** One line of the answer; values in TOML syntax, `null` where a side does not have the key. */
export interface DiffRow {
  readonly key: string;
  readonly theirs: string | null;
  readonly ours: string | null;
  /** True if the engine's default makes both sides the same. */
  readonly sameEffect?: boolean;
  readonly why?: string;
  /** Where the value of a file stands. */
  readonly origin?: { readonly file: string; readonly line?: number; readonly column?: number };
}

/** Two sides and what differs. */
export interface DiffAnswer {
  readonly theirs: { readonly kind: string; readonly name: string };
  readonly ours: { readonly kind: string; readonly name: string };
  readonly engineName: string;
  readonly engine: string;
  /** How the runs differ beside their configs; only for two runs. */
  readonly record?: readonly DiffRow[];
  readonly differences: readonly DiffRow[];
}

const absent = '-';

function table(head: readonly string[], rows: readonly DiffRow[], width: number, paint: Paint): string {
  const cells = rows.map((row) => [row.key, row.theirs ?? absent, row.ours ?? absent]);
  const [first, ...rest] = tableLines([head, ...cells], width);
  const body = rows.flatMap((row, index) => [
    ...(rest[index] ?? []),
    ...(row.why === undefined || row.why === ''
      ? []
      : wrap(row.why, '    ', '    ', width)
          .split('\n')
          .map((line) => paint('dim', line))),
  ]);
  return [...(first ?? []).map((line) => paint('bold', line)), ...body].map((line) => `${line}\n`).join('');
}

/** As text, in `width` columns. */
export function diffText(answer: DiffAnswer, width: number, paint: Paint): string {
  const head = (what: string) => [what, 'theirs', 'ours'];
  const { record = [], differences, theirs, ours } = answer;
  const parts = [
    // Names may be paths: in the head of a column they would wrap.
    `theirs  ${theirs.kind === theirs.name ? theirs.name : `${theirs.kind} ${theirs.name}`}\nours    ${ours.kind} ${ours.name}\n`,
    ...(record.length === 0 ? [] : [table(head('run'), record, width, paint)]),
    ...(differences.length === 0 ? [] : [table(head('key'), differences, width, paint)]),
  ];
  if (record.length + differences.length === 0)
    return `no difference for ${answer.engineName} ${answer.engine}\n`;
  const same = differences.filter((row) => row.sameEffect === true).length;
  const count = `${plural(differences.length, 'key differs', 'keys differ')}${same === 0 ? '' : `, ${same} of them without effect`} (${answer.engineName} ${answer.engine})\n`;
  return `${parts.join('\n')}\n${count}`;
}

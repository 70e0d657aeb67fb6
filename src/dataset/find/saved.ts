/** What a folder of `Dataset.save_to_disk` holds, told by its first rows. */
import { parseJson } from '../../json/read.ts';
import { Notes } from '../finding-collector.ts';
import { intervalsIn } from '../intervals.ts';
import { readMessages, type Spoken } from '../messages.ts';
import { savedRows } from '../saved-rows.ts';
import { scoreIn } from '../scores.ts';
import type { Candidate } from './candidate.ts';

const FIRST = 20;
/** What is read where no column is named first, then names that people use. */
const COLUMNS = ['conversations', 'messages', 'conversation', 'dialog', 'chat'];

function spokenIn(value: unknown): Spoken | undefined {
  const read = typeof value === 'string' ? parseJson(value) : { ok: true as const, value };
  const spoken = read.ok ? readMessages(read.value) : 'no JSON';
  return typeof spoken === 'string' ? undefined : spoken;
}

async function firstRows(root: string, column: string): Promise<readonly Spoken[]> {
  const rows: Spoken[] = [];
  let seen = 0;
  for (const { value } of await savedRows(root, { column }, new Notes())) {
    const spoken = spokenIn(value);
    if (spoken !== undefined) rows.push(spoken);
    seen += 1;
    if (seen === FIRST) break;
  }
  return rows;
}

/** The layouts that read a saved dataset. */
export async function savedCandidates(root: string): Promise<readonly Candidate[]> {
  const found = 'state.json and dataset_info.json, as Dataset.save_to_disk writes them';
  for (const column of COLUMNS) {
    const rows = await firstRows(root, column);
    if (rows.length === 0) continue;
    const answers = rows.map(({ conversation }) => conversation.turns.at(-1)?.text ?? '');
    const most = (fits: (answer: string) => boolean): boolean =>
      answers.filter(fits).length * 2 > answers.length;
    const why = [found, `its column ${column} holds conversations`];
    const base = { root, settings: {}, ...(column === COLUMNS[0] ? {} : { source: { column } }) };
    return [
      ...(most((answer) => intervalsIn(answer).pairs.length > 0)
        ? [
            {
              ...base,
              layout: 'mimicgen' as const,
              weight: 3,
              why: [...why, 'its answers are intervals of time'],
            },
          ]
        : []),
      ...(most((answer) => scoreIn(answer) !== undefined)
        ? [{ ...base, layout: 'videophy2' as const, weight: 3, why: [...why, 'its answers are scores'] }]
        : []),
      { ...base, layout: 'hf-conversations', weight: 2, why },
    ];
  }
  return [{ layout: 'hf-conversations', root, settings: {}, weight: 1, why: [found] }];
}

/** Which symptoms a line of a log may tell of. */
import { finderOf, wordsOf } from './literals.ts';
import type { Sighting } from './traceback.ts';

/** What of a symptom is asked of each line. */
export interface Clued {
  readonly id: string;
  readonly clue?: RegExp;
  readonly lasting?: true;
}

/** The clues of an engine's symptoms, asked of each line. */
interface Clues {
  /** Whether the engine only logs what the clue of this symptom tells, and trains on all the same. */
  isLasting(id: string): boolean;
  /** The symptoms whose clue this line is, except those already sighted; `undefined` for most lines. */
  sight(
    text: string,
    level: string | undefined,
    known: Readonly<Record<string, Sighting>>,
  ): readonly string[] | undefined;
}

/** The clues of these symptoms. */
export function clueSight(symptoms: readonly Clued[]): Clues {
  const clues = symptoms.flatMap(({ id, clue }) => (clue === undefined ? [] : [{ id, clue }]));
  const lasting = new Set(symptoms.filter((one) => one.lasting === true).map(({ id }) => id));
  // Made when the first line is asked for: verbs that read no log do not pay for it.
  let cluesIn: ((text: string) => ReadonlySet<number> | undefined) | undefined;
  return {
    isLasting: (id) => lasting.has(id),
    sight(text, level, known) {
      // wandb's own lines tell of its own files: training does not need them.
      if (level === 'INFO' || level === 'DEBUG' || text.length < 8 || text.startsWith('wandb: '))
        return undefined;
      // Clues stand at the start of a message; a hostile line of 64 KB must not cost a second.
      const head = text.length > 4000 ? text.slice(0, 4000) : text;
      cluesIn ??= finderOf(clues.map(({ clue }) => wordsOf(clue) ?? ['']));
      const possible = cluesIn(head);
      if (possible === undefined) return undefined;
      const ids = clues
        .filter(({ id, clue }, i) => possible.has(i) && known[id] === undefined && clue.test(head))
        .map(({ id }) => id);
      return ids.length === 0 ? undefined : ids;
    },
  };
}

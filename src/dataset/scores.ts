/** What the answers of the physical plausibility recipe say: one score from 1 to 5 for each clip. */

import type { Notes } from './finding-collector.ts';
import { labelsContradict, scoreInvalid, scoresUnbalanced } from './findings/answers.ts';
import { turnsUnusual } from './findings/items.ts';
import type { Conversation } from './sample.ts';
import type { SavedSchema } from './saved-conversations.ts';

const ANSWER = /<answer>([\s\S]*?)<\/answer>/;
const NUMBER = /^-?\d+(?:\.\d+)?$/;
/** With so few samples one score may be the only one by chance. */
const FEW = 5;
const MOST = 0.8;

/** The number that an answer is, in its answer tags or alone; `undefined` for anything else. */
export function scoreIn(text: string): number | undefined {
  const said = (ANSWER.exec(text)?.[1] ?? text).trim();
  return NUMBER.test(said) ? Number(said) : undefined;
}

const isScore = (value: number): boolean => Number.isInteger(value) && value >= 1 && value <= 5;

function rolesOf({ system, turns }: Conversation): readonly string[] {
  return [...(system === undefined ? [] : ['system']), ...turns.map((turn) => turn.role)];
}

/** Judges the score of every row, and at the end how the scores are spread. */
export function scoreSchema(notes: Notes): SavedSchema {
  const histogram = new Map<number, number>();
  const byClip = new Map<string, { readonly score: number; readonly where: string }>();
  return {
    row({ conversation }, media, where) {
      const roles = rolesOf(conversation);
      if (roles.length !== 3 || roles[0] !== 'system') notes.add(turnsUnusual, where, { roles });
      const text = conversation.turns.at(-1)?.text ?? '';
      const score = scoreIn(text);
      if (score === undefined || !isScore(score)) {
        notes.add(scoreInvalid, where, {
          answer: text.trim().slice(0, 60),
          ...(score === undefined ? {} : { score }),
        });
        return score === undefined;
      }
      notes.tally(`${score}`);
      histogram.set(score, (histogram.get(score) ?? 0) + 1);
      const clip = media.map(({ path }) => path).join('\n');
      const first = byClip.get(clip);
      if (first === undefined) byClip.set(clip, { score, where });
      else if (first.score !== score && clip !== '')
        notes.add(labelsContradict, where, { clip, score, first: first.where, firstScore: first.score });
      return true;
    },
    end(root) {
      const total = [...histogram.values()].reduce((sum, count) => sum + count, 0);
      const [top = 0, count = 0] = [...histogram].sort(([, a], [, b]) => b - a)[0] ?? [];
      if (total >= FEW && count > MOST * total)
        notes.add(scoresUnbalanced, root, {
          score: top,
          count,
          total,
          histogram: Object.fromEntries(histogram),
        });
    },
  };
}

/** Reads a goal: which parts of a model it asks to change. A judgement from words, never a proof. */
import { type Clause, clausesOf, withoutQuotedAnswers } from './clauses.ts';
import type { Concept, RoledMention } from './concept.ts';
import { mentionsOf } from './mentions.ts';
import { continuesList, englishRole, isSpokenOf, leavesOut } from './roles-en.ts';
import { japaneseRole } from './roles-ja.ts';
import { asWritten, mended } from './spelling.ts';

/** Every mention of a goal with its role. */
export function rolesOf(goal: string): readonly RoledMention[] {
  const { text: spelt, slips } = mended(goal.normalize('NFKC'));
  const text = withoutQuotedAnswers(spelt);
  const clauses = clausesOf(text);
  const mentions = mentionsOf(text);
  let leftOut = false;
  let spoken = false;
  const roles = clauses.flatMap((clause: Clause) => {
    const inClause = mentions.filter(
      (one) => one.start >= clause.start && one.start < clause.start + clause.text.length,
    );
    const inherited = leftOut && continuesList(clause);
    leftOut = inherited || (!clause.japanese && leavesOut(clause));
    const goesOn = spoken && continuesList(clause);
    const roled = inClause.map((mention): RoledMention => {
      if (clause.japanese) return { ...mention, role: japaneseRole(mention, clause, inClause) };
      const role = englishRole(mention, clause, inClause, inherited);
      return { ...mention, role: goesOn && role === 'wanted' && isSpokenOf(mention) ? 'described' : role };
    });
    spoken = goesOn || roled.some((one) => one.role === 'described');
    return roled;
  });
  return slips.size === 0 ? roles : roles.map((one) => ({ ...one, text: asWritten(one.text, slips) }));
}

/** The mentions of a concept in one of the roles; `wanted` unless told otherwise. */
export function having(
  mentions: readonly RoledMention[],
  concept: Concept,
  role: RoledMention['role'] = 'wanted',
): readonly RoledMention[] {
  return mentions.filter((one) => one.concept === concept && one.role === role);
}

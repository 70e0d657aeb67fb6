/** A row of the tables that tell a family. */
import type { Checkpoint } from '../checkpoint.ts';
import type { FamilyId } from './table.ts';

/** What the family is told from. */
export type FamilyFacts = Pick<
  Checkpoint,
  'where' | 'config' | 'modelIndex' | 'tensors' | 'addedTokens' | 'adapters'
>;

/** A row of a decision table: the family and what in the facts says so. */
export interface Sign {
  readonly family: FamilyId;
  readonly seen: (facts: FamilyFacts) => string | undefined;
}

/** A kind of finding about models and requests: what a verdict does with it is a field of the kind. */
import type { SayingKind } from './finding.ts';
import type { Target } from './target.ts';

export { found } from './finding.ts';

/** A target, or the one that the model's or the consumer's own family has. */
type Leaves = Target | 'of-model' | 'of-consumer';

/** A kind of finding with the data it is made of. */
export interface ObjectiveFinding<Data extends object> extends SayingKind<Data> {
  /** What it leaves untrained, told from its data. */
  leaves?(data: Data): Leaves | undefined;
  /** It says that something could not be seen or told, not that it is wrong. */
  readonly unverified?: true;
  /** What it says is a matter of loss and gradient, which the answer tells in one sentence of its own. */
  readonly byLoss?: true;
}

/** Declares a kind: those who find pass typed data, and never prose. */
export function defineObjectiveFinding<Data extends object>(
  finding: ObjectiveFinding<Data>,
): ObjectiveFinding<Data> {
  return finding;
}

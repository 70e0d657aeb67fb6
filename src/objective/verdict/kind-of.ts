/** The kind behind a finding of the verdict: what it decides, leaves and needs is a field of the kind. */
import { CHECKPOINT_FINDINGS } from '../../checkpoint/findings.ts';
import type { Finding } from '../../findings/finding.ts';
import type { ObjectiveFinding } from '../../findings/objective-kind.ts';
import { MODEL_FINDINGS } from '../findings/index.ts';
import { VERDICT_KINDS } from './kinds.ts';

const SHARED: ReadonlyMap<string, ObjectiveFinding<object>> = new Map(
  [...CHECKPOINT_FINDINGS, ...MODEL_FINDINGS, ...VERDICT_KINDS].map((kind) => [kind.id, kind]),
);

/** The kind of a finding. */
export type KindOf = (finding: Pick<Finding, 'id'>) => ObjectiveFinding<object> | undefined;

/** The kind, where it is none of an engine's own. */
export const sharedKindOf: KindOf = ({ id }) => SHARED.get(id);

/** The kind of every finding about the runs of an engine, which has some of its own. */
export function kindOfEvery(own: ReadonlyArray<ObjectiveFinding<object>>): KindOf {
  return ({ id }) => SHARED.get(id) ?? own.find((kind) => kind.id === id);
}

export type Judgement = 'allow' | 'warn' | 'block';

/** What findings make of a verdict: what only could not be read refuses nothing, and is no plain allow. */
export function judgementOf(findings: readonly Finding[], kindOf: KindOf): Judgement {
  const harmful = findings.filter(({ severity }) => severity !== 'info');
  const refuses = harmful.some(
    (finding) => finding.severity === 'error' && kindOf(finding)?.decides !== false,
  );
  return refuses ? 'block' : harmful.length > 0 ? 'warn' : 'allow';
}

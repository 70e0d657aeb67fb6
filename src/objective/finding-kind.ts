/** A finding about models: its permanent facts, and how its typed data becomes a message. */
import { type Finding, type FindingDraft, type FindingKind, stamp } from '../findings/finding.ts';

/** What a finding says about one subject, made of its data. */
export type Words = Pick<FindingDraft, 'message' | 'because' | 'help' | 'severity'>;

/** A kind of finding with the data it is made of. */
export interface ObjectiveFinding<Data extends object> extends FindingKind {
  say(data: Data, subject: string): Words;
}

/** Declares a kind: those who find pass typed data, and never prose. */
export function defineObjectiveFinding<Data extends object>(
  finding: ObjectiveFinding<Data>,
): ObjectiveFinding<Data> {
  return finding;
}

/** The finding of that kind about `subject`: a path, a dotted key or a tensor. */
export function found<Data extends object>(
  kind: ObjectiveFinding<Data>,
  subject: string,
  data: Data,
): Finding {
  return stamp(kind, {
    subject,
    ...kind.say(data, subject),
    data: { ...data } as Readonly<Record<string, unknown>>,
  });
}

/** A finding about data: its permanent facts, and how its typed data becomes a message. */
import type { FindingDraft, FindingKind } from '../findings/finding.ts';

/** What a finding says about one subject, made of its data. */
export type Words = Pick<FindingDraft, 'message' | 'because' | 'help' | 'severity'>;

/** A kind of finding with the data it is made of. */
export interface DatasetFinding<Data extends object> extends FindingKind {
  say(data: Data, subject: string): Words;
}

/** Declares a kind: readers then pass typed data, and never prose. */
export function defineDatasetFinding<Data extends object>(
  finding: DatasetFinding<Data>,
): DatasetFinding<Data> {
  return finding;
}

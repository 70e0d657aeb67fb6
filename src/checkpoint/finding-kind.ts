/** A finding about models: its permanent facts, and how its typed data becomes a message. */

import { type Finding, type FindingDraft, type FindingKind, stamp } from '../findings/finding.ts';
import type { Target } from '../findings/target.ts';

/** What a finding says about one subject, made of its data. */
export type Words = Pick<FindingDraft, 'message' | 'because' | 'help' | 'severity'>;

/** A kind of finding with the data it is made of. */
export interface ObjectiveFinding<Data extends object> extends FindingKind {
  say(data: Data, subject: string): Words;
  /** Set where it refuses nothing and still keeps the verdict from a plain allow: a file that could not be read. */
  readonly decides?: false;
  /** What it leaves untrained, told from its data. */
  leaves?(data: Data): Leaves | undefined;
  /** An error of this kind ends with the command that does what is asked. */
  readonly needsRemedy?: true;
  /** It says that something could not be seen or told, not that it is wrong. */
  readonly unverified?: true;
  /** What it says is a matter of loss and gradient, which the answer tells in one sentence of its own. */
  readonly byLoss?: true;
  /** It only follows from another error about the same run, and is not told beside that one. */
  readonly consequence?: true;
}

/** A target, or the one that the model's or the consumer's own family has. */
export type Leaves = Target | 'of-model' | 'of-consumer';

/** Declares a kind: those who find pass typed data, and never prose. */
export function defineObjectiveFinding<Data extends object>(
  finding: ObjectiveFinding<Data>,
): ObjectiveFinding<Data> {
  return finding;
}

/** Names come from files that nobody vouches for: one line, no escape sequence for the terminal, no megabytes. */
function plain(text: string): string {
  const line = text.replace(
    /[\x00-\x1f\x7f-\x9f\u2028\u2029]/g,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}

const LONGEST = 1000;

/** The finding of that kind about `subject`: a path, a dotted key or a tensor. */
export function found<Data extends object>(
  kind: ObjectiveFinding<Data>,
  subject: string,
  data: Data,
): Finding {
  const { message, because, help, severity } = kind.say(data, subject);
  return stamp(kind, {
    subject,
    message: plain(message),
    ...(because === undefined ? {} : { because: plain(because) }),
    ...(help === undefined ? {} : { help }),
    ...(severity === undefined ? {} : { severity }),
    data: { ...data } as Readonly<Record<string, unknown>>,
  });
}

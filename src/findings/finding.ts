/** A finding is one result of a rule, check, data reader or log symptom, as data; prose and colour are made later. */

import { plain, plainDeep } from '../plain.ts';
import { changes, type Edit, type Form, helpOf, type Remedy } from './remedy.ts';

export type { Edit, Form, Remedy } from './remedy.ts';

export type Severity = 'error' | 'warning' | 'info';

/** Where a value came from. `layer` says which layer set it; line and column count from 1. */
export interface Origin {
  readonly layer: 'engine-default' | 'preset' | 'file' | 'flag' | 'cookbook-run';
  /** Preset name, file path, or the flag as typed. */
  readonly source: string;
  readonly line?: number;
  readonly column?: number;
}

/** One result. `id` is permanent and kebab-case; `subject` is a dotted key, a path, a tensor name or a fact. */
export interface Finding {
  readonly id: string;
  readonly severity: Severity;
  readonly subject: string;
  readonly origin?: Origin;
  /** One sentence that stands alone. */
  readonly message: string;
  /** Why it matters, with the engine version and file it was read from. */
  readonly because?: string;
  /** What to type or change, rendered from the remedies where there are some. */
  readonly help?: string;
  /** The best remedy, as data. */
  readonly remedy?: Remedy;
  /** Other remedies, in the order in which `help` names them. */
  readonly alternatives?: readonly Remedy[];
  /** What `--fix` would write; only where the meaning is certain. */
  readonly fix?: readonly Edit[];
  /** What the message was made of. */
  readonly data: Readonly<Record<string, unknown>>;
}

/** What a rule returns: a finding without its id, which the runner stamps; `remedy` may name several, the best first. */
export type FindingDraft = Omit<Finding, 'id' | 'data' | 'severity' | 'remedy' | 'alternatives'> & {
  readonly severity?: Severity;
  readonly remedy?: Remedy | readonly Remedy[];
  readonly data?: Readonly<Record<string, unknown>>;
};

/** The permanent facts about one kind of finding; `explain ID` prints them. What a verdict or an ending does with it stands here. */
export interface FindingKind {
  readonly id: string;
  /** One line, shown in lists. */
  readonly summary: string;
  /** The severity of a draft that names none. */
  readonly severity: Severity;
  /** Exit code group of an error of this kind: config 78, data 65, missing input 66, host 69, disk 73, busy 75, token 77. */
  readonly category: Category;
  /** Whether the engine itself rejects it. Proved in the engine lane for rules. */
  readonly enforcedBy?: 'engine' | 'nobody';
  /** False where an error of this kind refuses nothing, and only keeps a verdict from a plain allow: a file that could not be read. */
  readonly decides?: boolean;
  /** True where a finding of this kind is no answer without a remedy. */
  readonly needsRemedy?: boolean;
  /** True where it follows from another finding, and is folded into it when that one is there. */
  readonly consequence?: boolean;
  /** Ids of kinds that say the same of the same subject with better knowledge: beside one of them it is not told. */
  readonly follows?: readonly string[];
  readonly docs: {
    /** What is wrong. */
    readonly what: string;
    /** What the engine does with it, and where that was read or seen. */
    readonly why: string;
    /** What to do. */
    readonly fix: string;
  };
}

export type Category = 'config' | 'data' | 'input' | 'host' | 'disk' | 'busy' | 'token' | 'run';

/** Something that could not be looked at: never a pass. */
export interface Skipped {
  readonly id: string;
  readonly reason: string;
}

/** Findings and what was not looked at, together, so that neither is lost on the way. */
export interface Report {
  readonly findings: readonly Finding[];
  readonly skipped: readonly Skipped[];
}

/** A kind of finding whose words are made of typed data. */
export interface SayingKind<Data extends object> extends FindingKind {
  say(data: Data, subject: string): Words;
}

/** What a finding says about one subject, made of its data. */
export type Words = Pick<FindingDraft, 'message' | 'because' | 'help' | 'remedy' | 'severity'>;

/** Declares a kind of finding; with `say`, those who find pass typed data, and never prose. */
export function defineFinding<Data extends object>(kind: SayingKind<Data>): SayingKind<Data>;
export function defineFinding<Kind extends FindingKind>(kind: Kind): Kind;
export function defineFinding(kind: FindingKind): FindingKind {
  return kind;
}

/** The finding of that kind about `subject`: a path, a dotted key or a tensor. */
export function found<Data extends object>(kind: SayingKind<Data>, subject: string, data: Data): Finding {
  return stamp(kind, {
    subject,
    ...kind.say(data, subject),
    data: { ...data } as Readonly<Record<string, unknown>>,
  });
}

/** Characters of a message at most: names come from files that nobody vouches for. */
const LONGEST = 1000;

function sentence(text: string): string {
  const line = plain(text);
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}

function listOf(remedy: Remedy | readonly Remedy[] | undefined): readonly Remedy[] {
  if (remedy === undefined) return [];
  return Array.isArray(remedy) ? remedy : [remedy as Remedy];
}

/** A finding with these remedies, the best first, and the help that they make. */
function withRemedies(finding: Finding, remedies: readonly Remedy[], form?: Form): Finding {
  const { remedy: _, alternatives: __, help: ___, ...rest } = finding;
  const [remedy, ...alternatives] = remedies;
  const help = helpOf(remedies, form);
  return {
    ...rest,
    ...(help === undefined ? {} : { help }),
    ...(remedy === undefined ? {} : { remedy }),
    ...(alternatives.length === 0 ? {} : { alternatives }),
  };
}

/** All remedies of a finding, the best first. */
export function remediesOf(finding: Finding): readonly Remedy[] {
  return finding.remedy === undefined ? [] : [finding.remedy, ...(finding.alternatives ?? [])];
}

/** Stamps the id and the default severity of `kind` on a draft, and makes every text in it harmless. */
export function stamp(kind: FindingKind, draft: FindingDraft): Finding {
  const { severity = kind.severity, data = {}, remedy, message, because, help, subject, origin, fix } = draft;
  const finding: Finding = {
    id: kind.id,
    severity,
    subject: plain(subject),
    ...(origin === undefined ? {} : { origin: plainDeep(origin) }),
    message: sentence(message),
    ...(because === undefined ? {} : { because: sentence(because) }),
    ...(fix === undefined ? {} : { fix }),
    data: plainDeep(data),
  };
  const given = listOf(remedy);
  const prose: readonly Remedy[] = help === undefined ? [] : [{ kind: 'note', text: help }];
  const remedies = given.length === 0 ? prose : given;
  return remedies.length === 0 ? finding : withRemedies(finding, plainDeep(remedies));
}

/** The finding with one remedy more. */
export function withRemedy(finding: Finding, remedy: Remedy, form?: Form): Finding {
  return withRemedies(finding, [...remediesOf(finding), plainDeep(remedy)], form);
}

/** The help in the form that this reader types: lines of his file, or overrides and the flags that he used. */
export function inForm(finding: Finding, form: Form): Finding {
  const remedies = remediesOf(finding);
  return remedies.length === 0 ? finding : withRemedies(finding, remedies, form);
}

/** The finding without remedies that would set what is already set; `holds` gives a value that is in force. */
export function possible(finding: Finding, holds: (key: string) => unknown): Finding {
  const remedies = remediesOf(finding);
  const kept = remedies.filter((remedy) => changes(remedy, holds));
  return kept.length === remedies.length ? finding : withRemedies(finding, kept);
}

/** What holds beside findings, and how their reader writes settings. */
interface Reader {
  /** The value that is in force for a key. */
  readonly holds?: ((key: string) => unknown) | undefined;
  readonly form?: Form | undefined;
}

/** The finding with the remedies that would change something, in the words of this reader. */
export function advised(finding: Finding, { holds, form }: Reader): Finding {
  const useful = holds === undefined ? finding : possible(finding, holds);
  return form === undefined ? useful : inForm(useful, form);
}

/** Joins reports, in order. */
export function joinReports(...reports: readonly Report[]): Report {
  return {
    findings: reports.flatMap((report) => report.findings),
    skipped: reports.flatMap((report) => report.skipped),
  };
}

const RANK: Record<Severity, number> = { error: 0, warning: 1, info: 2 };

/** Errors first, then warnings, then notes; the order within a severity is kept. */
export function bySeverity(findings: readonly Finding[]): readonly Finding[] {
  return [...findings].sort((a, b) => RANK[a.severity] - RANK[b.severity]);
}

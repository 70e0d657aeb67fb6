/** A finding is one result of a rule, check, data reader or log symptom, as data; prose and colour are made later. */

export type Severity = 'error' | 'warning' | 'info';

/** Where a value came from. `layer` says which layer set it; line and column count from 1. */
export interface Origin {
  readonly layer: 'engine-default' | 'preset' | 'file' | 'flag' | 'cookbook-run';
  /** Preset name, file path, or the flag as typed. */
  readonly source: string;
  readonly line?: number;
  readonly column?: number;
}

/** One safe change of a config file; comments and order stay. `value` is a TOML value. */
export interface Edit {
  readonly op: 'set' | 'remove' | 'rename';
  /** Dotted key as it stands in the file. */
  readonly key: string;
  /** The new dotted key of a rename. */
  readonly to?: string;
  readonly value?: unknown;
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
  /** What to type or change. */
  readonly help?: string;
  /** What `--fix` would write; only where the meaning is certain. */
  readonly fix?: readonly Edit[];
  /** What the message was made of. */
  readonly data: Readonly<Record<string, unknown>>;
}

/** What a rule returns: a finding without its id, which the runner stamps. */
export type FindingDraft = Omit<Finding, 'id' | 'data' | 'severity'> & {
  readonly severity?: Severity;
  readonly data?: Readonly<Record<string, unknown>>;
};

/** The permanent facts about one kind of finding; `explain ID` prints them. */
export interface FindingKind {
  readonly id: string;
  /** One line, shown in lists. */
  readonly summary: string;
  /** The severity of a draft that names none. */
  readonly severity: Severity;
  /** Exit code group of an error of this kind: config 78, data 65, missing input 66, host 69, disk 73, busy 75, token 77. */
  readonly category: Category;
  /** Whether cosmos-rl itself rejects it. Proved in the engine lane for rules. */
  readonly enforcedBy?: 'engine' | 'nobody';
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

/** Stamps the id and the default severity of `kind` on a draft. */
export function stamp(kind: FindingKind, draft: FindingDraft): Finding {
  const { severity = kind.severity, data = {}, ...rest } = draft;
  return { id: kind.id, severity, ...rest, data };
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

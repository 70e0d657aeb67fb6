/** Findings as text, everywhere: headline, place, why, what to type, and who else would notice. */
import { describeOrigin } from '../config/layers.ts';
import { plural } from '../findings/amounts.ts';
import {
  bySeverity,
  type Finding,
  type FindingKind,
  type Report,
  type Severity,
  type Skipped,
} from '../findings/finding.ts';
import { excerpt } from './excerpt.ts';
import { type Paint, SEVERITY_COLOUR } from './style.ts';
import { wrap } from './wrap.ts';

/** What a reader is shown beside the finding itself. */
interface FindingView {
  /** Says who enforces it. */
  readonly kind?: FindingKind | undefined;
  /** The text that the origin is a place in. */
  readonly source?: string | undefined;
  /** Columns to break lines at; without it the terminal does. */
  readonly width?: number;
}

const ENFORCED: Readonly<Record<'engine' | 'nobody', string>> = {
  engine: 'by the engine, which refuses the file',
  nobody: 'by nobody: the engine says nothing about it',
};

/** One finding, several lines. */
export function findingText(finding: Finding, paint: Paint, view: FindingView = {}): string {
  const { origin, because, help, severity, id, message, remedy } = finding;
  const { kind, source, width = Number.POSITIVE_INFINITY } = view;
  const label = `${severity}[${id}]`;
  const [first = '', ...rest] = wrap(`${label}: ${message}`, '', '  ', width).split('\n');
  const note = (name: string, text: string, columns = width) =>
    `  ${paint('dim', `${name}:`)}${wrap(text, ' '.repeat(name.length + 4), '    ', columns).slice(name.length + 3)}`;
  const lines = [
    paint([SEVERITY_COLOUR[severity], 'bold'], label) + first.slice(label.length),
    ...rest,
    ...(origin === undefined ? [] : [`  ${paint('dim', '-->')} ${describeOrigin(origin)}`]),
    ...(source === undefined || origin?.line === undefined
      ? []
      : excerpt(source, origin.line, origin.column ?? 1, paint).map((line) => `  ${line}`)),
    ...(because === undefined ? [] : [note('because', because)]),
    // A command is copied from one line.
    ...(help === undefined
      ? []
      : [note('help', help, remedy?.kind === 'command' ? Number.POSITIVE_INFINITY : width)]),
    ...(kind?.enforcedBy === undefined || severity === 'info'
      ? []
      : [note('enforced', ENFORCED[kind.enforcedBy])]),
  ];
  return `${lines.join('\n')}\n`;
}

/** Errors, warnings and notes in words. */
export function counts(findings: readonly Finding[]): string {
  return countsText((severity) => findings.filter((finding) => finding.severity === severity).length);
}

/** The same, of findings that were counted. */
export function countsText(count: (severity: Severity) => number): string {
  return [
    plural(count('error'), 'error'),
    plural(count('warning'), 'warning'),
    plural(count('info'), 'note'),
  ].join(', ');
}

/** What was not looked at, a line for each reason: seven checks that want the same program say it once. */
export function skippedLines(skipped: readonly Skipped[]): readonly string[] {
  const byReason = new Map<string, string[]>();
  for (const { id, reason } of skipped) byReason.set(reason, [...(byReason.get(reason) ?? []), id]);
  return [...byReason].map(([reason, ids]) => `skipped ${ids.join(', ')}: ${reason}`);
}

/** All findings by harm, then what was not looked at, then a line of counts. */
export function reportText(report: Report, paint: Paint): string {
  const findings = bySeverity(report.findings).map((finding) => findingText(finding, paint));
  const skipped = skippedLines(report.skipped).map((line) => `${paint('dim', line)}\n`);
  const summary = `${counts(report.findings)}, ${report.skipped.length} skipped\n`;
  return [
    ...findings,
    ...(findings.length > 0 && skipped.length > 0 ? ['\n'] : []),
    ...skipped,
    '\n',
    summary,
  ].join('');
}

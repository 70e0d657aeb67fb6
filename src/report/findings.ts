/** Findings as text: headline, place, why, what to type. */
import { describeOrigin } from '../config/layers.ts';
import { bySeverity, type Finding, type Report, type Severity } from '../findings/finding.ts';
import type { Paint } from './style.ts';

const COLOUR: Record<Severity, 'red' | 'yellow' | 'cyan'> = { error: 'red', warning: 'yellow', info: 'cyan' };

/** One finding, several lines. */
export function findingText(finding: Finding, paint: Paint): string {
  const head = `${paint([COLOUR[finding.severity], 'bold'], `${finding.severity}[${finding.id}]`)}: ${finding.message}`;
  const origin = finding.origin;
  const lines = [
    head,
    ...(origin === undefined ? [] : [`  --> ${describeOrigin(origin)}`]),
    ...(finding.because === undefined ? [] : [`  because: ${finding.because}`]),
    ...(finding.help === undefined ? [] : [`  help: ${finding.help}`]),
  ];
  return `${lines.join('\n')}\n`;
}

/** All findings by harm, then what was not looked at, then a line of counts. */
export function reportText(report: Report, paint: Paint): string {
  const findings = bySeverity(report.findings).map((finding) => findingText(finding, paint));
  const skipped = report.skipped.map((skip) => `${paint('dim', `skipped ${skip.id}: ${skip.reason}`)}\n`);
  const count = (severity: Severity) =>
    report.findings.filter((finding) => finding.severity === severity).length;
  const plural = (n: number, word: string) => `${n} ${word}${n === 1 ? '' : 's'}`;
  const summary = `${plural(count('error'), 'error')}, ${plural(count('warning'), 'warning')}, ${plural(count('info'), 'note')}, ${skipped.length} skipped\n`;
  return [
    ...findings,
    ...(findings.length > 0 && skipped.length > 0 ? ['\n'] : []),
    ...skipped,
    '\n',
    summary,
  ].join('');
}

/** The answer of `check` for people: every finding with its place, why, what to type and who else would notice; a summary. */
import type { Finding, FindingKind } from '../findings/finding.ts';
import { counts, findingText } from './findings.ts';
import type { Paint } from './style.ts';
import { wrap } from './wrap.ts';

/** What the report needs of an answer. */
export interface CheckedFile {
  readonly file: string;
  readonly engine: string;
  readonly engineAccepts: boolean;
  readonly dropped: readonly string[];
  readonly verdict: 'allow' | 'warn' | 'block';
  readonly findings: readonly Finding[];
  readonly skipped: ReadonlyArray<{ readonly id: string; readonly reason: string }>;
  readonly planned?: { readonly gpus: number; readonly steps?: number };
  readonly source?: { readonly text: string };
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

/** What the run can optimise of what is asked; `feasibility` says the rest. */
function verdictLine({ verdict, file }: CheckedFile): string {
  if (verdict === 'allow') return 'verdict: allow\n';
  return `${wrap(`verdict: ${verdict}; the whole of it: cookbook-run feasibility --config ${file}`, '', '  ')}\n`;
}

/** What the engine would do with the file, in one or two lines. */
function engineLine(answer: CheckedFile): string {
  const { engine, engineAccepts, dropped, planned } = answer;
  if (planned === undefined) return '';
  const verdict = engineAccepts
    ? `would take it${dropped.length === 0 ? '' : ` and ignore ${plural(dropped.length, 'key')}`}`
    : 'would refuse it';
  const steps = planned.steps === undefined ? '' : `, ${plural(planned.steps, 'step')}`;
  const line = `cosmos-rl ${engine} ${verdict}; planned: ${plural(planned.gpus, 'GPU')}${steps}`;
  return `${wrap(line, '', '  ')}\n${verdictLine(answer)}`;
}

/** One file's part of the report. */
export function checkText(
  answer: CheckedFile,
  kindOf: (id: string) => FindingKind | undefined,
  paint: Paint,
): string {
  const findings = answer.findings.map((finding) =>
    findingText(finding, paint, { kind: kindOf(finding.id), source: answer.source?.text, width: 80 }),
  );
  const skipped = answer.skipped.map(
    ({ id, reason }) => `${paint('dim', wrap(`skipped ${id}: ${reason}`, '', '  '))}\n`,
  );
  const errors = answer.findings.some((finding) => finding.severity === 'error');
  const more = findings.length === 0 ? '' : 'more about a finding: cookbook-run explain ID\n';
  const summary = `${paint([errors ? 'red' : 'green', 'bold'], answer.file)}: ${counts(answer.findings)}${skipped.length === 0 ? '' : `, ${skipped.length} skipped`}\n${more}`;
  return `${[...findings, skipped.join('')].filter((part) => part !== '').join('\n')}${findings.length + skipped.length > 0 ? '\n' : ''}${engineLine(answer)}${summary}`;
}

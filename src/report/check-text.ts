/** The answer of `check` for people: every finding with its place, why, what to type and who else would notice; a summary. */
import { ENGINES } from '../engine/registry.ts';
import { plural } from '../findings/amounts.ts';
import type { Finding, FindingKind, Severity } from '../findings/finding.ts';
import { shellWord } from '../findings/shell-word.ts';
import { counts, findingText, skippedLines } from './findings.ts';
import type { Paint } from './style.ts';
import { wrap } from './wrap.ts';

/** What the report needs of an answer. */
export interface CheckedFile {
  readonly file: string;
  readonly engine: string;
  readonly engineName?: string;
  readonly engineAccepts: boolean;
  readonly dropped: readonly string[];
  readonly standIn?: string;
  readonly verdict?: 'allow' | 'warn' | 'block';
  readonly findings: readonly Finding[];
  readonly skipped: ReadonlyArray<{ readonly id: string; readonly reason: string }>;
  readonly planned?: { readonly gpus: number; readonly nodes?: number; readonly steps?: number };
  readonly source?: { readonly text: string };
}

/** Where the objective has something to say: the verb that says it. */
function objectiveLine({ verdict, file }: CheckedFile): string {
  if (verdict === undefined || verdict === 'allow') return '';
  return `${wrap(`what the run can optimise: cookbook-run feasibility --config ${shellWord(file)}`, '', '  ')}\n`;
}

/** What the engine does with the file, in one or two lines: a fact, and no judgement. */
function engineLine(answer: CheckedFile): string {
  const { engine, engineName = ENGINES[0].name, standIn, engineAccepts, dropped, planned } = answer;
  if (planned === undefined) return '';
  const ignored = dropped.length === 0 ? '' : ` and ignore ${plural(dropped.length, 'key')}`;
  const does = engineAccepts ? `would take it${ignored}` : 'would end at once with it';
  const steps = planned.steps === undefined ? '' : `, ${plural(planned.steps, 'step')}`;
  const nodes = (planned.nodes ?? 1) > 1 ? ` on ${planned.nodes} nodes` : '';
  const name =
    standIn === undefined ? `${engineName} ${engine}` : `${engineName} ${standIn}, in place of ${engine},`;
  return `${wrap(`${name} ${does}; planned: ${plural(planned.gpus, 'GPU')}${nodes}${steps}`, '', '  ')}\n${objectiveLine(answer)}`;
}

/** The one word of judgement: the worst of what the findings and the objective say. */
function judgement({ verdict, findings, planned }: CheckedFile): 'allow' | 'warn' | 'block' {
  const worst = (severity: Severity) => findings.some((finding) => finding.severity === severity);
  if (planned === undefined || verdict === 'block' || worst('error')) return 'block';
  return verdict === 'warn' || worst('warning') ? 'warn' : 'allow';
}

const TONE = { allow: 'green', warn: 'yellow', block: 'red' } as const;

/** One file's part of the report. */
export function checkText(
  answer: CheckedFile,
  kindOf: (id: string) => FindingKind | undefined,
  paint: Paint,
): string {
  const findings = answer.findings.map((finding) =>
    findingText(finding, paint, { kind: kindOf(finding.id), source: answer.source?.text, width: 80 }),
  );
  const skipped = skippedLines(answer.skipped).map((line) => `${paint('dim', wrap(line, '', '  '))}\n`);
  const more = findings.length === 0 ? '' : 'more about a finding: cookbook-run explain ID\n';
  const word = judgement(answer);
  const summary = `${paint([TONE[word], 'bold'], answer.file)}: ${counts(answer.findings)}${answer.skipped.length === 0 ? '' : `, ${answer.skipped.length} skipped`}: ${word}\n${more}`;
  return `${[...findings, skipped.join('')].filter((part) => part !== '').join('\n')}${findings.length + skipped.length > 0 ? '\n' : ''}${engineLine(answer)}${summary}`;
}

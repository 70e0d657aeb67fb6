/** What one config adds to the answer of `check`, as text: a thousand files are held as that, and never as findings. */
import { ExitCode, exitCodeOf } from '../findings/exit-code.ts';
import type { FindingKind, Severity } from '../findings/finding.ts';
import { githubCommand } from '../report/check-github.ts';
import { checkDocument } from '../report/check-json.ts';
import { artifactOf, resultsOf } from '../report/check-sarif.ts';
import { checkText } from '../report/check-text.ts';
import type { Paint } from '../report/style.ts';
import type { CheckAnswer } from './check-config.ts';

/** How the answer is written. */
export interface CheckForm {
  readonly format: 'text' | 'json' | 'sarif' | 'github';
  /** Warnings count as errors. */
  readonly strict: boolean;
  /** All that may have been found. */
  readonly kinds: readonly FindingKind[];
}

/** One config's part. */
export interface CheckPart {
  /** Its text; of JSON and SARIF the value, without the indent of where it will stand. */
  readonly text: string;
  /** SARIF: the file itself. */
  readonly artifact?: string;
  readonly ok: boolean;
  readonly code: ExitCode;
  readonly counted: Readonly<Record<Severity, number>>;
}

function passes({ verdict, findings }: CheckAnswer, strict: boolean): boolean {
  const bad = strict ? ['error', 'warning'] : ['error'];
  return verdict !== 'block' && !findings.some((finding) => bad.includes(finding.severity));
}

/** The code of one file; a warning under `--strict` counts as an error. */
function codeFor({ verdict, findings }: CheckAnswer, { strict, kinds }: CheckForm): ExitCode {
  const judged = strict
    ? findings.map((one) => (one.severity === 'warning' ? { ...one, severity: 'error' as const } : one))
    : findings;
  const code = exitCodeOf(judged, (id) => kinds.find((kind) => kind.id === id)?.category ?? 'config');
  return code === ExitCode.ok && verdict === 'block' ? ExitCode.config : code;
}

const pretty = (value: unknown) => JSON.stringify(value, null, 2);

function textOf(answer: CheckAnswer, ok: boolean, { format, kinds }: CheckForm, paint: Paint): string {
  switch (format) {
    case 'json':
      return pretty(checkDocument(answer, ok));
    case 'sarif':
      return resultsOf(answer, kinds).map(pretty).join(',\n');
    case 'github':
      return answer.findings.map((finding) => githubCommand(answer.file, finding)).join('');
    case 'text':
      return checkText(answer, (id) => kinds.find((kind) => kind.id === id), paint);
  }
}

/** The part of one answer. */
export function partOf(answer: CheckAnswer, form: CheckForm, paint: Paint): CheckPart {
  const ok = passes(answer, form.strict);
  const count = (severity: Severity) => answer.findings.filter((one) => one.severity === severity).length;
  return {
    text: textOf(answer, ok, form, paint),
    ...(form.format === 'sarif' ? { artifact: pretty(artifactOf(answer)) } : {}),
    ok,
    code: codeFor(answer, form),
    counted: { error: count('error'), warning: count('warning'), info: count('info') },
  };
}

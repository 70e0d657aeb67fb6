/** The answer of `check` as workflow commands of GitHub Actions: one annotation a finding. */
import type { Finding } from '../findings/finding.ts';

const COMMAND = { error: 'error', warning: 'warning', info: 'notice' } as const;

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

/** One line for one finding of `file`. */
export function githubCommand(file: string, finding: Finding): string {
  const { severity, id, message, because, help, origin } = finding;
  const properties = [
    ['file', file],
    ['line', origin?.line],
    ['col', origin?.column],
    ['title', id],
  ] as const;
  const text = properties
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${escapeProperty(String(value))}`]))
    .join(',');
  const body = [message, because, help === undefined ? undefined : `help: ${help}`].filter(
    (x) => x !== undefined,
  );
  return `::${COMMAND[severity]} ${text}::${escapeData(body.join('\n'))}\n`;
}

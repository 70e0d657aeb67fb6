/** The answer of `check` as the documents of the contract. */
import type { Finding } from '../findings/finding.ts';
import type { CheckedFile } from './check-text.ts';

/** What a document holds beside what the text shows. */
interface CheckDocument extends CheckedFile {
  readonly effective?: unknown;
  /** What `--fix` did. */
  readonly fixed?: unknown;
}

/** Values as JSON: integers as numbers, infinities and NaN as text. */
function asJson(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (Array.isArray(value)) return value.map(asJson);
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, asJson(item)]));
  return value;
}

/** A finding of a file; its origin is a place in that file. */
function findingJson(finding: Finding): unknown {
  const { id, severity, subject, origin, message, because, help, remedy, alternatives, fix, data } = finding;
  const place =
    origin?.layer === 'file' ? { file: origin.source, line: origin.line, column: origin.column } : origin;
  return asJson({
    id,
    severity,
    subject,
    ...(place === undefined ? {} : { origin: place }),
    message,
    because,
    help,
    remedy,
    alternatives,
    fix,
    data,
  });
}

/** The document of one file, without `schemaVersion`. */
export function checkDocument(answer: CheckDocument, ok: boolean): Record<string, unknown> {
  const {
    file,
    engine,
    engineName,
    standIn,
    engineAccepts,
    dropped,
    verdict,
    findings,
    skipped,
    effective,
    planned,
    fixed,
  } = answer;
  return {
    file,
    engine,
    ...(engineName === undefined ? {} : { engineName }),
    ...(standIn === undefined ? {} : { standIn }),
    ok,
    engineAccepts,
    dropped,
    ...(verdict === undefined ? {} : { verdict }),
    findings: findings.map(findingJson),
    skipped,
    ...(effective === undefined ? {} : { effective: asJson(effective) }),
    ...(planned === undefined ? {} : { planned }),
    ...(fixed === undefined ? {} : { fixed: asJson(fixed) }),
  };
}

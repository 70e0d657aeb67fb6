/** `explain ID`: the documentation of a finding. */

import { CATALOGUE, kindOf } from '../catalogue.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import { nearest } from '../findings/nearest.ts';
import type { Io } from '../io.ts';
import { painter } from '../report/style.ts';

/** Prints one finding's documentation, or all ids with their summaries. */
export function explain(id: string | undefined, options: { readonly json?: boolean }, io: Io): ExitCode {
  const paint = painter(io, io.stdout);
  if (id === undefined) {
    if (options.json === true) {
      const findings = CATALOGUE.map(({ id: name, severity, summary, category, enforcedBy }) => ({
        id: name,
        severity,
        summary,
        category,
        ...(enforcedBy === undefined ? {} : { enforcedBy }),
      }));
      io.stdout.write(`${JSON.stringify({ schemaVersion: 1, findings }, null, 2)}\n`);
    } else {
      const width = Math.max(...CATALOGUE.map((kind) => kind.id.length));
      for (const kind of CATALOGUE)
        io.stdout.write(`${kind.id.padEnd(width)}  ${kind.severity.padEnd(7)}  ${kind.summary}\n`);
    }
    return ExitCode.ok;
  }
  const kind = kindOf(id);
  if (kind === undefined) {
    const near = nearest(
      id,
      CATALOGUE.map((known) => known.id),
    );
    throw new Failure(
      ExitCode.usage,
      `there is no finding \`${id}\``,
      near === undefined ? 'see `cookbook-run explain`' : `did you mean \`${near}\`?`,
    );
  }
  if (options.json === true) {
    const { summary, severity, category, enforcedBy, docs } = kind;
    io.stdout.write(
      `${JSON.stringify({ schemaVersion: 1, id, severity, summary, category, ...(enforcedBy === undefined ? {} : { enforcedBy }), docs }, null, 2)}\n`,
    );
    return ExitCode.ok;
  }
  io.stdout.write(`${paint('bold', kind.id)} (${kind.severity}): ${kind.summary}\n\n`);
  io.stdout.write(`${kind.docs.what}\n\nWhy: ${kind.docs.why}\n\nFix: ${kind.docs.fix}\n`);
  if (kind.enforcedBy !== undefined) {
    io.stdout.write(
      `\nEnforced by: ${kind.enforcedBy === 'engine' ? 'the engine rejects it too' : 'nobody else: the engine accepts it'}\n`,
    );
  }
  return ExitCode.ok;
}

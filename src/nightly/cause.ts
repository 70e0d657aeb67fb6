/** What an ending of a night rests on, with what helps: the same words that `explain` and the run's own report have. */
import type { Failure } from '../findings/failure.ts';
import type { Finding, Report } from '../findings/finding.ts';

/** A finding, by the id that `explain` takes, or a refusal without one. */
export interface Cause {
  readonly id?: string;
  readonly help?: string;
}

/** The cause of a finding; an override is typed into the series' file. */
export function causeOf(finding: Finding | undefined): { readonly cause?: Cause } {
  if (finding === undefined) return {};
  const { id, help, remedy } = finding;
  if (help === undefined) return { cause: { id } };
  const where = remedy?.kind === 'override' ? 'with `set` in nightly.toml: ' : '';
  return { cause: { id, help: `${where}${help}` } };
}

/** Why the checks refuse a run, by all of their errors, and the cause of the first. */
export function causeOfErrors({ findings }: Pick<Report, 'findings'>) {
  const errors = findings.filter((one) => one.severity === 'error');
  return { reason: errors.map((one) => `${one.id}: ${one.message}`).join('; '), ...causeOf(errors[0]) };
}

/** The cause of a refusal. */
export function causeOfFailure({ help }: Failure): { readonly cause?: Cause } {
  return help === undefined ? {} : { cause: { help } };
}

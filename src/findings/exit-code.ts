/** The one exit-code table: the README's table and a test are made from it. */
import type { Category, Finding } from './finding.ts';

export const ExitCode = {
  ok: 0,
  failed: 1,
  usage: 2,
  data: 65,
  input: 66,
  host: 69,
  bug: 70,
  disk: 73,
  retry: 75,
  token: 77,
  config: 78,
  outOfGpuMemory: 80,
  stalled: 81,
  lossNotFinite: 82,
  unverified: 83,
  interrupted: 130,
  terminated: 143,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** One sentence for every code, in the order of the table. */
export const EXIT_CODES: ReadonlyArray<readonly [ExitCode, string]> = [
  [ExitCode.ok, 'did what was asked; for a run: success, verified'],
  [ExitCode.failed, 'the run failed, unclassified'],
  [ExitCode.usage, 'the command line is wrong'],
  [ExitCode.data, 'the data is invalid'],
  [ExitCode.input, 'an input is missing'],
  [ExitCode.host, 'the host is not ready'],
  [ExitCode.bug, 'a bug in cookbook-run'],
  [ExitCode.disk, 'cannot write, or the disk is full'],
  [ExitCode.retry, 'retry later: lock held, preempted, infrastructure'],
  [ExitCode.token, 'a token is missing, or the model is gated'],
  [ExitCode.config, 'the config is invalid, or the verdict is block'],
  [ExitCode.outOfGpuMemory, 'out of GPU memory'],
  [ExitCode.stalled, 'stalled: no progress within the limit'],
  [ExitCode.lossNotFinite, 'the loss is not finite'],
  [ExitCode.unverified, 'ended, but success could not be verified'],
  [ExitCode.interrupted, 'interrupted (SIGINT)'],
  [ExitCode.terminated, 'terminated (SIGTERM, SIGHUP)'],
];

const BY_CATEGORY: Record<Category, ExitCode> = {
  config: ExitCode.config,
  data: ExitCode.data,
  input: ExitCode.input,
  host: ExitCode.host,
  disk: ExitCode.disk,
  busy: ExitCode.retry,
  token: ExitCode.token,
  run: ExitCode.failed,
};

/** The exit code of an error of this group. */
export function codeOfCategory(category: Category): ExitCode {
  return BY_CATEGORY[category];
}

/** When errors of several kinds meet, what the user must mend first decides the code. */
const ORDER: readonly Category[] = ['config', 'input', 'data', 'token', 'disk', 'host', 'busy', 'run'];

/** The exit code of a refused launch: 0 if no finding is an error. */
export function exitCodeOf(
  findings: readonly Finding[],
  categoryOf: (id: string) => Category | undefined,
): ExitCode {
  const categories = new Set(
    findings.filter((f) => f.severity === 'error').map((f) => categoryOf(f.id) ?? 'run'),
  );
  const first = ORDER.find((category) => categories.has(category));
  return first === undefined ? ExitCode.ok : BY_CATEGORY[first];
}

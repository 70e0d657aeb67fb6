/** What `status` promises of the next night, and whether that night kept it. */

import type { Series } from '../cli/nightly-rig.ts';
import { json } from '../cli/rig.ts';

/** The outlook of `nightly status --json`. */
export interface Promised {
  readonly does: 'start' | 'resume' | 'skip' | 'refuse' | 'cannot';
  readonly sentence: string;
  readonly help?: string;
  readonly pending?: string;
  readonly rehearses?: true;
}

/** Asks for it. */
export async function promised(one: Series): Promise<Promised> {
  const ended = await one.place.run(['nightly', 'status', one.file, '--json']);
  if (ended.code !== 0) throw new Error(`status ended ${ended.code}: ${ended.stderr}`);
  return json(ended.stdout).next;
}

interface Night {
  readonly exitCode: number;
  readonly skipped?: string;
  readonly help?: string;
  readonly attempts: readonly {
    readonly run: string | null;
    readonly did?: string;
    readonly rehearsal?: object;
  }[];
}

/** Where a run waits for its gate, the sentence names it beside the last good one: the night starts from one of the two. */
function oneOfTwo({ sentence, pending }: Promised, did: string): boolean {
  const [plain, other] = sentence.split(', or from ');
  return other !== undefined && pending !== undefined && (did === plain || did.endsWith(pending));
}

/** Throws where the night did something else than was said. */
export function kept(promise: Promised, night: Night): void {
  const did = night.attempts[0]?.did;
  const fail = (text: string): never => {
    throw new Error(`status said \`${promise.sentence}\`, but the night ${text}`);
  };
  if (night.attempts[0]?.rehearsal !== undefined && promise.rehearses === undefined) fail('rehearsed first');
  if (promise.does === 'skip' && night.skipped === undefined) fail(`ended ${night.exitCode}, not skipped`);
  if (promise.does !== 'skip' && night.skipped !== undefined) fail(`was skipped: ${night.skipped}`);
  if (promise.does === 'cannot' && (night.exitCode === 0 || night.attempts.some((one) => one.run)))
    fail(`ended ${night.exitCode}, and trained`);
  if (promise.does === 'refuse' && (night.exitCode !== 78 || night.help === undefined))
    fail(`ended ${night.exitCode}${night.help === undefined ? ' with nothing to type' : ''}`);
  if (
    (promise.does === 'start' || promise.does === 'resume') &&
    did !== undefined &&
    did !== promise.sentence &&
    !oneOfTwo(promise, did)
  )
    fail(`did \`${did}\``);
}

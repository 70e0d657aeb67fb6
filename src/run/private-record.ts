/** Records that another user keeps to himself: what can be said of them is whose they are. */
import { basename } from 'node:path';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import { statusOf } from '../path-status.ts';

/** Failure 69 for the run that `word` names, where another user's is all there is of it below the run folders that could not be read. */
export function privateRun(unread: readonly string[], word: string): Failure | undefined {
  const us = process.getuid?.();
  const meant = unread.filter((path) => {
    const id = basename(path);
    return word === 'last' || id.startsWith(word) || id.slice(id.lastIndexOf('-') + 1).startsWith(word);
  });
  for (const path of meant.reverse()) {
    const owner = statusOf(path)?.uid;
    if (owner === undefined || us === undefined || us === 0 || owner === us) continue;
    return new Failure(
      ExitCode.host,
      `run ${basename(path)} belongs to another user (uid ${owner}), and only that user or root can read its record`,
      'ask that user; nothing was changed',
    );
  }
  return undefined;
}

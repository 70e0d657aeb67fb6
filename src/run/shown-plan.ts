/** What dry runs have shown, kept in their scratch folders for a start with `--plan-hash`. */
import { readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileBytes } from '../file-bytes.ts';
import { assertShown, planHash, type Shown, shownOf } from '../plan/plan-hash.ts';
import type { PlannedRun } from '../plan/plan-run.ts';

const FILE = 'shown.json';

/** A plan has some kilobytes. */
const LARGEST = 4 * 2 ** 20;

/** Keeps what is shown in the dry run's folder and returns its hash. */
export function keepShown({ prepared, folder }: PlannedRun): string {
  const shown = shownOf(prepared, folder);
  const hash = planHash(shown);
  writeFileSync(join(folder, FILE), JSON.stringify({ hash, shown }), { mode: 0o600 });
  return hash;
}

/** What a dry run of this hash wrote down; it may be gone, and anybody may write into the folder of temporary files. */
function keptOf(hash: string): Shown | undefined {
  for (const name of readdirSync(tmpdir())) {
    if (!name.startsWith('cookbook-run-dry-')) continue;
    try {
      const text = fileBytes(join(tmpdir(), name, FILE), LARGEST)?.toString('utf8') ?? '';
      const { shown } = JSON.parse(text) as { shown: Shown };
      if (planHash(shown) === hash) return shown;
    } catch {
      // not one of those, or not ours to read
    }
  }
  return undefined;
}

/** Refuses what is not the plan that was shown. Throws Failure 78 or 2. */
export function assertAsShown(wanted: string | undefined, { prepared, folder }: PlannedRun): void {
  if (wanted !== undefined) assertShown(wanted, shownOf(prepared, folder), keptOf(wanted));
}

/** What processes have open: never removed, whoever they are. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Paths below `folder` that a process has open or mapped, for example a server that loaded an export. */
export function openPaths(folder: string): readonly string[] {
  const found = new Set<string>();
  for (const pid of readdirSync('/proc')) {
    if (!/^\d+$/.test(pid)) continue;
    try {
      for (const fd of readdirSync(`/proc/${pid}/fd`)) {
        const target = readlinkSync(`/proc/${pid}/fd/${fd}`);
        if (target.startsWith(`${folder}/`)) found.add(target);
      }
      for (const line of readFileSync(`/proc/${pid}/maps`, 'utf8').split('\n')) {
        const at = line.indexOf(`${folder}/`);
        if (at >= 0) found.add(line.slice(at));
      }
    } catch {
      // ended meanwhile, or of another user
    }
  }
  return [...found];
}

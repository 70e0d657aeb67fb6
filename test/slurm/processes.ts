/** The processes of this machine, as far as they show whose they are. */
import { readdirSync, readFileSync } from 'node:fs';

/** A process, as far as its environment shows whose it is. */
interface Seen {
  readonly pid: number;
  readonly command: string;
  readonly environ: readonly string[];
}

/** Every live process. */
export function processes(): readonly Seen[] {
  return readdirSync('/proc').flatMap((name): Seen[] => {
    if (!/^\d+$/.test(name)) return [];
    try {
      if (/\) [ZX] /.test(readFileSync(`/proc/${name}/stat`, 'utf8'))) return [];
      return [
        {
          pid: Number(name),
          command: readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim(),
          environ: readFileSync(`/proc/${name}/environ`, 'utf8').split('\0'),
        },
      ];
    } catch {
      return [];
    }
  });
}

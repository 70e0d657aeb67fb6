/** Where the files of a series lie. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Spec } from './series-config.ts';

/** The folder of a series: the lease, nights, runs, and the link to the last good model. */
export function placeOf(spec: Spec) {
  const folder = resolve(spec.base, spec.file.folder);
  return {
    folder,
    lease: join(folder, 'night.lock'),
    runs: join(folder, 'runs'),
    nights: join(folder, 'nights'),
    lastGood: join(folder, 'last-good'),
    latest: join(folder, 'latest.md'),
    series: join(folder, 'series.html'),
    paused: join(folder, 'paused.json'),
  } as const;
}

/** Where something of a run lies now that lay at `path` when it was written down: a series may have been moved or copied since. */
export function inSeries({ folder }: Place, path: string): string {
  const [, below] = /.*(\/(?:runs|merged)\/.*)$/.exec(path) ?? [];
  const own = below === undefined ? path : join(folder, below);
  return existsSync(own) ? own : path;
}

export type Place = ReturnType<typeof placeOf>;

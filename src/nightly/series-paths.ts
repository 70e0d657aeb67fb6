/** Where the files of a series lie. */
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

export type Place = ReturnType<typeof placeOf>;

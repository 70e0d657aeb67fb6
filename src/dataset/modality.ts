/** Which kinds of media the samples have, and whether the engine can batch them together. */

import type { Notes } from './finding-collector.ts';
import type { DatasetRequest } from './request.ts';
import type { Sample } from './sample.ts';

function kindOf({ media }: Sample): string {
  const pictures = media.some(({ kind }) => kind === 'image');
  const clips = media.some(({ kind }) => kind === 'video');
  if (pictures && clips) return 'pictures and clips';
  return pictures ? 'pictures' : clips ? 'clips' : 'text alone';
}

/** Counts the kinds while samples pass by. */
export class Modalities {
  readonly #kinds = new Map<string, number>();

  add(sample: Sample): void {
    const kind = kindOf(sample);
    this.#kinds.set(kind, (this.#kinds.get(kind) ?? 0) + 1);
  }

  /** Notes what the engine of the request would make of them. */
  judge(subject: string, request: DatasetRequest, notes: Notes): void {
    const { minPixels, maxPixels } = request.vision;
    const bounded = minPixels !== undefined || maxPixels !== undefined;
    for (const { kind, data } of request.packing?.({ ...request, kinds: this.#kinds, bounded }) ?? [])
      notes.add(kind, subject, data);
  }
}

/** Which kinds of media the samples have, and whether the engine can batch them together. */

import type { Notes } from './finding-collector.ts';
import { mediaMixed } from './findings/media.ts';
import { packerLimit } from './findings/sampling.ts';
import type { DatasetRequest } from './request.ts';
import type { Sample } from './sample.ts';

/** How often the vision part of the model runs for a sample of each kind: once for pictures, once for clips. */
const VISION_CALLS: Readonly<Record<string, number>> = { 'text alone': 0, 'pictures and clips': 2 };

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
    const { family, engine, vision, miniBatch, ranks } = request;
    if (family === 'qwen3_vl' && engine === '0.3.9') {
      const both = this.#kinds.get('pictures and clips') ?? 0;
      const bounded = vision.minPixels !== undefined || vision.maxPixels !== undefined;
      if (both > 0) notes.add(packerLimit, subject, { problem: 'clip-dropped', count: both });
      else if (bounded && this.#kinds.has('pictures')) {
        notes.add(packerLimit, subject, {
          problem: 'bounds-ignored',
          count: this.#kinds.get('pictures') ?? 0,
        });
      }
    }
    if (this.#kinds.size < 2 || family !== 'qwen2_5_vl') return;
    const refused = miniBatch > 1;
    const calls = new Set([...this.#kinds.keys()].map((kind) => VISION_CALLS[kind] ?? 1));
    const kinds = Object.fromEntries([...this.#kinds].sort(([a], [b]) => (a < b ? -1 : 1)));
    if (refused || (ranks > 1 && calls.size > 1)) {
      notes.add(mediaMixed, subject, { kinds, miniBatch, ranks, refused });
    }
  }
}

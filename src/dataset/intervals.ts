/** What the answers of the temporal localization recipe say: events with `<start> <end>` in seconds. */

import type { Notes } from './finding-collector.ts';
import { intervalBetweenFrames, intervalInvalid } from './findings/answers.ts';
import type { DatasetRequest } from './request.ts';
import type { Media } from './sample.ts';
import type { SavedSchema } from './saved-conversations.ts';
import { sampledFrames } from './tokens/frames.ts';

const TIME = /<\s*(\d+(?:\.\d+)?)\s*>/g;
/** Times are written with one digit, and clips end between two frames: seconds. */
const TOLERANCE = 0.5;

type Interval = readonly [start: number, end: number];

/** The times of an answer, in pairs; a last one without a partner is left over. */
export function intervalsIn(text: string): { readonly pairs: readonly Interval[]; readonly left: boolean } {
  const times = [...text.matchAll(TIME)].map((match) => Number(match[1]));
  const pairs = times.flatMap((start, place): readonly Interval[] => {
    const end = times[place + 1];
    return place % 2 === 0 && end !== undefined ? [[start, end]] : [];
  });
  return { pairs, left: times.length % 2 === 1 };
}

/** Seconds between two frames that the model sees, and where the clip ends. */
function sightOf(media: readonly Media[], { vision }: DatasetRequest) {
  const only = media.length === 1 ? media[0] : undefined;
  const clip = only?.kind === 'video' ? only.clip : undefined;
  if (clip === undefined) return undefined;
  const frames = sampledFrames(vision, clip);
  return {
    duration: clip.durationSeconds,
    ...(frames === undefined ? {} : { gap: clip.durationSeconds / frames }),
  };
}

/** Judges the intervals of every answer, and at the end whether the frames are close enough to see them. */
export function intervalSchema(request: DatasetRequest, notes: Notes): SavedSchema {
  let seen = 0;
  let unseen = 0;
  let shortest = Number.POSITIVE_INFINITY;
  return {
    row({ conversation }, media, where) {
      const answer = conversation.turns
        .flatMap(({ role, text }) => (role === 'assistant' ? [text] : []))
        .join('\n');
      const { pairs, left } = intervalsIn(answer);
      const sight = sightOf(media, request);
      const note = (problem: string, severity: 'error' | 'warning'): void =>
        notes.add(intervalInvalid, where, { problem, severity });
      if (pairs.length === 0) note('names no interval as <start> <end>', 'warning');
      else if (left) note('has a time without a partner', 'warning');
      let sound = true;
      for (const [start, end] of pairs) {
        if (start > end) {
          note(`has an interval that ends before it starts, <${start}> <${end}>`, 'error');
          sound = false;
        } else if (start === end) note(`has an interval without length, <${start}> <${end}>`, 'warning');
        if (sight !== undefined && Math.max(start, end) > sight.duration + TOLERANCE)
          note(
            `goes on to ${Math.max(start, end)} s, but the clip ends at ${sight.duration.toFixed(1)} s`,
            'warning',
          );
        if (sight?.gap === undefined || start >= end) continue;
        seen += 1;
        // Half-way between two tenths a binary number is not exact.
        if (end - start < sight.gap - 1e-6) unseen += 1;
        shortest = Math.min(shortest, end - start);
      }
      return sound;
    },
    end(root) {
      if (unseen > 0)
        notes.add(intervalBetweenFrames, root, { unseen, of: seen, shortest: Number(shortest.toFixed(3)) });
    },
  };
}

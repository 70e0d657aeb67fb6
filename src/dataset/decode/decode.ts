/** Decodes clips and pictures from their first to their last frame, some at a time. */
import { availableParallelism } from 'node:os';
import type { Notes } from '../finding-collector.ts';
import { mediaUndecodable } from '../findings/clips.ts';
import { ffmpeg, inputOf } from './ffmpeg.ts';

/** What is known of files that have not changed: "" where ffmpeg said nothing. */
interface DecodedBefore {
  decoded(path: string): string | undefined;
  keepDecoded(path: string, complaint: string): void;
}

/** How the decoding is done. */
interface Decoding {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal;
  readonly before?: DecodedBefore;
  /** After each file; throws to end it. */
  readonly progress?: (done: number, total: number) => void;
}

/** ffmpeg uses several threads for one file; more than a few files at a time gain nothing. */
const AT_A_TIME = Math.min(4, availableParallelism());
/** Begins what is remembered of a file that ffmpeg gave up on. */
const FAILED = 'failed: ';

/** `count` of the paths, evenly spread from the first to the last; all of them where there are no more. */
export function spread(paths: readonly string[], count: number): readonly string[] {
  if (count >= paths.length) return paths;
  if (count === 1) return paths.slice(0, 1);
  return Array.from(
    { length: count },
    (_, place) => paths[Math.round((place * (paths.length - 1)) / (count - 1))] ?? '',
  );
}

/** The last line of what ffmpeg said, without the address that it puts before it. */
function lastLine(said: string): string {
  const line = said.split('\n').findLast((one) => one.trim() !== '') ?? said;
  return line
    .replace(/^(\[[^\]]*\] )+/, '')
    .trim()
    .replace(/\.$/, '');
}

/** Notes what cannot be decoded; stops, and says so, where there is no ffmpeg. */
export async function decodeMedia(paths: readonly string[], notes: Notes, decoding: Decoding): Promise<void> {
  const { env, signal, before, progress } = decoding;
  const complaints = new Map<string, string>();
  let next = 0;
  let done = 0;
  let absent = false;
  const worker = async (): Promise<void> => {
    for (let place = next++; place < paths.length && !absent; place = next++) {
      const path = paths[place] ?? '';
      let complaint = before?.decoded(path);
      if (complaint === undefined) {
        const result = await ffmpeg([...inputOf(path), '-map', '0:v:0', '-f', 'null', '-'], env, signal);
        if (signal?.aborted !== true) {
          if (!result.ok && result.absent) absent = true;
          complaint = result.ok ? lastLine(result.said) : `${FAILED}${lastLine(result.why)}`;
          if (!absent) before?.keepDecoded(path, complaint);
        }
      }
      if (complaint !== undefined && complaint !== '') complaints.set(path, complaint);
      done += 1;
      progress?.(done, paths.length);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_A_TIME, paths.length) }, worker));
  if (absent) {
    notes.skip(mediaUndecodable.id, 'ffmpeg is not on PATH');
    return;
  }
  // In the order of the dataset, whichever file was done first.
  for (const path of paths) {
    const complaint = complaints.get(path);
    if (complaint === undefined) continue;
    const failed = complaint.startsWith(FAILED);
    notes.add(mediaUndecodable, path, { why: failed ? complaint.slice(FAILED.length) : complaint, failed });
  }
}

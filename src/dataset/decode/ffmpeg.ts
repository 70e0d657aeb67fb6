/** Asks ffmpeg, which decodes what the engine's video readers decode (they are built on its libraries). */
import { runToEnd } from '../../host/run-to-end.ts';

/** What it wrote, or why there is nothing: not on PATH, or what it said. */
export type FfmpegResult =
  | { readonly ok: true; readonly bytes: Buffer; readonly said: string }
  | { readonly ok: false; readonly absent: boolean; readonly why: string };

/** Milliseconds for one file: decoding an hour of film takes minutes. */
const TIMEOUT = 600_000;
/** A contact sheet has some megabytes. */
const MAX_BYTES = 256 * 1024 * 1024;

/** A path as an input that ffmpeg does not take for an option, a protocol or a pattern. */
export function inputOf(path: string): readonly string[] {
  return ['-i', `file:${path}`];
}

/** Runs ffmpeg; the process is gone when this returns, also if it was aborted. Never throws. */
export async function ffmpeg(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  stop?: AbortSignal,
): Promise<FfmpegResult> {
  const end = await runToEnd('ffmpeg', ['-v', 'error', '-nostdin', ...args], {
    env,
    timeoutMs: TIMEOUT,
    most: MAX_BYTES,
    ...(stop === undefined ? {} : { stop }),
  });
  if (end.error !== undefined) {
    const absent = end.error.code === 'ENOENT';
    return { ok: false, absent, why: absent ? 'ffmpeg is not on PATH' : end.error.message };
  }
  const said = end.stderr.toString('utf8').slice(0, 10_000).trim();
  if (end.code === 0) return { ok: true, bytes: end.stdout, said };
  return { ok: false, absent: false, why: said || (end.problem ?? `ffmpeg ended with ${end.code}`) };
}

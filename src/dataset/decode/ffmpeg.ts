/** Asks ffmpeg, which decodes what the engine's video readers decode (they are built on its libraries). */
import { spawn } from 'node:child_process';

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
export function ffmpeg(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  signal?: AbortSignal,
): Promise<FfmpegResult> {
  return new Promise((resolve) => {
    const child = spawn('ffmpeg', ['-v', 'error', '-nostdin', ...args], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(signal === undefined ? {} : { signal }),
    });
    // Not spawn's own timeout, whose timer outlives a program that is not there (Node 20).
    const timer = setTimeout(() => child.kill('SIGKILL'), TIMEOUT);
    const chunks: Buffer[] = [];
    let size = 0;
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > MAX_BYTES) child.kill('SIGKILL');
      else chunks.push(chunk);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (said.length < 10_000) said += text;
    });
    child.on('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      const absent = error.code === 'ENOENT';
      resolve({ ok: false, absent, why: absent ? 'ffmpeg is not on PATH' : error.message });
    });
    child.on('close', (code, killed) => {
      clearTimeout(timer);
      if (code === 0) return resolve({ ok: true, bytes: Buffer.concat(chunks), said: said.trim() });
      const why = said.trim() || `ffmpeg ended with ${code ?? killed}`;
      resolve({ ok: false, absent: false, why });
    });
  });
}

/** A headless Chromium that loads one page: its DOM after the scripts ran, or a picture of it. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--hide-scrollbars',
];

/** What else a page is looked at with. */
export interface Look {
  readonly width?: number;
  readonly dark?: boolean;
  /** Milliseconds of page time before the look. */
  readonly wait?: number;
}

function chromium(url: string, look: Look, args: readonly string[]): string {
  const profile = mkdtempSync(join(tmpdir(), 'cookbook-browser-'));
  try {
    const done = spawnSync(
      'chromium',
      [
        ...FLAGS,
        `--user-data-dir=${profile}`,
        `--window-size=${look.width ?? 1200},2400`,
        `--blink-settings=preferredColorScheme=${look.dark === true ? 0 : 1}`,
        ...args,
        url,
      ],
      { encoding: 'utf8', timeout: 60_000, maxBuffer: 64 * 2 ** 20 },
    );
    if (done.error !== undefined) throw done.error;
    return done.stdout;
  } finally {
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** The DOM as HTML. */
export function domOf(url: string, look: Look = {}): string {
  return chromium(url, look, [`--timeout=${look.wait ?? 3000}`, '--dump-dom']);
}

/** Writes a PNG. */
export function pictureOf(url: string, png: string, look: Look = {}): void {
  chromium(url, look, [`--screenshot=${png}`]);
  if (!existsSync(png)) throw new Error(`no picture of ${url}`);
}

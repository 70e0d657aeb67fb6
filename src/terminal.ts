/** Terminals that nobody reads any more, or that are gone: neither may hold or end the program. */
import { closeSync, fstatSync } from 'node:fs';
import { isatty } from 'node:tty';

/** What of Node's handle of a terminal is used: without it, a write to a terminal waits until the terminal takes it. */
interface Handle {
  setBlocking?(blocking: boolean): void;
  close?(): void;
}

const handleOf = (stream: NodeJS.WriteStream): Handle | undefined =>
  (stream as unknown as { readonly _handle?: Handle })._handle;

const LOOK_MS = 100;
const GIVE_UP_MS = 2000;

/** Keeps a supervision going beside a terminal that takes nothing. */
export class Unread {
  /** Somebody has asked for an end: what a terminal still does not take is then given up. */
  asked = false;
  #free = false;

  /** Writes to terminals wait in memory from now on. */
  neverWait(streams: readonly NodeJS.WriteStream[]): void {
    this.#free = true;
    for (const stream of streams) if (stream.isTTY) handleOf(stream)?.setBlocking?.(false);
  }

  /** Resolves when all is written, or is given up; then, and where something failed before, with false. */
  flushed(stream: NodeJS.WriteStream, whole: () => boolean): Promise<boolean> {
    return new Promise((done) => {
      let waited = 0;
      const timer = setInterval(() => {
        waited = this.#free && this.asked ? waited + LOOK_MS : 0;
        if (waited < GIVE_UP_MS) return;
        handleOf(stream)?.close?.();
        end(false);
      }, LOOK_MS);
      const end = (answer: boolean) => {
        clearInterval(timer);
        done(answer);
      };
      stream.write('', () => setImmediate(() => end(whole())));
    });
  }
}

/** At its end Node.js puts every terminal back as it was, and aborts where that is not possible (20 to 24, src/node.cc ResetStdio). */
export function closeLostTerminals(): void {
  for (const descriptor of [0, 1, 2]) {
    try {
      if (
        fstatSync(descriptor).isCharacterDevice() &&
        fstatSync(descriptor).rdev >> 8 === PTY &&
        !isatty(descriptor)
      )
        closeSync(descriptor);
    } catch {
      // closed already
    }
  }
}

/** The device class of pseudo-terminals (136 to 143 in Documentation/admin-guide/devices.txt of Linux). */
const PTY = 136;

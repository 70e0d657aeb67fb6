/** A disk without room for one file more, as the kernel tells it. */
import { execFileSync } from 'node:child_process';

/** Does it while no file of this process may grow beyond this size: the kernel cuts the write, and refuses the rest. */
export function withLargest<T>(bytes: number, act: () => T): T {
  const limit = (size: number | 'unlimited') =>
    execFileSync('prlimit', ['--pid', String(process.pid), `--fsize=${size}:`]);
  limit(bytes);
  try {
    return act();
  } finally {
    limit('unlimited');
  }
}

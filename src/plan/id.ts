/** Run ids: readable, sortable by time, and unique on this host, also where many timers start something at two o'clock. */
import { randomBytes } from 'node:crypto';

/** For example `20261124-013000-reason1-av-caption-3f9a07`. UTC; letters, digits, dots and dashes only. */
export function newRunId(preset: string, now: number): string {
  const stamp = new Date(now).toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
  const name = preset.replace(/[^A-Za-z0-9.-]+/g, '-').slice(0, 40);
  return `${stamp}-${name}-${randomBytes(3).toString('hex')}`;
}

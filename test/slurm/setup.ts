/** One two-node Slurm for all tests of the lane. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SCRIPT = join(import.meta.dirname, 'cluster.sh');

export default function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'cookbook-slurm-'));
  const cluster = (...words: readonly string[]) =>
    execFileSync('bash', [SCRIPT, ...words], { stdio: ['ignore', 'inherit', 'inherit'] });
  // Whoever interrupts the lane leaves no daemons.
  cluster('start', folder, String(process.pid));
  process.env['SLURM_CONF'] = join(folder, 'slurm.conf');
  process.env['COOKBOOK_CLUSTER'] = folder;
  return () => {
    cluster('stop', folder);
    rmSync(folder, { recursive: true, force: true });
  };
}

/** What an install puts on the disk: the package and what it depends on. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './measure.mjs';

const sizeOf = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);

export function* rows() {
  const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const packed = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  const [{ unpackedSize }] = JSON.parse(packed);
  const names = Object.keys(dependencies);
  const bytes = names.reduce((sum, name) => sum + sizeOf(join(ROOT, 'node_modules', name)), unpackedSize);
  yield {
    what: 'an install',
    value: bytes / 1e6,
    unit: 'MB',
    goal: 10,
    detail: `${(unpackedSize / 1e6).toFixed(1)} MB of them ours`,
  };
  yield {
    what: 'packages of an install',
    value: names.length + 1,
    unit: '',
    goal: 3,
    detail: names.join(', '),
  };
}

/** Order of version numbers as far as checks need it: numbers between dots; what follows (`+cu130`, `rc1`) is ignored. */

function numbers(version: string): readonly number[] {
  const [release = ''] = /^\d+(\.\d+)*/.exec(version) ?? [];
  return release.split('.').map(Number);
}

/** Negative if `a` is older than `b`, 0 if equal, positive if newer; missing places count as 0. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [numbers(a), numbers(b)];
  for (let place = 0; place < Math.max(left.length, right.length); place += 1) {
    const difference = (left[place] ?? 0) - (right[place] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** `0.4` of `0.4.7`. */
export function minorOf(version: string): string {
  return numbers(version).slice(0, 2).join('.');
}

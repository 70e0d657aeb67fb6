/** A unified diff of two texts, as `diff -u` writes it. */

interface Step {
  readonly sign: ' ' | '-' | '+';
  readonly line: string;
}

const CONTEXT = 3;
const NO_END = '\n\\ No newline at end of file';

/** Lines with their end, so that a missing last one is a difference. */
const linesOf = (text: string): readonly string[] => text.split(/(?<=\n)/).filter((line) => line !== '');

/** Line by line, by the longest common subsequence; beginning and end that are alike cost nothing. */
function steps(a: readonly string[], b: readonly string[]): readonly Step[] {
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head += 1;
  let tail = 0;
  while (
    tail < a.length - head &&
    tail < b.length - head &&
    a[a.length - 1 - tail] === b[b.length - 1 - tail]
  )
    tail += 1;
  const left = a.slice(head, a.length - tail);
  const right = b.slice(head, b.length - tail);
  const width = right.length + 1;
  const common = new Uint32Array((left.length + 1) * width);
  for (let i = left.length - 1; i >= 0; i -= 1)
    for (let j = right.length - 1; j >= 0; j -= 1)
      common[i * width + j] =
        left[i] === right[j]
          ? (common[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(common[(i + 1) * width + j] ?? 0, common[i * width + j + 1] ?? 0);
  const middle: Step[] = [];
  let [i, j] = [0, 0];
  while (i < left.length || j < right.length) {
    const down = i < left.length ? (common[(i + 1) * width + j] ?? 0) : -1;
    const across = j < right.length ? (common[i * width + j + 1] ?? 0) : -1;
    if (i < left.length && j < right.length && left[i] === right[j]) {
      middle.push({ sign: ' ', line: left[i] ?? '' });
      i += 1;
      j += 1;
    } else if (down >= across) {
      middle.push({ sign: '-', line: left[i] ?? '' });
      i += 1;
    } else {
      middle.push({ sign: '+', line: right[j] ?? '' });
      j += 1;
    }
  }
  const same = (lines: readonly string[]): Step[] => lines.map((line) => ({ sign: ' ', line }));
  return [...same(a.slice(0, head)), ...middle, ...same(a.slice(a.length - tail))];
}

/** The diff with both names, or an empty text where nothing differs. */
export function unifiedDiff(before: string, after: string, oldName: string, newName: string): string {
  if (before === after) return '';
  const all = steps(linesOf(before), linesOf(after));
  const changed = all.flatMap((step, index) => (step.sign === ' ' ? [] : [index]));
  const out = [`--- ${oldName}`, `+++ ${newName}`];
  let next = 0;
  while (next < changed.length) {
    const from = Math.max(0, (changed[next] ?? 0) - CONTEXT);
    let last = next;
    while (last + 1 < changed.length && (changed[last + 1] ?? 0) - (changed[last] ?? 0) <= 2 * CONTEXT + 1)
      last += 1;
    const to = Math.min(all.length, (changed[last] ?? 0) + CONTEXT + 1);
    const hunk = all.slice(from, to);
    const start = (sign: string) => all.slice(0, from).filter((step) => step.sign !== sign).length + 1;
    const size = (sign: string) => hunk.filter((step) => step.sign !== sign).length;
    out.push(`@@ -${start('+')},${size('+')} +${start('-')},${size('-')} @@`);
    out.push(
      ...hunk.map(({ sign, line }) => sign + (line.endsWith('\n') ? line.slice(0, -1) : line + NO_END)),
    );
    next = last + 1;
  }
  return `${out.join('\n')}\n`;
}

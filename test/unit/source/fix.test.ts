/** Fixes on the text: only the line in question changes, and the result reads as meant. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyEdits } from '../../../src/check/apply-fix/apply.ts';
import { unifiedDiff } from '../../../src/check/apply-fix/diff.ts';
import { readDocument } from '../../../src/config/toml-0.10/document.ts';
import type { Edit } from '../../../src/findings/finding.ts';

const TEXT = `# mine
[train]
epochs = 3 # three
optm_lr = 1e-6

# the rest
[train.ckpt]
save_freq = 5
map = { a = 1, b = 2 }

[validaton]
enable = true
[policy]
x = """
a
b"""
`;

function made(...edits: readonly Edit[]): string {
  const result = applyEdits(TEXT, edits);
  expect(result.left).toEqual([]);
  return result.text;
}

describe('edits', () => {
  test('rename keeps comment and order', () => {
    expect(made({ op: 'rename', key: 'train.epochs', to: 'train.epoch' })).toBe(
      TEXT.replace('epochs = 3', 'epoch = 3'),
    );
  });
  test('inside an inline table, and beside dotted keys, which have no header', () => {
    const text = 'train = { epochs = 3, ckpt = { a = 1 } }\npolicy.x.dp = 2 # two\n"policy".y = "z"';
    const { text: now, left } = applyEdits(text, [
      { op: 'rename', key: 'train.epochs', to: 'train.epoch' },
      { op: 'set', key: 'train.ckpt.b', value: 2n },
      { op: 'set', key: 'policy.x.tp', value: 1n },
    ]);
    expect(left).toEqual([]);
    expect(now).toBe(
      'train = { epoch = 3, ckpt = { a = 1, b = 2 } }\npolicy.x.dp = 2 # two\npolicy.x.tp = 1\n"policy".y = "z"',
    );
  });
  test('move to a table that is there', () => {
    expect(made({ op: 'rename', key: 'train.epochs', to: 'train.ckpt.max_keep' })).toBe(
      TEXT.replace('epochs = 3 # three\n', '').replace('b = 2 }\n', 'b = 2 }\nmax_keep = 3 # three\n'),
    );
  });
  test('move to a table that is not there yet', () => {
    expect(made({ op: 'rename', key: 'train.epochs', to: 'logging.log_interval' })).toBe(
      `${TEXT.replace('epochs = 3 # three\n', '')}\n[logging]\nlog_interval = 3 # three\n`,
    );
  });
  test('rename a table', () => {
    expect(made({ op: 'rename', key: 'validaton', to: 'validation' })).toBe(
      TEXT.replace('[validaton]', '[validation]'),
    );
  });
  test('set a value, and one that is missing', () => {
    expect(made({ op: 'set', key: 'train.optm_lr', value: 2e-7 })).toBe(TEXT.replace('1e-6', '2e-7'));
    expect(made({ op: 'set', key: 'train.seed', value: 3n })).toBe(
      TEXT.replace('1e-6\n', '1e-6\nseed = 3\n'),
    );
    expect(made({ op: 'set', key: 'redis', value: '12800' })).toBe(`redis = "12800"\n${TEXT}`);
  });
  test('set a value over several lines', () => {
    expect(made({ op: 'set', key: 'policy.x', value: 'y' })).toBe(TEXT.replace(/"""[\s\S]*"""/, '"y"'));
  });
  test('remove a line', () => {
    expect(made({ op: 'remove', key: 'train.epochs' })).toBe(TEXT.replace('epochs = 3 # three\n', ''));
  });
  test.each<Edit>([
    { op: 'remove', key: 'train.ckpt.map.a' },
    { op: 'remove', key: 'nowhere' },
    { op: 'rename', key: 'train.epochs', to: 'train.optm_lr' },
    { op: 'set', key: 'train.epochs.x', value: 1n },
  ])('$op $key cannot be done on the text, and nothing is changed', (edit) => {
    expect(applyEdits(TEXT, [edit])).toEqual({ text: TEXT, applied: [], left: [edit] });
  });
});

test('property: whatever is applied reads as meant', () => {
  const key = fc.constantFrom(
    'train.epochs',
    'train.ckpt.save_freq',
    'train.optm_lr',
    'policy.x',
    'validaton',
    'a.b.c',
    'redis',
  );
  const edit: fc.Arbitrary<Edit> = fc.oneof(
    fc.record({
      op: fc.constant('set' as const),
      key,
      value: fc.oneof(fc.bigInt(), fc.string(), fc.boolean()),
    }),
    fc.record({ op: fc.constant('remove' as const), key }),
    fc.record({ op: fc.constant('rename' as const), key, to: key }),
  );
  fc.assert(
    fc.property(fc.array(edit, { maxLength: 4 }), (edits) => {
      const result = applyEdits(TEXT, edits);
      expect(result.applied.length + result.left.length).toBe(edits.length);
      expect(result.text.includes('# mine') && readDocument(result.text).ok).toBe(true);
    }),
    { numRuns: 300 },
  );
});

describe('the diff', () => {
  test('a line without an end is marked', () => {
    expect(unifiedDiff('a\nb', 'a\nc\n', 'old', 'new')).toBe(
      '--- old\n+++ new\n@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+c\n',
    );
    expect(unifiedDiff('a', 'a', 'old', 'new')).toBe('');
  });

  /** What `patch` does, without looking at the context. */
  const patched = (before: string, diff: string): string => {
    const lines = before.split(/(?<=\n)/).filter((line) => line !== '');
    const out: string[] = [];
    let at = 0;
    for (const line of diff.split('\n').slice(2, -1)) {
      const from = /^@@ -(\d+)/.exec(line)?.[1];
      if (from !== undefined) for (; at < Number(from) - 1; at += 1) out.push(lines[at] ?? '');
      else {
        if (line[0] !== '+') expect(lines[at]?.replace(/\n$/, '')).toBe(line.slice(1));
        if (line[0] !== '+') at += 1;
        if (line[0] !== '-') out.push(`${line.slice(1)}\n`);
      }
    }
    return [...out, ...lines.slice(at)].join('');
  };

  test('property: it makes the new text of the old one', () => {
    const line = fc.constantFrom('a', 'b', 'c', 'd');
    const text = fc.array(line, { minLength: 1, maxLength: 40 }).map((lines) => `${lines.join('\n')}\n`);
    fc.assert(
      fc.property(text, text, (before, later) => {
        if (before !== later) expect(patched(before, unifiedDiff(before, later, 'o', 'n'))).toBe(later);
      }),
    );
  });
});

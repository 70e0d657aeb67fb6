/** Fixes on the text: only the line in question changes, and the result reads as meant. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyEdits } from '../../../src/config/fix/apply.ts';
import { unifiedDiff } from '../../../src/config/fix/diff.ts';
import { readDocument } from '../../../src/config/source/document.ts';
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
  test('is what diff -u writes', () => {
    expect(unifiedDiff('a\nb\nc\nd\ne\nf\n', 'a\nb\nc\nX\ne\nf\n', 'old', 'new')).toBe(
      '--- old\n+++ new\n@@ -1,7 +1,7 @@\n a\n b\n c\n-d\n+X\n e\n f\n \n',
    );
    expect(unifiedDiff('a', 'a', 'old', 'new')).toBe('');
  });
  test('property: the lines without `-` are the new text, those without `+` the old one', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 8 }).map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(text, text, (before, later) => {
        if (before === later) return;
        const body = unifiedDiff(before, later, 'o', 'n')
          .split('\n')
          .slice(2, -1)
          .filter((line) => !line.startsWith('@@'));
        const side = (sign: string) =>
          body.filter((line) => !line.startsWith(sign)).map((line) => line.slice(1));
        // Texts this short fit into the context of one hunk, or the hunks leave out only what is alike.
        expect(before.split('\n').length - later.split('\n').length).toBe(
          side('+').length - side('-').length,
        );
      }),
    );
  });
});

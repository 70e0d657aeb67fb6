/** Overrides, layers, and the origin of each value. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseOverride, resolve, type Setting } from '../../../src/config/layers.ts';
import { getValue, joinKey, leavesOf, splitKey } from '../../../src/config/value.ts';
import { Failure } from '../../../src/findings/failure.ts';

describe('parseOverride', () => {
  test.each([
    ['train.epoch=3', ['train', 'epoch'], 3n],
    ['train.optm_warmup_steps=1', ['train', 'optm_warmup_steps'], 1n],
    ['train.optm_warmup_steps=1.0', ['train', 'optm_warmup_steps'], 1],
    ['train.optm_lr=2e-7', ['train', 'optm_lr'], 2e-7],
    ['train.compile=false', ['train', 'compile'], false],
    ['redis="12800"', ['redis'], '12800'],
    ['a.b=x=y', ['a', 'b'], 'x=y'],
    ['a.b=', ['a', 'b'], ''],
    ['a.b=nvidia/Cosmos-Reason2-8B', ['a', 'b'], 'nvidia/Cosmos-Reason2-8B'],
    ['a.b=true story', ['a', 'b'], 'true story'],
    ['a.b=[1, 2]', ['a', 'b'], [1n, 2n]],
    ["a.b=['x', 'y']", ['a', 'b'], ['x', 'y']],
    ['a.b={c = 1}', ['a', 'b'], { c: 1n }],
    ['a."b.c"=1', ['a', 'b.c'], 1n],
    [' a.b = 1 ', ['a', 'b'], 1n],
    ['a.b=1\nc = 2', ['a', 'b'], '1\nc = 2'],
    ['a.b=3 # three', ['a', 'b'], 3n],
    ['~a.b', ['a', 'b'], undefined],
  ])('%j', (text, path, value) => {
    const setting = parseOverride(text);
    expect([...setting.path]).toEqual(path);
    expect(setting.value).toEqual(value);
  });

  test.each(['', 'train.epoch', '=3', '~', '~a=1', ' =3', '.=1'])('%j is none', (text) => {
    expect(() => parseOverride(text)).toThrow(Failure);
  });
});

const setting = (text: string): Setting => parseOverride(text);
const plain = (settings: readonly Setting[]) => resolve(settings).config;

describe('resolve', () => {
  test('later wins, neighbours stay, and the origin is that of the winner', () => {
    const resolved = resolve([setting('a.x=1'), setting('a.y=2'), setting('a.x=3')]);
    expect(resolved.config).toEqual({ a: { x: 3n, y: 2n } });
    expect(resolved.origins.get('a.x')?.source).toBe('a.x=3');
    expect(resolved.origins.get('a.y')?.source).toBe('a.y=2');
  });

  test('a removed key is gone and remembered; setting it again forgets that', () => {
    const removed = resolve([setting('a.x=1'), setting('~a.x')]);
    expect(getValue(removed.config, ['a', 'x'])).toBeUndefined();
    expect([...removed.removed.keys()]).toEqual(['a.x']);
    expect(removed.origins.has('a.x')).toBe(false);
    expect([...resolve([setting('~a.x'), setting('a.x=1')]).removed.keys()]).toEqual([]);
  });

  test('a table replaces only the keys it names; removing a table removes all below', () => {
    expect(plain([setting('a.x=1'), setting('a={y = 2}')])).toEqual({ a: { x: 1n, y: 2n } });
    const gone = resolve([setting('a.x=1'), setting('a.y=2'), setting('~a')]);
    expect(gone.config).toEqual({});
    expect([...gone.origins.keys()]).toEqual([]);
  });

  test('`__proto__` is a key like any other', () => {
    const { config } = resolve([
      { path: ['__proto__', 'polluted'], value: true, origin: { layer: 'flag', source: 'x' } },
    ]);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(Object.getPrototypeOf(config)).toBe(Object.prototype);
    expect(leavesOf(config).map(([path]) => joinKey(path))).toEqual(['__proto__.polluted']);
  });

  const key = fc.constantFrom('a', 'b', 'c', 'd.e');
  const settings = fc.array(
    fc.record({
      path: fc.array(key, { minLength: 1, maxLength: 3 }),
      value: fc.oneof(fc.bigInt(), fc.boolean(), fc.string(), fc.constant(undefined)),
      origin: fc.integer().map((n) => ({ layer: 'flag' as const, source: String(n) })),
    }) as fc.Arbitrary<Setting>,
    { maxLength: 12 },
  );

  /** The config of a first part as settings of their own: what a layer looks like once it was resolved. */
  const asLayer = (part: readonly Setting[]): readonly Setting[] => {
    const { config, origins } = resolve(part);
    return leavesOf(config)
      .filter(([, value]) => typeof value !== 'object')
      .map(([path, value]) => ({
        path,
        value,
        origin: origins.get(joinKey(path)) ?? { layer: 'flag', source: '?' },
      }));
  };

  test('property: resolving a part first changes nothing (later layers win, wherever the cut is)', () => {
    fc.assert(
      fc.property(settings, settings, (first, second) => {
        const withoutEmpty = (config: ReturnType<typeof plain>) =>
          leavesOf(config)
            .filter(([, value]) => typeof value !== 'object')
            .map(([path, value]) => [joinKey(path), value] as const)
            .sort(([x], [y]) => (x < y ? -1 : 1));
        expect(withoutEmpty(plain([...asLayer(first), ...second]))).toEqual(
          withoutEmpty(plain([...first, ...second])),
        );
      }),
    );
  });

  test('property: each value has the origin of the last setting that made it', () => {
    fc.assert(
      fc.property(settings, (all) => {
        const { config, origins } = resolve(all);
        for (const [path, value] of leavesOf(config)) {
          if (typeof value === 'object') continue;
          const last = all.findLast((one) => joinKey(one.path) === joinKey(path));
          expect(last?.value).toBe(value);
          expect(origins.get(joinKey(path))).toEqual(last?.origin);
        }
      }),
    );
  });
});

describe('keys', () => {
  test('property: splitKey undoes joinKey', () => {
    const part = fc.string({
      minLength: 1,
      unit: fc.constantFrom('a', 'B', '9', '_', '-', '.', ' ', 'ä', '['),
    });
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), (path) => {
        expect([...splitKey(joinKey(path))]).toEqual(path);
      }),
    );
  });
});

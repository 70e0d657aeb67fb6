/** Random TOML files for the reader: plausible ones, odd ones, and mutated real ones. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';

const GOLDEN = resolve(import.meta.dirname, '../fixtures/golden');
const RULES = resolve(import.meta.dirname, '../fixtures/rules');

const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.toml'))
    .sort()
    .map((name) => readFileSync(join(folder, name), 'utf8'));

/** Files of this repository that the engine reads. */
export const REAL: readonly string[] = [...filesIn(GOLDEN), ...filesIn(RULES)];

const name = fc.constantFrom(
  'a',
  'b',
  'train',
  'x-1',
  '_',
  '1',
  'é',
  '"q"',
  "'r'",
  '"a.b"',
  '"a=b"',
  '"a#b"',
  '"\\u0041"',
  '""',
);
const key = fc
  .array(name, { minLength: 1, maxLength: 3 })
  .chain((parts) => fc.constantFrom('.', ' . ', '. ').map((dot) => parts.join(dot)));
const scalar = fc.constantFrom(
  ...[
    '1',
    '-1',
    '+1',
    '0',
    '00',
    '01',
    '1_000',
    '1__0',
    '_1',
    '0x1F',
    '0o17',
    '0b101',
    '--5',
    '1.0',
    '-0.0',
    '1.',
    '.5',
  ],
  ...[
    '1e5',
    '1e-5',
    '0e0',
    '1.e5',
    '1_0.5',
    '5E+2',
    'inf',
    '-inf',
    '+nan',
    'nan',
    'infinity',
    'true',
    'false',
    'True',
    'tru',
  ],
  ...[
    '"x"',
    "'x'",
    '""',
    "''",
    '"a,b"',
    '"a=b"',
    '"a#b"',
    '"a]b"',
    '"a\\"b"',
    '"\\\\"',
    '"\\u00e9"',
    '"\\U0001F600"',
  ],
  ...[
    '"\\x41"',
    '"\\e"',
    '"\\0"',
    '"\\/"',
    "'C:\\dir'",
    '"é"',
    '"""x"""',
    "'''x'''",
    '"""a\nb"""',
    "'''a\nb'''",
  ],
  ...['"""a \\\n  b"""', '"""\na"""', '"""a"b"""', '"\'"', "'\"'", '2026-01-02', '2026-01-02T03:04:05Z'],
  ...[
    '2026-01-02 03:04:05',
    '2026-01-02T03:04:05.5+09:00',
    '03:04:05',
    '03:04:05.123',
    '03:04',
    '2026-13-01',
    'bare',
    '$X',
  ],
  ...['-', '+', '1 2', '9'.repeat(30), '1e400', '٣'],
);
const space = fc.constantFrom('', ' ', '\t', '  ');
const { value } = fc.letrec<{ value: string; list: string; table: string }>((tie) => ({
  value: fc.oneof({ depthSize: 'small', withCrossShrink: true }, scalar, tie('list'), tie('table')),
  list: fc
    .tuple(
      fc.array(tie('value'), { maxLength: 4 }),
      fc.constantFrom(',', ', ', ',\n  ', ' ,\n# c\n'),
      fc.boolean(),
    )
    .map(([items, comma, trailing]) => `[${items.join(comma)}${trailing ? comma : ''}]`),
  table: fc
    .array(fc.tuple(key, tie('value')), { maxLength: 3 })
    .map((members) => `{ ${members.map(([k, v]) => `${k} = ${v}`).join(', ')} }`),
}));
const comment = fc.constantFrom('', '', '', ' # c', ' # "q', " # it's", '#', ' # [x]');
const line = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(space, key, space, space, value, comment)
      .map(([a, k, b, c, v, d]) => `${a}${k}${b}=${c}${v}${d}`),
  },
  { weight: 2, arbitrary: fc.tuple(space, key, comment).map(([a, k, c]) => `${a}[${k}]${c}`) },
  { weight: 1, arbitrary: fc.tuple(key, comment).map(([k, c]) => `[[${k}]]${c}`) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('', '# c', '  ', 'x', '= 1', '[a', '{ a = 1 }', '"""', 'a = ', '\u00a0'),
  },
);
const written = fc
  .tuple(
    fc.array(line, { maxLength: 6 }),
    fc.constantFrom('\n', '\n', '\r\n', '\r'),
    fc.constantFrom('', '\n'),
  )
  .map(([lines, end, last]) => lines.join(end) + last);

const PIECES = [
  '"',
  "'",
  '"""',
  '=',
  '[',
  ']',
  '{',
  '}',
  ',',
  '#',
  '\\',
  '\n',
  '.',
  ' ',
  '\t',
  '_',
  '-',
  '0',
  'e',
  '\u0000',
  '\ufeff',
  '\r',
  'é',
  '\u0085',
];
const mutated = fc
  .tuple(
    fc.constantFrom(...REAL),
    fc.array(fc.tuple(fc.nat(), fc.constantFrom('cut', 'put', 'swap'), fc.constantFrom(...PIECES)), {
      minLength: 1,
      maxLength: 3,
    }),
  )
  .map(([text, changes]) =>
    changes.reduce((now, [where, how, piece]) => {
      const i = where % (now.length + 1);
      return now.slice(0, i) + (how === 'cut' ? '' : piece) + now.slice(how === 'put' ? i : i + 1);
    }, text),
  );

/** Any file. */
export const anyDocument = fc.oneof(
  { weight: 3, arbitrary: written },
  { weight: 2, arbitrary: mutated },
  {
    weight: 1,
    arbitrary: fc.array(fc.constantFrom('a', '=', '1', ...PIECES), { maxLength: 24 }).map((x) => x.join('')),
  },
);

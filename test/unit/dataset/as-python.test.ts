/** JSON text equals that of Python's json.dumps, indented and on one line, by the nodes and by the short cut. */
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nodesOf, parseNodes, pythonLine, pythonText } from '../../../src/dataset/json/as-python.ts';

const PROGRAM = `
import json, sys
texts = json.load(sys.stdin)
values = [json.loads(text) for text in texts]
print(json.dumps([[json.dumps(value, indent=indent, ensure_ascii=False) for value in values] for indent in (2, None)]))
`;

const number = fc.oneof(
  fc.integer().map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.tuple(fc.integer({ min: -999, max: 999 }), fc.nat(9999)).map(([whole, part]) => `${whole}.${part}`),
  fc.tuple(fc.integer(), fc.integer({ min: -30, max: 30 })).map(([digits, power]) => `${digits}E${power}`),
  fc.bigInt().map(String),
  fc.constantFrom(
    '-0',
    '0.0',
    '-0.0',
    '1.0',
    '2.50',
    '1e16',
    '123456789012345680.0',
    '1e-5',
    '0.0001',
    '1e22',
  ),
);

/** JSON text of any shape, with numbers in every spelling; lone surrogates apart, which no UTF-8 file holds. */
const text = fc.letrec<{ value: string }>((tie) => {
  const key = fc.oneof(fc.string({ unit: 'grapheme' }), fc.nat(99).map(String), fc.constant('__proto__'));
  const member = fc.tuple(key, tie('value'));
  return {
    value: fc.oneof(
      { maxDepth: 4 },
      number,
      fc.string({ unit: 'grapheme' }).map((one) => JSON.stringify(one)),
      fc.constantFrom('true', 'false', 'null', '[]', '{}', '"\\u00e9\\n\\/"'),
      fc.array(tie('value'), { maxLength: 4 }).map((items) => `[${items.join(' ,')}]`),
      fc
        .uniqueArray(member, { maxLength: 4, selector: ([name]) => name })
        .map((members) => `{${members.map(([name, one]) => `${JSON.stringify(name)}: ${one}`).join(', ')}}`),
    ),
  };
}).value;

describe('Python writes the same', () => {
  it('for 1,500 random texts', () => {
    const texts = fc.sample(text, { numRuns: 1500, seed: 20_261_124 });
    const answer = execFileSync('python3', ['-c', PROGRAM], {
      input: JSON.stringify(texts),
      encoding: 'utf8',
    });
    const [expected, onOneLine] = JSON.parse(answer) as readonly (readonly string[])[];
    expect(texts.map((one) => pythonText(parseNodes(one)))).toEqual(expected);
    expect(texts.map((one) => pythonText(nodesOf(one, JSON.parse(one))))).toEqual(expected);
    expect(texts.map((one) => pythonLine(parseNodes(one)))).toEqual(onOneLine);
    expect(texts.map((one) => pythonLine(nodesOf(one, JSON.parse(one))))).toEqual(onOneLine);
  });

  it('a byte order mark is no part of the value', () => {
    expect(pythonText(parseNodes('\ufeff{"a": 1.0}'))).toBe('{\n  "a": 1.0\n}');
  });
});

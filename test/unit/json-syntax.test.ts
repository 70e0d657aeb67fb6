/** What breaks a JSON text is found where JSON.parse finds that something does, and is called by its name. */
import { describe, expect, test } from 'vitest';
import { syntaxFault } from '../../src/json/syntax-fault.ts';
import { randomFrom } from '../random.ts';

const CASES: ReadonlyArray<readonly [text: string, place: string, what: string, fix: string]> = [
  ['[\n {"a": 1},\n]\n', '3:1', 'a comma stands after the last item', 'line 2'],
  ['{"a": 1,}', '1:9', 'a comma stands after the last item', 'Remove the comma.'],
  ["[{'a': 1}]", '1:3', "a text stands in '…'", 'json.dump'],
  ['[{"a": None}]', '1:8', "None is Python's", 'Write null'],
  ['[{"a": True}]', '1:8', "True is Python's", 'Write true'],
  ['[NaN]', '1:2', 'NaN is no JSON', 'Write null'],
  ['[-Infinity]', '1:2', '-Infinity is no JSON', 'Write null'],
  ['// mine\n[]', '1:1', 'a comment', 'Remove it'],
  ['[1, # one\n2]', '1:5', 'a comment', 'Remove it'],
  ['[1 /* one */]', '1:4', 'a comment', 'Remove it'],
  ['[{"a": "b', '1:10', 'ends within a text', 'copy it again'],
  ['[{"a": 1}', '1:10', 'ends within a list', 'copy it again'],
  ['[{"a": ', '1:8', 'ends within an object', 'copy it again'],
  ['', '1:1', 'it is empty', 'copy it again'],
  ['[{a: 1}]', '1:3', 'a stands without quotation marks', 'Write "a"'],
  ['[{"a": 1}\n{"b": 2}]', '2:1', 'a comma is missing', 'Write the comma'],
  ['[{"a": "he said "no""}]', '1:18', 'a comma is missing', 'within a text is written \\"'],
  ['[{"a": "x\ny"}]', '1:10', 'a line break stands within a text', 'Write \\n'],
  ['[{"a": "C:\\data\\x.mp4"}]', '1:11', '\\d is no escape', 'Write \\\\'],
  ['[01]', '1:2', '01 is no number', ''],
  ['[.5]', '1:2', '.5 is no number', ''],
  ['[“a”]', '1:2', 'begins with “', 'plain quotation marks'],
  ['[1,,2]', '1:4', 'two commas', 'Remove one'],
  ['[,1]', '1:2', 'a value is missing before this comma', ''],
  ['{"a" 1}', '1:6', 'a colon is missing', ''],
  ['{"a":}', '1:6', 'a value is missing', ''],
  ['[1}', '1:3', '} closes what [ opened', 'Write ]'],
  ['[1]]', '1:4', 'more text behind its end', ''],
  ['[1]\n[2]', '2:1', 'more text behind its end', ''],
  ['[\n<<<<<<< HEAD\n1]', '2:1', 'merge conflict', 'Resolve'],
];

describe('the first fault of a text', () => {
  test.each(CASES)('%j', (text, place, what, fix) => {
    const found = syntaxFault(text);
    expect(`${found?.line}:${found?.column}`).toBe(place);
    expect(found?.what).toContain(what);
    expect(found?.fix).toContain(fix);
  });

  test('is there exactly where JSON.parse throws: 20,000 texts with one character changed', () => {
    const random = randomFrom(11);
    const sound = '[{"id": "1", "a": [1, -2.5e3, true, null, {}], "b": {"c": "\\u00e4\\n\\"x\\""}, "d": []}]';
    for (let round = 0; round < 20_000; round += 1) {
      const at = Math.floor(random() * sound.length);
      const put = '{}[],:"\'\\0-.e tn/#\n\t'.charAt(Math.floor(random() * 20));
      const text = sound.slice(0, at) + put + sound.slice(at + (random() < 0.5 ? 1 : 0));
      let throws = false;
      try {
        JSON.parse(text);
      } catch {
        throws = true;
      }
      expect([text, syntaxFault(text) !== undefined]).toEqual([text, throws]);
    }
  });

  test('is found at any depth', () => {
    expect(syntaxFault('['.repeat(200_000))?.what).toBe('the file ends within a list');
    expect(syntaxFault('['.repeat(1000) + ']'.repeat(1000))).toBeUndefined();
  });
});

/** What we call portable, the engine's reader and writer (Python `toml` 0.10.2) really carry unchanged. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { writeToml } from '../../src/config/toml.ts';
import { keyProblem, valueProblem } from '../../src/config/toml-0.10/limits.ts';
import { isTable, leavesOf, type TomlTable } from '../../src/config/value.ts';
import { anyTable } from '../unit/config/any-table.ts';
import { askConfig } from './real-config.ts';

// Which letters Python can print depends on its Unicode version, so that only old ones are tried in keys.
const OLD_LETTERS = /^[\x20-\x7e\u00a1-\u024f\u0391-\u03a1\u4e00-\u9fa5]*$/;

const portable = (table: TomlTable): boolean =>
  leavesOf(table).every(
    ([path, value]) =>
      path.every((part) => keyProblem(part) === undefined && OLD_LETTERS.test(part)) &&
      (isTable(value) || valueProblem(value) === undefined),
  );

test('property: a portable table reaches the workers as it was written', () => {
  const tables = fc.sample(anyTable.filter(portable), { numRuns: 1000, seed: 20261124 });
  const texts = tables.map((table) => writeToml({ custom: table }));
  const answers = askConfig(
    '0.4.7',
    texts.map((text) => ({ text, again: true })),
  );
  const wrong = answers.flatMap((answer, index) =>
    answer.ok && answer.dropped.length + answer.changed.length === 0
      ? []
      : [{ text: texts[index], ...answer }],
  );
  expect(wrong).toEqual([]);
});

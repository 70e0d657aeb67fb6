/** Configs of 60 and 240 KB made to be slow: four times the text takes about four times as long, not sixteen. */
import { expect, test } from 'vitest';
import { answerFor } from '../../../src/check/check-config.ts';
import { lookers } from '../../../src/check/lookers.ts';

const FIRST = await lookers(undefined, []);

const SHAPES: Readonly<Record<string, (count: number) => string>> = {
  'unknown keys': (count) =>
    `[train]\n${Array.from({ length: count }, (_, i) => `unknown_key_${i} = ${i}\n`).join('')}`,
  tables: (count) => Array.from({ length: count }, (_, i) => `[t${i}]\na=1\n`).join(''),
  'an inline table of tables': (count) =>
    `x = {${Array.from({ length: count }, (_, i) => `k${i}={a=1}`).join(',')}}\n`,
  'array of tables': (count) => Array.from({ length: count }, (_, i) => `[[a]]\nb = ${i}\n`).join(''),
  'one long array': (count) => `x = [${Array.from({ length: count }, (_, i) => `"${i}"`).join(',')}]\n`,
};

/** Processor time: others may use the cores. */
function cost(text: string): number {
  const before = process.cpuUsage();
  answerFor({ name: 'c.toml', data: Buffer.from(text) }, { workdir: '/nowhere', lookers: FIRST });
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

test.each(Object.entries(SHAPES))('%s', (_, shape) => {
  cost(shape(500));
  const [small, large] = [2500, 10_000].map((count) => cost(shape(count))) as [number, number];
  expect(large).toBeLessThan(8 * small + 300);
});

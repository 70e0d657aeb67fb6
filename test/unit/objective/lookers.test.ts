/** Which engines that look at their files themselves are loaded for given files. */
import { expect, test } from 'vitest';
import { lookers } from '../../../src/check/lookers.ts';
import { ENGINES } from '../../../src/engine/registry.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const names = async (...texts: readonly string[]) =>
  (await lookers(undefined, texts.map(bytes))).map(({ adapter }) => adapter.name);

test('only those whose word stands in a file, however its key is written; all where no file was read yet', async () => {
  const all = (await lookers()).map(({ adapter }) => adapter.name);
  expect(all).toEqual(['cosmos-rl', 'cosmos-framework']);
  expect(await names('[train]\nepoch = 1\n')).toEqual(['cosmos-rl']);
  expect(await names()).toEqual(['cosmos-rl']);
  for (const head of [
    '[job]',
    "['job']",
    'job.task = "vlm"',
    String.raw`["\u006aob"]`,
    '[ "\\U0000006Aob" ]',
  ])
    expect(await names('[train]\n', `${head}\n`), head).toEqual(all);
});

test('an engine without a sign owns no file', () => {
  for (const one of ENGINES.filter(({ sign }) => sign === undefined))
    expect(one.owns({ job: { task: 'vlm', experiment: 'x' } }), one.name).toBe(false);
});

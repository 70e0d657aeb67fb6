/** What each preset gives to each engine, as a file: a change to a preset shows its blast radius. Renew with `vitest -u`. */
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { RECIPES } from '../../../recipes/index.ts';
import { show } from '../../../src/commands/show.ts';
import { ExitCode } from '../../../src/findings/exit-code.ts';
import type { Io } from '../../../src/io.ts';

const CASES = RECIPES.flatMap((recipe) => recipe.engines.map((engine) => [recipe.name, engine] as const));

test.each(CASES)('%s on %s', async (preset, engine) => {
  const parts: string[] = [];
  const stream = { write: (part: string) => void parts.push(part), isTTY: false, columns: 80 };
  const io = { stdout: stream, stderr: stream, env: {}, cwd: '/' } as unknown as Io;
  expect(await show(preset, { engine, format: 'toml' }, io)).toBe(ExitCode.ok);
  await expect(parts.join('')).toMatchFileSnapshot(
    resolve(import.meta.dirname, `../../fixtures/golden/${preset}-${engine}.toml`),
  );
});

/** Every preset on every engine it claims: the commented copy, read as a config file, is the same config. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cp } from '../../../src/commands/cp.ts';
import { resolve } from '../../../src/config/layers.ts';
import { withValue } from '../../../src/config/value.ts';
import { renderFor } from '../../../src/engine/cosmos-rl/render-for-version.ts';
import type { KnownVersion } from '../../../src/engine/cosmos-rl/versions.ts';
import type { Io } from '../../../src/io.ts';
import { allSettings } from '../../../src/plan/settings.ts';
import { COSMOS_RL_RECIPES as RECIPES } from '../../presets.ts';

const folder = mkdtempSync(join(tmpdir(), 'cookbook-copy-'));

const CASES = RECIPES.flatMap((recipe) =>
  recipe.engines.map((engine) => [`${recipe.name} on ${engine}`, recipe, engine] as const),
);

/** The config as a launch renders it: only what is ours is translated. */
function rendered(
  recipe: (typeof RECIPES)[number],
  engine: KnownVersion,
  flags: { readonly config?: string },
) {
  const resolved = resolve(allSettings(recipe, flags, folder));
  const ours = (key: string) => ['preset', 'cookbook-run'].includes(resolved.origins.get(key)?.layer ?? '');
  return renderFor(engine, resolved.config, ours).config;
}

test.each(CASES)('%s', async (_, recipe, engine) => {
  const parts: string[] = [];
  const stream = { write: (part: string) => void parts.push(part), isTTY: false, columns: 80 };
  await cp(recipe.name, '-', { engine }, {
    stdout: stream,
    stderr: stream,
    env: {},
    cwd: folder,
  } as unknown as Io);
  writeFileSync(join(folder, 'my.toml'), parts.join(''));
  // A launch has a folder of its own; a file must name one, or the engine ends with a KeyError.
  const own = withValue(rendered(recipe, engine, {}), ['train', 'output_dir'], `outputs/${recipe.name}`);
  expect(rendered(recipe, engine, { config: 'my.toml' })).toEqual(own);
});

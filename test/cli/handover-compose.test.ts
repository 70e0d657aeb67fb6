/**
 * The stages of a handover under upstream's own Hydra and YAML, where a checkout of alpamayo-recipes and a Python with hydra-core are
 * named: ALPAMAYO_RECIPES=FOLDER HYDRA_PYTHON=PYTHON. Nothing of upstream's is in this repository.
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ALPAMAYO, stagesOf } from './handover-rig.ts';
import { json, ROOT } from './rig.ts';

const { ALPAMAYO_RECIPES: RECIPES, HYDRA_PYTHON: PYTHON } = process.env;

/** Those whose YAML is public; of Alpamayo 2 Super it was not to be had. */
const PUBLIC = ALPAMAYO.filter(([to]) => to !== 'alpamayo-2-super');

describe.runIf(RECIPES !== undefined && PYTHON !== undefined)('composed by Hydra', () => {
  test.each(PUBLIC)('%s: nothing is left open, and values are read as they were given', async (...place) => {
    const { data, at, said } = await stagesOf(place);
    expect(said.length).toBe(3);
    for (const argv of said) {
      const after = (flag: string) => argv[argv.indexOf(flag) + 1] ?? '';
      const overrides = argv.slice(argv.indexOf('--config-name') + 2);
      const keys = overrides.map((one) => one.split('=')[0] ?? '');
      const folder = join(RECIPES ?? '', place[1], 'configs');
      const answer = json(
        execFileSync(
          PYTHON ?? '',
          [
            join(ROOT, 'test/cli/compose_hydra.py'),
            folder,
            after('--config-name'),
            keys.join(','),
            ...overrides,
          ],
          { encoding: 'utf8' },
        ),
      );
      // An evaluation builds no training data.
      const evaluates = after('-m').endsWith('evaluate_hf');
      const open = (answer.missing as readonly string[]).filter(
        (key) => !(evaluates && key.startsWith('data.train_dataset.')),
      );
      expect(open, argv.join(' ')).toEqual([]);
      expect(answer.values['data.val_dataset.local_dir']).toBe(data);
      for (const key of keys) expect(answer.values[key], key).not.toBeNull();
      if (evaluates) expect(answer.values['evaluate.eval_ckpt']).toContain(join(at, 'output_stage2'));
    }
  });
});

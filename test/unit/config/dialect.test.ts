/** How a config of the newest engine is written for an older one. */
import { describe, expect, test } from 'vitest';
import { getValue } from '../../../src/config/value.ts';
import { dataRanks, gpusNeeded } from '../../../src/engine/cosmos-rl/placement.ts';
import { renderFor } from '../../../src/engine/cosmos-rl/render-for-version.ts';
import { schemaOf } from '../../../src/engine/cosmos-rl/schema/schema.ts';
import { engineOf, KNOWN_VERSIONS } from '../../../src/engine/cosmos-rl/versions.ts';

const ours = () => true;
const theirs = () => false;

describe('renderFor', () => {
  const config = {
    train: { epoch: 1n, optm_warmup_steps: 0.03 },
    validation: { enable: true, freq: 30n, batch_size: 2n },
  };

  test('0.2.6 gets validation under its old names, and whole warm-up steps', () => {
    const rendered = renderFor('0.2.6', config, ours, 1000);
    expect(rendered.config).toEqual({
      train: {
        epoch: 1n,
        optm_warmup_steps: 30n,
        enable_validation: true,
        validation_step: 30n,
        validation_batch_per_replica: 2n,
      },
    });
    expect(rendered.translations.map((one) => one.key)).toContain('validation.freq');
  });

  test.each(['0.3.9', '0.4.4', '0.4.7'] as const)('%s gets it as it is', (version) => {
    expect(renderFor(version, config, ours, 1000)).toEqual({ config, translations: [] });
  });

  test('what we set and the version does not know is left out; what the user wrote stays for the rules', () => {
    const newer = { train: { epoch: 1n, prefetch_payloads: false } };
    expect(renderFor('0.4.4', newer, ours).config).toEqual({ train: { epoch: 1n } });
    expect(renderFor('0.4.4', newer, theirs).config).toEqual(newer);
  });

  test('every key of every schema is kept by its own version', () => {
    for (const version of KNOWN_VERSIONS) {
      for (const path of schemaOf(version).keys()) {
        if (path.startsWith('validation.') && version === '0.2.6') continue;
        const table = path.split('.').reduceRight<unknown>((inner, key) => ({ [key]: inner }), 'x') as never;
        expect(getValue(renderFor(version, table, ours).config, path.split('.')), `${version} ${path}`).toBe(
          'x',
        );
      }
    }
  });
});

describe('placement', () => {
  const parallel = (sizes: Record<string, bigint>) => ({ policy: { parallelism: sizes } });
  test.each([
    [1, 1, {}],
    [8, 8, { dp_shard_size: 8n }],
    [1, 1, { dp_shard_size: -1n }],
    [8, 4, { tp_size: 2n, dp_shard_size: 4n }],
    [
      96,
      4,
      {
        tp_size: 2n,
        pp_size: 2n,
        cp_size: 2n,
        dp_shard_size: 2n,
        dp_replicate_size: 2n,
        n_init_replicas: 3n,
      },
    ],
  ] as ReadonlyArray<readonly [number, number, Record<string, bigint>]>)(
    '%d GPUs, %d data ranks',
    (gpus, ranks, sizes) => {
      const config = parallel(sizes);
      expect([gpusNeeded(config), dataRanks(config)]).toEqual([gpus, ranks]);
    },
  );
});

describe('engineOf', () => {
  test.each([
    ['0.4.7', '0.4.7', true],
    ['v0.4.7', '0.4.7', true],
    ['0.4.5', '0.4.4', false],
    ['0.4.9', '0.4.7', false],
    ['0.4.0', '0.4.4', false],
    ['0.2.6.post1', '0.2.6', false],
    ['0.3.3', '0.3.9', false],
  ])('%s is read as %s', (text, known, exact) => {
    expect(engineOf(text)).toMatchObject({ known, exact });
  });
  test.each(['', 'latest', '1.0.0', '0.5.0', '0.4'])('%j is not known', (text) => {
    expect(engineOf(text)).toBeUndefined();
  });
});

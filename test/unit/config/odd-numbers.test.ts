/** Numbers that no engine counts with, at every key that takes a number: an answer, never a crash. */
import { describe, expect, test } from 'vitest';
import { answerFor } from '../../../src/check/check-config.ts';
import { lookers } from '../../../src/check/lookers.ts';
import { schemaOf } from '../../../src/engine/cosmos-rl/schema/schema.ts';
import { engineOf, KNOWN_VERSIONS } from '../../../src/engine/cosmos-rl/versions.ts';

const VALUES = ['nan', '-nan', 'inf', '-inf', '1e400', '1.5', '-1', '0', '9223372036854775807', '"nan"'];

const BASE = 'train.output_dir = "/o"\ntrain.train_policy.type = "sft"\nvalidation.enable = true\n';

describe.each(KNOWN_VERSIONS)('cosmos-rl %s', async (version) => {
  const engine = engineOf(version);
  if (engine === undefined) throw new Error(version);
  const known = await lookers(engine, []);
  const keys = [...schemaOf(engine.known).values()].filter(({ kinds }) =>
    kinds.some((kind) => kind === 'int' || kind === 'float'),
  );
  test.each(VALUES)('%s', (value) => {
    for (const { path } of keys)
      for (const more of ['', 'policy.parallelism.dp_shard_size = 2\ntrain.train_batch_per_replica = 7\n']) {
        if (more.includes(`${path} =`)) continue;
        const data = Buffer.from(`${BASE}${more}${path} = ${value}\n`);
        const context = { lookers: known, gpus: 8, datasetRows: 90, workdir: '/nowhere' };
        const { findings } = answerFor({ name: 'c.toml', data }, context);
        for (const { message } of findings) expect(message, path).not.toMatch(/\bundefined\b|\[object/);
      }
  });
});

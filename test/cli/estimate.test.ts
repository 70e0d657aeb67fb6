/** `estimate`, `sft --fit` and the plan of `sft --dry-run`: memory, time and disk before anything is started. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { json, rig } from './rig.ts';

const EIGHT = [
  '--preset',
  'reason2-video-caption-vqa',
  '--gpus',
  '4',
  '--tokens',
  '3600',
  '--patches',
  '10240',
];

describe('estimate', () => {
  test('memory with what decides it, time or why not, disk, remedies; nothing is left behind', async () => {
    const place = rig();
    const { code, stdout } = await place.run(['estimate', ...EIGHT, '--json']);
    expect(code).toBe(0);
    const told = json(stdout) as Record<string, never>;
    expect(told).toMatchObject({
      schemaVersion: 1,
      gpus: 4,
      memory: { phase: 'loss', term: 'logits', nearest: { name: expect.any(String) } },
      fits: 'doubtful',
      timeUnknown: 'the number of steps is not known',
    });
    const { allocatedGiB, reservedGiB } = told['memory'] as never as Record<string, Record<string, number>>;
    expect(allocatedGiB?.['low']).toBeLessThan(allocatedGiB?.['expected'] ?? 0);
    expect(reservedGiB?.['high']).toBeGreaterThan(reservedGiB?.['expected'] ?? 0);
    const remedies = told['remedies'] as unknown as ReadonlyArray<{ help: string; allocatedGiB: number }>;
    expect(remedies.map(({ help }) => help)).toContain('train.train_policy.mini_batch=2');
    expect(readdirSync(place.temporary)).toEqual([]);
    expect(readdirSync(place.folder)).not.toContain('runs');
  });

  test('a class without a measured point has no number', async () => {
    const { stdout } = await rig().run(['estimate', ...EIGHT, 'train.fsdp_offload=true']);
    expect(stdout).toContain('memory  not known: no run was measured with train.fsdp_offload\n');
    expect(stdout).not.toMatch(/GiB/);
  });

  test('a price gives a cost only where the time is known', async () => {
    const { stdout } = await rig().run(['estimate', ...EIGHT, '--price', '2.5']);
    expect(stdout).toContain('time    not known');
    expect(stdout).not.toContain('GPU-hour');
  });

  test.each([
    ['--tokens', 'many'],
    ['--price', '-1'],
  ])('%s %s is a wrong command line', async (flag, value) => {
    const { code, stderr } = await rig().run(['estimate', ...EIGHT, flag, value]);
    expect(code).toBe(2);
    expect(stderr).toContain(flag);
  });
});

/** A folder that counts as the 8B: its config, and no weights. */
function eight(folder: string): string {
  const model = join(folder, 'model-8b');
  mkdirSync(model);
  const text = {
    hidden_size: 4096,
    num_hidden_layers: 36,
    num_attention_heads: 32,
    num_key_value_heads: 8,
    head_dim: 128,
    intermediate_size: 12_288,
    vocab_size: 151_936,
    tie_word_embeddings: false,
  };
  const vision = { depth: 27, hidden_size: 1152, intermediate_size: 4304, patch_size: 16 };
  writeFileSync(
    join(model, 'config.json'),
    JSON.stringify({
      model_type: 'qwen3_vl',
      text_config: text,
      vision_config: vision,
      tie_word_embeddings: false,
    }),
  );
  return model;
}

describe('sft', () => {
  test('--dry-run carries the same under planned, and one number for each thing of the disk', async () => {
    const place = rig();
    const { stdout } = await place.run([...place.sft('--dry-run', '--json', 'train.ckpt.save_freq=1')]);
    const { planned } = json(stdout) as { planned: Record<string, unknown> };
    expect(planned['memory']).toEqual({ unmeasured: expect.any(String) });
    expect(planned['disk']).toMatchObject({ saves: 20, atOnce: 3, kept: 2 });
    const { stdout: text } = await place.run([...place.sft('--dry-run', 'train.ckpt.save_freq=1')]);
    expect(text).toMatch(/20 saves of 0\.0 GB each, of which up to 3 are there at a time and 2 at the end/);
  });

  test('--fit takes the largest mini-batch that fits and says what becomes of a step', async () => {
    const place = rig();
    const args = ['sft', ...EIGHT.slice(0, 4), '--model', eight(place.folder), '--dataset', place.dataset()];
    const fit = await place.run([...args, 'policy.model_max_length=4096', '--fit', '--dry-run', '--json']);
    expect(fit.stderr).toMatch(
      /--fit: mini_batch \d+ \(was 4\); a step is \d+ passes of \d+, its 32 samples/,
    );
    const size = Number(/mini_batch (\d+)/.exec(fit.stderr)?.[1]);
    const { settings } = json(fit.stdout) as {
      settings: { train: { train_policy: { mini_batch: number } } };
    };
    expect(settings.train.train_policy.mini_batch).toBe(size);
  });

  test('--fit refuses where the memory cannot be told', async () => {
    const place = rig();
    const { code, stderr } = await place.run([...place.sft('--fit', '--dry-run')]);
    expect(code).toBe(78);
    expect(stderr).toContain('--fit cannot tell the memory of this run');
  });
});

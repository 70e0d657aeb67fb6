/** `finished = "continue-from-last-good"` with LoRA: the adapter is merged into its model, and the next training starts from that. */
import { existsSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fileOf, LORA, lineOf, mergingPuppet, nightlyToml, type Series, series } from './nightly-rig.ts';
import { json } from './rig.ts';

const ON = '[on]\nfinished = "continue-from-last-good"\n';

interface Lora extends Series {
  play(env?: Record<string, string>, ...args: readonly string[]): ReturnType<Series['night']>;
  next(): Promise<{ does: string; sentence: string; help?: string }>;
}

function lora(): Lora {
  const one = series('nightly-lora');
  one.write(nightlyToml(one.place, ON).replace('set = [', `set = [\n  ${LORA},`));
  const env = { FAKE_SCENARIO: 'completes', ...mergingPuppet(one.place) };
  return {
    ...one,
    play: (more = {}, ...args) => one.night({ ...env, ...more }, ...args),
    next: async () => json((await one.place.run(['nightly', 'status', one.file, '--json'], env)).stdout).next,
  };
}

const mergedOf = ({ folder }: Series) =>
  existsSync(join(folder, 'merged')) ? readdirSync(join(folder, 'merged')) : [];
const runOf = (ended: Parameters<typeof lineOf>[0]) => lineOf(ended).attempts.at(-1).run as string;

describe.concurrent('continue-from-last-good with LoRA', () => {
  test('the next training starts from the merged model, and every one after that from the one before', async () => {
    const one = lora();
    const first = await one.play();
    expect(first.code, first.stderr).toBe(0);
    expect(mergedOf(one)).toEqual([]);
    const promise = await one.next();
    expect(promise.sentence).toContain(`${runOf(first)}, whose adapter is merged into its model first`);
    expect(mergedOf(one)).toEqual([]);

    const second = await one.play();
    expect(second.code, second.stderr).toBe(0);
    expect(lineOf(second).attempts[0].did).toBe(promise.sentence);
    const model = join(one.folder, 'merged', runOf(first));
    const run = join(one.folder, 'runs', runOf(second));
    expect(readFileSync(join(run, 'config.toml'), 'utf8')).toContain(
      `model_name_or_path = ${JSON.stringify(model)}`,
    );
    expect(fileOf(join(run, 'nightly.json')).startedFrom).toEqual({ run: runOf(first), path: model });
    expect(existsSync(join(model, 'config.json'))).toBe(true);
    expect(readlinkSync(join(one.folder, 'last-good'))).toContain(runOf(second));

    const third = await one.play();
    expect(third.code, third.stderr).toBe(0);
    // The second adapter is kept, and is nothing without the model that it was trained on.
    expect(mergedOf(one).sort()).toEqual([runOf(first), runOf(second)].sort());
    const base = fileOf(join(one.folder, 'merged', runOf(second), 'cookbook-merge.json')).base;
    expect(base).toBe(model);
  });

  test('what cannot be merged is told before the night, with what to type, and nothing is started', async () => {
    const one = lora();
    const first = await one.play();
    expect(first.code, first.stderr).toBe(0);
    rmSync(join(one.place.folder, '.model/model.safetensors'));
    const promise = await one.next();
    expect(promise.does).toBe('refuse');
    expect(promise.help).toMatch(/cookbook-run merge .* --out .*merged/);
    const second = await one.play();
    expect(second.code, second.stderr).toBe(78);
    expect(lineOf(second).help).toBe(promise.help);
    expect(lineOf(second).attempts).toEqual([]);
  });

  test('a merge that fails ends the night with its code before the training, and the next one goes on', async () => {
    const one = lora();
    await one.play();
    const failed = await one.play({ PUPPET_FAILS: 'RuntimeError: out of memory' });
    expect(failed.code, failed.stderr).toBe(1);
    expect(lineOf(failed).reason).toContain('nothing was trained: the merge ended without being done');
    expect(lineOf(failed).attempts).toHaveLength(1);
    const next = await one.play();
    expect(next.code, next.stderr).toBe(0);
  });

  test('a merge that takes too long ends at the deadline, as every night does', async () => {
    const one = lora();
    await one.play();
    const late = await one.play({ PUPPET_WAITS: '30' }, '--for', '8s');
    expect(late.code, late.stderr).toBe(75);
    expect(lineOf(late)).toMatchObject({ stopped: 'deadline', outcome: 'retryable' });
    expect(late.stderr).toContain('was not merged before the deadline');
    expect(mergedOf(one).filter((name) => !name.includes('.part'))).toEqual([]);
  });
});

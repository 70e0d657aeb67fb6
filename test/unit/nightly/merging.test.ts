/** The merge before a training: decided before the night with what helps, made by the engine's Python, ended at the deadline. */
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Io } from '../../../src/io.ts';
import type { DecidedMerge } from '../../../src/merge/merge.ts';
import { makeMerge, planMergeOf } from '../../../src/nightly/merged.ts';
import { type Shapes, writeModel, writeShard } from '../objective/checkpoint-files.ts';
import { IO, makeRun, seriesFolder } from './series-folder.ts';

const Q = 'model.language_model.layers.0.self_attn.q_proj';
const BASE: Shapes = new Map([
  [`${Q}.weight`, [8, 4]],
  ['model.language_model.norm.weight', [4]],
]);
const PAIR: Shapes = new Map([
  [`base_model.model.${Q}.lora_A.weight`, [2, 4]],
  [`base_model.model.${Q}.lora_B.weight`, [8, 2]],
]);
/** Answers as the Python of an engine, and copies what it is to merge after `PUPPET_WAITS` seconds. */
const PYTHON = `#!/bin/sh
case "$*" in
*@cookbook-run*) exec ${resolve('test/fixtures/bin/python')} "$@" ;;
esac
sleep "\${PUPPET_WAITS:-0}"
exec ${process.execPath} -e '
const { copyFileSync, readFileSync } = require("node:fs");
const order = JSON.parse(readFileSync(process.argv[1], "utf8"));
for (const name of Object.keys(order.files)) copyFileSync(order.base + "/" + name, order.out + "/" + name);
console.log(JSON.stringify({ event: "done", unmoved: [] }));
' "$3"
`;
const bases: string[] = [];
afterAll(() => {
  for (const base of bases) rmSync(base, { recursive: true });
});

/** A series whose last good run is an adapter; the model is named as the run's folder saw it. */
function place(python = true) {
  const folder = seriesFolder();
  const { spec } = folder;
  bases.push(spec.base);
  const { files } = makeRun(folder, { id: 'a' }).state;
  const adapter = join(files.folder, 'train/safetensors/step_2');
  mkdirSync(adapter, { recursive: true });
  const model = join(spec.base, 'model');
  writeModel(model, { model_type: 'qwen3_vl', vision_config: {} }, BASE, 1);
  writeShard(join(adapter, 'adapter_model.safetensors'), PAIR);
  const about = { r: 2, lora_alpha: 4, peft_type: 'LORA', base_model_name_or_path: model };
  writeFileSync(join(adapter, 'adapter_config.json'), JSON.stringify(about));
  const bin = join(spec.base, 'bin');
  mkdirSync(bin);
  if (python) {
    writeFileSync(join(bin, 'python'), PYTHON);
    chmodSync(join(bin, 'python'), 0o755);
    symlinkSync(join(bin, 'python'), join(bin, 'python3'));
    symlinkSync(resolve('test/fixtures/bin/cosmos-rl'), join(bin, 'cosmos-rl'));
  }
  const io = (env: object = {}): Io => ({
    ...IO,
    cwd: spec.base,
    env: { PATH: `${bin}:/usr/bin:/bin:${dirname(process.execPath)}`, HOME: spec.base, ...env },
    now: () => Date.now(),
    stderr: { write: () => {} } as never,
    onSignal: () => () => {},
  });
  const good = { run: 'a', path: adapter };
  return { ...folder, io, good, model, out: join(folder.place.folder, 'merged/a') };
}

const isDecided = (merge: Awaited<ReturnType<typeof planMergeOf>>): DecidedMerge => {
  if ('because' in merge) throw new Error(merge.because);
  return merge;
};

describe('a merge that a night needs', () => {
  test('is decided without a file written, made once, and then found to be there', async () => {
    const one = place();
    const decided = isDecided(await planMergeOf(one.place, one.good, one.io()));
    expect(decided).toMatchObject({ out: one.out, there: false });
    expect(existsSync(join(one.place.folder, 'merged'))).toBe(false);
    await makeMerge(decided, undefined, 0, one.io());
    expect(readdirSync(join(one.place.folder, 'merged'))).toEqual(['a']);
    // What is there needs no Python any more.
    const again = await planMergeOf(one.place, one.good, { ...one.io(), env: { PATH: '/nowhere' } });
    expect(isDecided(again)).toMatchObject({ out: one.out, there: true });
  });

  test('is refused with what to type where its model is gone, and where no Python of an engine is', async () => {
    const gone = place();
    rmSync(gone.model, { recursive: true });
    const refused = await planMergeOf(gone.place, gone.good, gone.io());
    expect(refused).toEqual({
      because: expect.stringMatching(
        /^the adapter of a cannot be merged into its model, and the engine starts from no adapter: .*model/,
      ),
      help: `mend that and try it with \`cookbook-run merge ${gone.good.path} --out ${gone.out}\`, or set \`finished = "restart"\` under [on]; nothing was started`,
    });
    const bare = place(false);
    const without = { ...bare.io(), env: { PATH: join(bare.spec.base, 'bin') } };
    expect(await planMergeOf(bare.place, bare.good, without)).toMatchObject({
      because: expect.stringContaining('the Python of the engine was not found: '),
    });
  });

  test('without an engine’s Python is not made', async () => {
    const one = place();
    const decided = isDecided(await planMergeOf(one.place, one.good, one.io()));
    const bare = { ...one.io(), env: { PATH: '/nowhere' } };
    await expect(makeMerge(decided, undefined, 0, bare)).rejects.toMatchObject({ exitCode: 69 });
    expect(existsSync(one.out)).toBe(false);
  });

  test('ends at the deadline less the reserve, and leaves the signals to others afterwards', async () => {
    const one = place();
    const io = one.io({ PUPPET_WAITS: '20' });
    const decided = isDecided(await planMergeOf(one.place, one.good, io));
    let listening = 0;
    const onSignal = () => {
      listening += 1;
      return () => {
        listening -= 1;
      };
    };
    const deadline = { at: Date.now() + 60_000, text: 'in a minute' } as never;
    const before = Date.now();
    await expect(makeMerge(decided, deadline, 59, { ...io, onSignal })).rejects.toMatchObject({
      exitCode: 143,
    });
    expect(Date.now() - before).toBeLessThan(15_000);
    expect(listening).toBe(0);
    expect(existsSync(one.out)).toBe(false);
  });
});

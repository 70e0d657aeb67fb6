/** The small decisions of a plan, each as a table: flags, engine, preset, layout, tokens, hash, and what is refused early. */
import { existsSync, lstatSync, mkdirSync, mkdtempSync, readlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { settingsOf } from '../../../src/config/layers.ts';
import type { Candidate, Found } from '../../../src/dataset/find/candidate.ts';
import type { TokenSummary } from '../../../src/dataset/tokens/budget.ts';
import { adapterOf, ENGINES } from '../../../src/engine/registry.ts';
import type { Io } from '../../../src/io.ts';
import { chosenAdapter, chosenEngine } from '../../../src/plan/chosen-engine.ts';
import { findPreset, presetOf } from '../../../src/plan/chosen-preset.ts';
import { type ConfigFile, readConfigFile } from '../../../src/plan/config-file.ts';
import { diskOf } from '../../../src/plan/disk.ts';
import { settingRequest } from '../../../src/plan/flags.ts';
import {
  candidateLines,
  candidateSettings,
  chosenCandidate,
  presetsFor,
} from '../../../src/plan/found-preset.ts';
import { gpusOf } from '../../../src/plan/gpu-choice.ts';
import { newRunId } from '../../../src/plan/id.ts';
import { assertShown, planHash, type Shown } from '../../../src/plan/plan-hash.ts';
import { freePorts } from '../../../src/plan/ports.ts';
import { assertNoSecrets, assertScript } from '../../../src/plan/refuse-early.ts';
import { allSettings, namedSettings, type SettingRequest } from '../../../src/plan/settings.ts';
import { copyEntryScripts, linkFolder, shellSafeFolder } from '../../../src/plan/stage.ts';
import { longestOf, withoutData } from '../../../src/plan/token-range.ts';

const root = mkdtempSync(join(tmpdir(), 'cookbook-plan-tables-'));
const fresh = () => mkdtempSync(join(root, 'p-'));
const refused = (exitCode: number, words: string, help?: string) =>
  expect.objectContaining({
    exitCode,
    message: expect.stringContaining(words),
    ...(help === undefined ? {} : { help: expect.stringContaining(help) }),
  });
const [RL] = ENGINES;
const FRAMEWORK = adapterOf({ engineName: 'cosmos-framework' });
const io = { cwd: root, env: {} } as unknown as Io;

describe('flags', () => {
  test('are values; those that are not given are absent', () => {
    expect(settingRequest({})).toStrictEqual({ settings: [] });
    expect(
      settingRequest({ model: 'm', dataset: 'd', output: 'o', config: 'c', gpus: '4', nodes: '2' }),
    ).toStrictEqual({
      model: 'm',
      dataset: 'd',
      output: 'o',
      config: 'c',
      gpus: 4,
      nodes: 2,
      settings: [],
    });
    expect(settingRequest({ epochs: '3', lr: '2e-6', batch: '16' }).named).toEqual([
      { flag: 'epochs', text: '3', value: 3n },
      { flag: 'lr', text: '2e-6', value: 2e-6 },
      { flag: 'batch', text: '16', value: 16n },
    ]);
    const { settings = [] } = settingRequest({ set: ['a.b=1'], overrides: ['c=x'] });
    expect(settings.map(({ path, value, origin }) => [path.join('.'), value, origin.source])).toEqual([
      ['a.b', 1n, '--set a.b=1'],
      ['c', 'x', expect.any(String)],
    ]);
  });

  test.each([
    ['r=8', { r: 8n, target_modules: ['q_proj', 'k_proj', 'v_proj', 'o_proj'] }],
    [
      'r=16,alpha=32,dropout=0.05,targets=q_proj+v_proj',
      {
        r: 16n,
        lora_alpha: 32,
        lora_dropout: 0.05,
        target_modules: ['q_proj', 'v_proj'],
      },
    ],
    [
      ' lora_alpha =1,lora_dropout=0,target_modules=all-linear',
      {
        lora_alpha: 1,
        lora_dropout: 0,
        target_modules: 'all-linear',
      },
    ],
  ])('--lora %s', (text, expected) => {
    const { named = [] } = settingRequest({ lora: text });
    expect(Object.fromEntries(named.map(({ below, value }) => [below, value]))).toEqual(expected);
    expect(new Set(named.map((one) => `${one.flag} ${one.text}`))).toEqual(new Set([`lora ${text}`]));
  });

  test.each([
    [{ gpus: '0' }, '--gpus takes a whole number from 1, not `0`', '--gpus 4'],
    [{ gpus: '1.5' }, '--gpus takes', ''],
    [{ gpus: '-1' }, '--gpus takes', ''],
    [{ gpus: '1234567890123456' }, '--gpus takes', ''],
    [{ gpus: 'x1' }, '--gpus takes', ''],
    [{ gpus: '1x' }, '--gpus takes', ''],
    [{ nodes: '0' }, '--nodes takes a whole number', '--nodes 2'],
    [{ epochs: '' }, '--epochs takes a whole number', '--epochs 4'],
    [{ batch: 'many' }, '--batch takes', '--batch 4'],
    [{ lr: '' }, '--lr takes a number, not ``', '--lr 2e-6'],
    [{ lr: ' ' }, '--lr takes a number', ''],
    [{ lr: '1e999' }, '--lr takes a number', ''],
    [{ lr: 'low' }, '--lr takes a number', ''],
    [{ lora: 'rank=4' }, '--lora does not understand `rank`', 'r=16,alpha=32'],
    [{ lora: 'r' }, '--lora does not understand `r`', ''],
    [{ lora: 'r=' }, '--lora does not understand `r`', ''],
    [{ lora: 'r=0' }, '--lora r= takes a whole number', 'r=16'],
    [{ lora: 'alpha=x' }, '--lora alpha= takes a number', 'r=16'],
  ])('%j is refused', (flags, words, help) => {
    expect(() => settingRequest(flags)).toThrow(refused(2, words, help));
  });

  test('are settings of the engine, under its own keys, the strongest last', () => {
    const keys = RL.keys;
    const of = (request: SettingRequest, datasetKey: string | undefined = 'custom.dataset.root') =>
      namedSettings(request, datasetKey, '/here', keys).map(
        ({ path, value, origin }) => `${path.join('.')}=${value} by ${origin.source}`,
      );
    expect(of({})).toEqual([]);
    expect(
      of({
        model: './m',
        dataset: 'd',
        gpus: 4,
        output: 'o',
        named: [{ flag: 'epochs', text: '3', value: 3n }],
      }),
    ).toEqual([
      'policy.model_name_or_path=/here/m by --model ./m',
      'custom.dataset.root=/here/d by --dataset d',
      'policy.parallelism.dp_shard_size=4 by --gpus 4',
      'train.output_dir=/here/o by --output o',
      'train.epoch=3 by --epochs 3',
    ]);
    expect(of({ gpus: 4, nodes: 2 })).toEqual(['policy.parallelism.dp_shard_size=8 by --gpus 4 --nodes 2']);
    expect(
      ['..', '../m', '.', 'nvidia/x', '.hidden/x', '/m', 'a/../b'].map((model) => of({ model })[0]),
    ).toEqual([
      expect.stringContaining('=/ by'),
      expect.stringContaining('=/m by'),
      expect.stringContaining('=/here by'),
      expect.stringContaining('=nvidia/x by'),
      expect.stringContaining('=.hidden/x by'),
      expect.stringContaining('=/m by'),
      expect.stringContaining('=a/../b by'),
    ]);
    const { named = [] } = settingRequest({ lora: 'r=8,targets=all-linear' });
    expect(of({ named })).toEqual([
      'policy.lora.r=8 by --lora r=8,targets=all-linear',
      'policy.lora.target_modules=all-linear by --lora r=8,targets=all-linear',
    ]);
    expect(() => namedSettings({ dataset: 'd' }, undefined, '/', keys)).toThrow(
      refused(2, '--dataset needs a preset', '--preset NAME'),
    );
  });

  test('that an engine has no key for are refused with what it has', () => {
    for (const [flag, key] of Object.entries(FRAMEWORK.keys.flags)) {
      const request: SettingRequest = { named: [{ flag: flag as never, text: '1', value: 1n }] };
      if (typeof key === 'string') expect(namedSettings(request, 'd', '/', FRAMEWORK.keys)).toHaveLength(1);
      else
        expect(() => namedSettings(request, 'd', '/', FRAMEWORK.keys)).toThrow(
          refused(2, `--${flag} has no meaning here: ${key.why}`, key.help),
        );
    }
    // A model that is asked for takes the place of the weights that a preset starts from.
    expect(
      namedSettings({ model: 'a/b' }, 'd', '/', FRAMEWORK.keys).map(({ path, value }) => [
        path.join('.'),
        value,
      ]),
    ).toEqual([
      [FRAMEWORK.keys.model, 'a/b'],
      [FRAMEWORK.keys.startWeights, ''],
    ]);
  });
});

describe('layers', () => {
  const file = (text: string): ConfigFile => {
    const folder = fresh();
    writeFileSync(join(folder, 'c.toml'), text);
    return readConfigFile('c.toml', folder);
  };
  const of = async (preset: string | undefined, text: string | undefined, request: SettingRequest = {}) =>
    allSettings(
      preset === undefined ? undefined : await findPreset(preset, io),
      request,
      root,
      text === undefined ? undefined : file(text),
    ).map(({ origin }) => origin.layer);
  const layers = async (...asked: Parameters<typeof of>) => [...new Set(await of(...asked))];

  test('stand in order, and a file that was made from its preset holds all of it', async () => {
    const flag: SettingRequest = { gpus: 2 };
    expect(await layers('reason2-llava-sft', 'train.epoch = 2\n', flag)).toEqual([
      'cookbook-run',
      'preset',
      'file',
      'flag',
    ]);
    const made = '[custom.cookbook_run]\npreset = "reason2-llava-sft"\n[train]\nepoch = 2\n';
    expect(await layers('reason2-llava-sft', made)).toEqual(['cookbook-run', 'file']);
    expect(await layers(undefined, made)).toEqual(['cookbook-run', 'file']);
    expect(await layers(undefined, undefined, { base: [] })).toEqual([]);
    await expect(of('reason1-av-caption', made)).rejects.toThrow(
      refused(
        2,
        'c.toml was made from the preset `reason2-llava-sft`, not from `reason1-av-caption`',
        'leave --preset out',
      ),
    );
  });

  test('the file names the preset where none is named, and only one of ours', async () => {
    const made = (name: string) => file(`[custom.cookbook_run]\npreset = "${name}"\n`);
    expect((await presetOf(undefined, made('reason2-llava-sft'), io))?.name).toBe('reason2-llava-sft');
    expect((await presetOf('reason1-av-caption', made('reason2-llava-sft'), io))?.name).toBe(
      'reason1-av-caption',
    );
    expect(await presetOf(undefined, undefined, io)).toBeUndefined();
    expect(await presetOf(undefined, file('a = 1\n'), io)).toBeUndefined();
    await expect(presetOf(undefined, made('./evil.ts'), io)).rejects.toThrow(
      refused(2, 'was made from the preset `./evil.ts`, which is not one of ours', '--preset ./mine.ts'),
    );
    await expect(findPreset('reason2-lava-sft', io)).rejects.toThrow(
      expect.objectContaining({ exitCode: 2 }),
    );
  });
});

describe('a config file', () => {
  const read = (text: string | Buffer) => {
    const folder = fresh();
    writeFileSync(join(folder, 'c.toml'), text);
    return readConfigFile('c.toml', folder);
  };

  test('is without the table that is our own; what else stands below [custom] stays', () => {
    expect(read('a = 1\n[custom.cookbook_run]\npreset = "p"\n').table).toEqual({ a: 1n });
    expect(read('[custom]\nb = 2\n[custom.cookbook_run]\npreset = "p"\n').table).toEqual({
      custom: { b: 2n },
    });
    expect(read('[custom]\n').table).toEqual({ custom: {} });
    expect(read('[custom.cookbook_run]\npreset = "p"\n').preset).toEqual({
      name: 'p',
      origin: { layer: 'file', source: 'c.toml', line: 2, column: 1 },
    });
    for (const none of ['a = 1\n', '[custom.cookbook_run]\npreset = 7\n'])
      expect(read(none)).not.toHaveProperty('preset');
  });

  test('has a place for each key, that of its first member for a list of tables, and none for what is not there', () => {
    const { originOf } = read('[[x]]\na = 1\n');
    expect(originOf(['x', '0', 'a'])).toMatchObject({ line: 2, column: 1 });
    expect(originOf(['x'])).toMatchObject({ line: 1 });
    expect(originOf(['y'])).toEqual({ layer: 'file', source: 'c.toml' });
  });

  test('is read as TOML 1.0 readers do, else as the engine does, else refused with its line', () => {
    expect(read('a = 1e06\n').table).toEqual({ a: 1e6 });
    expect(() => read('a = \n')).toThrow(refused(78, 'c.toml:1:', 'correct that line'));
    expect(() => read(Buffer.from([0xff, 0xfe, 0x61, 0]))).toThrow(
      refused(78, 'not UTF-8 text', 'save the file as UTF-8'),
    );
    expect(() => readConfigFile('gone.toml', root)).toThrow(
      refused(66, 'the config file gone.toml', 'correct the path'),
    );
    expect(() => readConfigFile('.', root)).toThrow(refused(66, 'the config file .'));
  });
});

describe('the engine', () => {
  const rl = { name: 'p', engineName: RL.name };
  const framework = { name: 'q', engineName: FRAMEWORK.name };
  const ofFramework = { table: { job: { task: 'vlm', experiment: 'x' } } };
  const versions = (one: (typeof ENGINES)[number]) => one.versions.at(-1) ?? '';

  test.each([
    [undefined, {}, RL, undefined],
    [undefined, { recipe: framework }, FRAMEWORK, undefined],
    [undefined, { file: ofFramework }, FRAMEWORK, undefined],
    // A preset is surer than the shape of a file.
    [undefined, { recipe: rl, file: ofFramework }, RL, undefined],
    ['0.4.4', {}, RL, '0.4.4'],
    [`${RL.name}@0.4.4`, {}, RL, '0.4.4'],
    [FRAMEWORK.name, {}, FRAMEWORK, undefined],
    [RL.name, { file: ofFramework }, RL, undefined],
    [RL.name, { recipe: rl }, RL, undefined],
  ] as const)('%s with %j', (text, clues, adapter, asked) => {
    expect(chosenAdapter(text, clues)).toStrictEqual({ adapter, ...(asked === undefined ? {} : { asked }) });
  });

  test('of a preset is no other', () => {
    expect(() => chosenAdapter(FRAMEWORK.name, { recipe: rl })).toThrow(
      refused(2, `the preset \`p\` is for ${RL.name}, not for ${FRAMEWORK.name}`, 'leave --engine out'),
    );
  });

  test('is the version asked for, else the installed, else the newest', () => {
    const version = (...asked: Parameters<typeof chosenEngine>) => chosenEngine(...asked).engine.version;
    expect(version(undefined)).toBe(versions(RL));
    expect(version('0.4.4', { installed: '0.3.9' })).toBe('0.4.4');
    expect(version(undefined, { installed: '0.3.9' })).toBe('0.3.9');
    expect(version(undefined, { recipe: framework, installed: 'no version of it' })).toBe(
      versions(FRAMEWORK),
    );
    expect(() => version('9.9')).toThrow(
      refused(2, `${RL.name} \`9.9\` is not known here`, `use one of ${RL.versions.join(', ')}; another`),
    );
    expect(() => version(`${FRAMEWORK.name}@9.9`)).toThrow(
      refused(
        2,
        `${FRAMEWORK.name} \`9.9\` is not known`,
        `use one of ${FRAMEWORK.name}@${FRAMEWORK.versions[0]}`,
      ),
    );
  });
});

describe('data whose layout was found', () => {
  const candidate = (layout: string, weight: number, where: string): Candidate =>
    ({ layout, root: where, weight, why: ['a', 'b'], settings: { 'x.y': 1n } }) as unknown as Candidate;
  const found = (...candidates: readonly Candidate[]): Found =>
    ({ path: '/d', candidates, foreign: [] }) as unknown as Found;

  test('has its presets, those of the first engine before the others, the smallest model first', () => {
    const names = presetsFor('llava').map(({ name, engineName }) => `${engineName} ${name}`);
    const own = names.filter((name) => name.startsWith(RL.name));
    expect(names.slice(0, own.length)).toEqual(own);
    expect(own.length).toBeGreaterThan(0);
    expect(presetsFor('videophy2').map(({ layout }) => layout)).toSatisfy((all: readonly string[]) =>
      all.every((one) => one === 'videophy2'),
    );
  });

  test('gives settings below the user’s own, and a line', () => {
    const origin = { layer: 'cookbook-run', source: 'found in the data (llava)' };
    const of = { ...candidate('llava', 1, '/d'), source: { column: 'chat' } };
    const own = { path: ['x', 'y'], value: 1n, origin };
    // What the engine's own table must say is said in its keys, and left out for an engine that has none.
    const column = { path: ['train', 'train_policy', 'conversation_column_name'], value: 'chat', origin };
    expect(candidateSettings(of, RL.keys)).toEqual([own, column]);
    const { data: _, ...none } = RL.keys;
    expect(candidateSettings(of, none)).toEqual([own]);
    expect(candidateLines(found(candidate('llava', 1, '/d')))).toEqual(['llava            /d: a; b']);
  });

  test('is the heaviest candidate, one that is named, or one of two with the same root', () => {
    const [llava, avha, same] = [
      candidate('llava', 2, '/d/a'),
      candidate('avha', 1, '/d/b'),
      candidate('avha', 2, '/d/a'),
    ];
    expect(chosenCandidate(found(llava, avha)).layout).toBe('llava');
    expect(chosenCandidate(found(llava, avha), 'avha').layout).toBe('avha');
    expect(chosenCandidate(found(llava, same)).layout).toBe('llava');
    expect(() => chosenCandidate(found(llava, candidate('avha', 2, '/d/b')))).toThrow(
      refused(2, 'several layouts fit what lies in /d:\n  llava            /d/a: a; b\n  avha', '--preset '),
    );
  });

  test('is refused where there is none, with what is there instead', () => {
    const none = (foreign: readonly object[]) => ({ ...found(), foreign }) as unknown as Found;
    expect(() => chosenCandidate({ ...found(), problem: 'it is empty' } as Found)).toThrow(
      refused(66, '/d cannot be used: it is empty', 'name a folder'),
    );
    expect(() => chosenCandidate(none([]))).toThrow(
      refused(
        65,
        '/d has no layout that can be trained on: nothing there looks like data of a layout',
        'docs/data.md',
      ),
    );
    const form = { path: '/d/x', what: 'a parquet file', fix: 'convert it' };
    expect(() => chosenCandidate(none([form]))).toThrow(
      refused(65, '/d/x has no layout that can be trained on: a parquet file', 'convert it'),
    );
    expect(() => chosenCandidate(none([form, form, form]))).toThrow(
      refused(65, 'a parquet file (and 2 more)'),
    );
  });
});

describe('the longest sample', () => {
  const summary = (more: Partial<TokenSummary> = {}) =>
    ({ exact: true, max: 1000, limit: 800, vision: { max: 100 }, ...more }) as unknown as TokenSummary;

  test('is cut at the limit; where text was counted in bytes, a range', () => {
    const one = { tokens: 800, patches: 400 };
    expect(longestOf(summary())).toMatchObject({ least: one, expected: one, most: one });
    expect(longestOf(summary({ limit: 2000 }))).toMatchObject({ expected: { tokens: 1000 } });
    // 900 bytes of text: 150, 225 or 360 tokens.
    expect(longestOf(summary({ exact: false, limit: 400 }))).toEqual({
      least: { tokens: 250, patches: 400 },
      expected: { tokens: 325, patches: 400 },
      most: { tokens: 400, patches: 400 },
      from: expect.stringContaining('bytes'),
    });
    expect(longestOf(summary({ exact: false, max: 50 })).most.tokens).toBe(100);
    expect(longestOf(summary()).from).toContain('tokenizer');
  });

  test('is anything up to the cut where no data was looked at', () => {
    const of = (limit: number) => withoutData({}, {} as never, { cutBy: 'a key', tokenLimit: () => limit });
    expect(of(4096)).toEqual({
      least: { tokens: 1, patches: 0 },
      expected: { tokens: 4096, patches: 16_384 },
      most: { tokens: 4096, patches: 16_384 },
      from: 'a key, since no data was looked at',
    });
    expect(of(1)?.most.tokens).toBe(1);
    for (const none of [0, -1, Number.POSITIVE_INFINITY, Number.NaN])
      expect(of(none), String(none)).toBeUndefined();
    expect(withoutData({}, {} as never, { tokenLimit: () => 2 })?.from).toBe(', since no data was looked at');
  });
});

test('bytes of checkpoints need their number and the size of the model', () => {
  const saving = { bytesPerParameter: 2, saves: 1, keep: 1 };
  const model = (count?: number) => ({ ...(count === undefined ? {} : { parameters: { count } }) }) as never;
  expect(diskOf(saving as never, model(10))?.bytesPerSave).toBe(20);
  expect(diskOf({ ...saving, parameters: 5 } as never, model(10))?.bytesPerSave).toBe(20);
  expect(diskOf({ ...saving, parameters: 5 } as never, undefined)?.bytesPerSave).toBe(10);
  expect(diskOf(saving as never, model())).toBeUndefined();
  expect(diskOf(undefined, model(10))).toBeUndefined();
});

test('the GPUs of a plan are those that it makes visible, else those of the host', () => {
  const facts = (ok: boolean) => ({ gpus: { ok, value: [{ index: 3 }, { index: 5 }] } }) as never;
  const of = (visible: string | undefined, ok = true) =>
    gpusOf({ env: visible === undefined ? {} : { CUDA_VISIBLE_DEVICES: visible } }, facts(ok));
  expect([of('0,12'), of('7'), of(undefined), of(undefined, false)]).toEqual([[0, 12], [7], [3, 5], []]);
  // Names of other kinds tell no index.
  for (const none of ['', 'MIG-a', '0,', ',0', '0,MIG-b', '-1']) expect(of(none), none).toEqual([]);
});

describe('the hash of a plan', () => {
  const shown = (more: Partial<Shown> = {}): Shown => ({
    config: { 'a.b': 1, c: { y: 2, x: [1, 'z'] } },
    command: { argv: ['x'] },
    data: { train: 5 },
    place: { gpus: 1 },
    ...more,
  });
  const told = (wanted: string, now: Shown, kept?: Shown) => {
    try {
      assertShown(wanted, now, kept);
    } catch (error) {
      const { exitCode, message, help } = error as { exitCode: number; message: string; help: string };
      return { exitCode, message, help };
    }
    return undefined;
  };

  test('is one word with a part for each of four, whatever the order of keys', () => {
    const hash = planHash(shown());
    expect(hash).toMatch(/^p1(-[0-9a-f]{8}){4}$/);
    expect(planHash(shown({ config: { c: { x: [1, 'z'], y: 2 }, 'a.b': 1 } }))).toBe(hash);
    const other = planHash(shown({ data: { train: 6 } })).split('-');
    expect(hash.split('-').map((part, index) => part === other[index])).toEqual([
      true,
      true,
      true,
      false,
      true,
    ]);
    // Order decides in a list.
    expect(planHash(shown({ config: { 'a.b': 1, c: { y: 2, x: ['z', 1] } } }))).not.toBe(hash);
  });

  test('that differs is refused with what differs, as far as it was kept', () => {
    const hash = planHash(shown());
    expect(told(hash, shown())).toBeUndefined();
    const now = shown({ config: { 'a.b': 2, d: null, e: true }, place: { gpus: 2 } });
    expect(told(hash, now)).toEqual({
      exitCode: 78,
      message: 'this is not the plan that was shown: config, place differ; nothing was started',
      help: `look at it with --dry-run again; its hash is now ${planHash(now)}`,
    });
    expect(told(hash, now, shown())?.message).toBe(
      'this is not the plan that was shown: config, place differ (a.b: shown 1, now 2; c: shown {"x":[1,"z"],"y":2}, now absent; e: shown absent, now true; place gpus: shown 1, now 2); nothing was started',
    );
    expect(told(hash, shown({ data: {} }), shown())?.message).toContain(
      'data differs (data train: shown 5, now absent)',
    );
    const many = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`k${index}`, 1]));
    expect(told(hash, shown({ config: many }), shown())?.message.split(';')).toHaveLength(9);
  });

  test('that is none is a wrong command line', () => {
    for (const none of [
      '',
      'p1',
      'p2-00000000-00000000-00000000-00000000',
      `${planHash(shown())}0`,
      `x${planHash(shown())}`,
    ])
      expect(told(none, shown()), none).toMatchObject({
        exitCode: 2,
        help: expect.stringContaining('--dry-run'),
      });
  });
});

describe('what is refused before anything is looked at', () => {
  const SECRET = `hf_${'a'.repeat(34)}`;
  const setting = (layer: string, value: unknown) =>
    settingsOf({ a: { b: value } } as never, () => ({ layer: layer as never, source: 'c.toml', line: 3 }));

  test('a secret of the user’s, by key and never by value', () => {
    for (const layer of ['flag', 'file']) {
      try {
        assertNoSecrets(setting(layer, SECRET), {});
        throw new Error('it was taken');
      } catch (error) {
        const { exitCode, message } = error as { exitCode: number; message: string };
        expect(exitCode).toBe(78);
        expect(message).toMatch(
          layer === 'file' ? /^c\.toml.*: `a\.b` holds a secret/ : /^`a\.b` holds a secret/,
        );
        expect(message).not.toContain(SECRET);
      }
    }
    expect(() => assertNoSecrets(setting('flag', [1, SECRET] as never), {})).toThrow('holds a secret');
    for (const layer of ['preset', 'cookbook-run']) assertNoSecrets(setting(layer, SECRET), {});
    assertNoSecrets(setting('flag', 'no secret'), {});
    assertNoSecrets([{ path: ['a'], value: undefined, origin: { layer: 'flag', source: 's' } }], {});
  });

  test('an entry script that is no file', () => {
    writeFileSync(join(root, 'mine.py'), '');
    for (const fine of [undefined, 'none', 'mine.py', join(root, 'mine.py')]) assertScript(fine, root);
    expect(() => assertScript('gone.py', root)).toThrow(
      refused(66, 'the entry script gone.py does not exist', '--script'),
    );
    expect(() => assertScript('.', root)).toThrow(refused(66, 'the entry script . is not a file'));
  });
});

describe('where a run lies', () => {
  test('its id has the time and what of its preset a path may hold', () => {
    const at = Date.parse('2026-11-29T01:02:03.456Z');
    expect(newRunId('reason1 av/caption', at)).toMatch(/^20261129-010203-reason1-av-caption-[0-9a-f]{6}$/);
    expect(newRunId('x'.repeat(99), at)).toMatch(/^20261129-010203-x{40}-[0-9a-f]{6}$/);
    expect(newRunId('a', at)).not.toBe(newRunId('a', at));
  });

  test('its folder is one word for a shell, or a link is', () => {
    for (const safe of ['/a/b-c_d.e', '/a@b%+=:,1']) expect(shellSafeFolder(safe, 'id'), safe).toBe(safe);
    for (const unsafe of ['/a b', '/ä', "/a'b", '/a$b', '/a\nb', ''])
      expect(shellSafeFolder(unsafe, 'id'), unsafe).toBe(join(tmpdir(), 'cookbook-run-id'));
  });

  test('the link is made where it is needed, once', () => {
    const folder = join(fresh(), 'a b');
    mkdirSync(folder);
    linkFolder(folder, folder);
    const link = join(fresh(), 'new/link');
    linkFolder(folder, link);
    linkFolder('/elsewhere', link);
    expect([lstatSync(link).isSymbolicLink(), readlinkSync(link)]).toEqual([true, folder]);
  });

  test('it holds the scripts and prompts that run', () => {
    const folder = fresh();
    copyEntryScripts(folder);
    expect(existsSync(join(folder, 'entry/cookbook_entry'))).toBe(true);
    expect(existsSync(join(folder, 'prompts'))).toBe(true);
    expect(existsSync(join(folder, 'entry/__pycache__'))).toBe(false);
  });

  test('its ports are free, different, and below those of connections; wanted ones first', async () => {
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, '0.0.0.0', done));
    const busy = (server.address() as { port: number }).port;
    const free = await freePorts(['a']);
    const wanted = free['a'] ?? 0;
    const found = await freePorts(['a', 'b', 'c'], [busy, wanted, wanted]);
    server.close();
    expect(Object.keys(found)).toEqual(['a', 'b', 'c']);
    expect(found['a']).toBe(wanted);
    const ports = Object.values(found);
    expect(new Set(ports).size).toBe(3);
    for (const port of ports) {
      expect(port).toBeGreaterThanOrEqual(20_000);
      expect(port).toBeLessThan(32_768);
    }
    expect(await freePorts([])).toEqual({});
  });
});

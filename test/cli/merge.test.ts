/** `merge`: what it refuses before anything is written, how it is stopped and goes on; the arithmetic is tested with torch. */
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Shapes, writeModel, writeShard } from '../unit/objective/checkpoint-files.ts';
import { type Ended, filesBelow, json, processesIn, type Rig, rig, until } from './rig.ts';

const Q = 'model.language_model.layers.0.self_attn.q_proj';
const BASE: Shapes = new Map([
  [`${Q}.weight`, [8, 4]],
  ['model.language_model.norm.weight', [4]],
  ['model.visual.patch_embed.proj.weight', [8, 4]],
]);
const PAIR: Shapes = new Map([
  [`base_model.model.${Q}.lora_A.weight`, [2, 4]],
  [`base_model.model.${Q}.lora_B.weight`, [8, 2]],
]);
const CONFIG = {
  r: 2,
  lora_alpha: 4,
  peft_type: 'LORA',
  alpha_pattern: null,
  base_model_name_or_path: 'base',
};

/** Copies files as the real worker would write them, one after another, and waits before the second where it is told to. */
const PUPPET = `#!/usr/bin/env node
const { copyFileSync, readFileSync, renameSync } = require('node:fs');
const { join } = require('node:path');
const order = JSON.parse(readFileSync(process.argv[4], 'utf8'));
const names = Object.keys(order.files);
const copy = (name) => {
  copyFileSync(join(order.base, name), join(order.out, name + '.part'));
  renameSync(join(order.out, name + '.part'), join(order.out, name));
  console.log(JSON.stringify({ event: 'file', file: name, done: 1 }));
};
copy(names[0]);
setTimeout(() => {
  for (const name of names.slice(1)) copy(name);
  console.log(JSON.stringify({ event: 'done', unmoved: [] }));
}, Number(process.env.PUPPET_WAITS ?? 0));
`;

interface Place extends Rig {
  merge(words?: readonly string[], env?: Record<string, string>): Promise<Ended>;
}

interface Made {
  /** Type of the tensors of the base. */
  readonly dtype?: string;
  readonly base?: Shapes;
  readonly adapter?: Shapes;
  readonly config?: object;
  /** Files beside the adapter. */
  readonly beside?: Readonly<Record<string, object>>;
}

function place({ base = BASE, adapter = PAIR, config = {}, beside = {}, dtype = 'BF16' }: Made = {}): Place {
  const here = rig('merge');
  writeModel(join(here.folder, 'base'), { model_type: 'qwen3_vl', vision_config: {} }, base, 3, dtype);
  mkdirSync(join(here.folder, 'adapter'));
  writeShard(join(here.folder, 'adapter/adapter_model.safetensors'), adapter);
  writeFileSync(join(here.folder, 'adapter/adapter_config.json'), JSON.stringify({ ...CONFIG, ...config }));
  for (const [name, value] of Object.entries(beside))
    writeFileSync(join(here.folder, 'adapter', name), JSON.stringify(value));
  const puppet = join(here.folder, 'puppet');
  writeFileSync(puppet, PUPPET);
  chmodSync(puppet, 0o755);
  return {
    ...here,
    merge: (words = [], env = {}) =>
      here.run(['merge', 'adapter', '--out', 'merged', '--python', './puppet', ...words], env),
  };
}

const untouched = ({ folder }: Rig) =>
  expect(readdirSync(folder).filter((name) => /^merged/.test(name))).toEqual([]);

describe.concurrent('refused by headers, with nothing written', () => {
  const cases: ReadonlyArray<readonly [string, Made, number, RegExp]> = [
    [
      'another width',
      { base: new Map([...BASE, [`${Q}.weight`, [8, 6]]]) },
      78,
      /does not fit base .*1 of 1 .*the base has \[8, 6\], the adapter \[8, 4\]/,
    ],
    [
      'a module that the base lacks',
      { adapter: new Map([...PAIR].map(([name, shape]) => [name.replace('layers.0', 'layers.7'), shape])) },
      78,
      /layers\.7.*the base has no such tensor/,
    ],
    [
      'an output head that the base shares with its embedding',
      { adapter: new Map([...PAIR].map(([name, shape]) => [name.replace(Q, 'lm_head'), shape])) },
      78,
      /lm_head\.weight: this base shares it with its token embedding/,
    ],
    [
      'shapes of another family that fit',
      { beside: { 'config.json': { model_type: 'qwen2_5_vl' } } },
      78,
      /trained on a qwen2_5_vl, and this is a qwen3_vl/,
    ],
    [
      'the index of another base',
      {
        beside: {
          'model.safetensors.index.json': {
            weight_map: { 'model.norm.weight': 'a', 'model.other.weight': 'a' },
          },
        },
      },
      78,
      /names 1 tensors that this base lacks, first model\.other\.weight/,
    ],
    ['half a pair', { adapter: new Map([...PAIR].slice(0, 1)) }, 65, /has its lora_A only/],
    [
      'matrices of two ranks',
      { adapter: new Map([...PAIR].map(([name, shape]) => [name, /_B/.test(name) ? [8, 3] : shape])) },
      65,
      /do not fit: \[8,3\] by \[2,4\]/,
    ],
    ['DoRA', { config: { use_dora: true } }, 78, /DoRA/],
    [
      'DoRA by its tensors',
      { adapter: new Map([...PAIR, [`base_model.model.${Q}.lora_magnitude_vector`, [8]]]) },
      78,
      /belongs to DoRA/,
    ],
    ['another kind of adapter', { config: { peft_type: 'IA3' } }, 78, /peft_type is IA3/],
    ['no strength', { config: { lora_alpha: null } }, 65, /no lora_alpha/],
    ['no base named', { config: { base_model_name_or_path: null } }, 66, /does not say which model/],
    [
      'a quantised base',
      { dtype: 'F8_E4M3' },
      78,
      /the base has it as F8_E4M3, to which nothing can be added/,
    ],
    [
      'a quantised base of other shapes',
      { base: new Map([...BASE, [`${Q}.weight`, [16, 1]]]), dtype: 'U8' },
      78,
      /the base has \[16, 1\], the adapter \[8, 4\]/,
    ],
    [
      'an embedding that was trained whole and that the base shares with its output head',
      {
        base: new Map([...BASE, ['model.language_model.embed_tokens.weight', [9, 4]]]),
        adapter: new Map([...PAIR, ['base_model.model.model.language_model.embed_tokens.weight', [9, 4]]]),
      },
      78,
      /embed_tokens\.weight: this base shares it with its output head/,
    ],
    [
      'weights of the base that were changed before the training',
      { config: { init_lora_weights: 'pissa_niter_16' } },
      78,
      /init_lora_weights = pissa_niter_16/,
    ],
    [
      'a bias beside the matrices',
      {
        adapter: new Map([...PAIR, [`base_model.model.${Q}.lora_B.bias`, [8]]]),
        config: { lora_bias: true },
      },
      78,
      /a kind of LoRA/,
    ],
    [
      'a base that is not here',
      { config: { base_model_name_or_path: 'nvidia/Elsewhere' } },
      66,
      /hf download nvidia\/Elsewhere/,
    ],
  ];
  test.concurrent.each(cases)('%s', async (_, made, code, says) => {
    const here = place(made);
    const ended = await here.merge(['--json']);
    expect([ended.code, ended.stderr]).toEqual([code, expect.stringMatching(says)]);
    expect(json(ended.stdout)).toMatchObject({ exitCode: code, error: { message: expect.any(String) } });
    untouched(here);
  });

  test.concurrent('a truncated adapter, a pickle, no adapter at all', async () => {
    const here = place();
    const weights = join(here.folder, 'adapter/adapter_model.safetensors');
    writeFileSync(weights, readFileSync(weights).subarray(0, -10));
    const cut = await here.merge();
    expect([cut.code, cut.stderr]).toEqual([65, expect.stringContaining('the file is cut')]);
    const none = await here.run(['merge', 'base', '--out', 'merged', '--python', './puppet']);
    expect([none.code, none.stderr]).toEqual([66, expect.stringContaining('it has no adapter_config.json')]);
    const run = await here.run(['merge', 'nothing', '--out', 'merged']);
    expect([run.code, run.stderr]).toEqual([66, expect.stringContaining('there is no run `nothing`')]);
    untouched(here);
  });

  test.concurrent('a base with a shard missing, or one of zeros', async () => {
    const here = place();
    const shard = join(here.folder, 'base/model-00002-of-00003.safetensors');
    writeFileSync(shard, Buffer.alloc(400));
    const zeros = await here.merge();
    expect([zeros.code, zeros.stderr]).toEqual([65, expect.stringContaining('model-00002-of-00003')]);
    writeFileSync(shard, 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n');
    const pointer = await here.merge();
    expect([pointer.code, pointer.stderr]).toEqual([66, expect.stringContaining('git lfs pull')]);
    untouched(here);
  });

  test.concurrent('a model that does not fit on the disk', async () => {
    const here = place({ base: new Map([...BASE, ['model.other.weight', [1_000_000, 3_000_000]]]) });
    const ended = await here.merge();
    expect([ended.code, ended.stderr]).toEqual([
      73,
      expect.stringMatching(/free, and the merged model needs 6000\.\d+ GB/),
    ]);
    untouched(here);
  });

  test.concurrent('without an engine and without --python', async () => {
    const here = place();
    here.without('cosmos-rl');
    const ended = await here.run(['merge', 'adapter', '--out', 'merged']);
    expect([ended.code, ended.stderr]).toEqual([69, expect.stringContaining('--python')]);
    untouched(here);
  });
});

describe.concurrent('what stands in the way', () => {
  test.concurrent('an adapter of several files, a config that is cut, one that is no object', async () => {
    const here = place();
    const at = (name: string) => join(here.folder, 'adapter', name);
    const whole = readFileSync(at('adapter_model.safetensors'));
    rmSync(at('adapter_model.safetensors'));
    writeFileSync(at('adapter_model.safetensors.index.json'), '{"weight_map": {}}');
    const several = await here.merge();
    expect([several.code, several.stderr]).toEqual([78, expect.stringContaining('several files')]);
    writeFileSync(at('adapter_model.safetensors'), whole);
    for (const [text, says] of [
      ['{"r": 2, "lora_al', 'adapter_config.json is damaged'],
      ['[]', 'it is no JSON object'],
      ['', 'adapter_config.json is damaged'],
    ] as const) {
      writeFileSync(at('adapter_config.json'), text);
      const ended = await here.merge();
      expect([ended.code, ended.stderr]).toEqual([65, expect.stringContaining(says)]);
    }
    untouched(here);
  });

  test.concurrent('something at OUT: a file, a folder, a link that leads nowhere, the base itself', async () => {
    const here = place();
    const at = (name: string) => join(here.folder, name);
    writeFileSync(at('merged-file'), 'mine');
    mkdirSync(at('merged-folder'));
    symlinkSync(at('nowhere'), at('merged-link'));
    for (const out of ['merged-file', 'merged-folder', 'merged-link', 'base', 'adapter', '.', '']) {
      const ended = await here.run(['merge', 'adapter', '--out', out, '--python', './puppet']);
      expect([out, ended.code, ended.stderr]).toEqual([out, 73, expect.stringContaining('exists already')]);
    }
    expect(readFileSync(at('merged-file'), 'utf8')).toBe('mine');
    expect(readdirSync(at('merged-folder'))).toEqual([]);
    expect(existsSync(at('nowhere'))).toBe(false);
    expect(readdirSync(here.folder).filter((name) => name.includes('.part'))).toEqual([]);
  });

  test.concurrent('a folder below a file, a folder that may not be written, a link in place of OUT.part', async () => {
    const here = place();
    const at = (name: string) => join(here.folder, name);
    writeFileSync(at('plain'), '');
    const below = await here.run(['merge', 'adapter', '--out', 'plain/merged', '--python', './puppet']);
    expect([below.code, below.stderr]).toEqual([73, expect.not.stringContaining('a bug')]);
    mkdirSync(at('elsewhere'));
    symlinkSync(at('elsewhere'), at('merged.part'));
    const link = await here.merge();
    expect([link.code, link.stderr]).toEqual([73, expect.stringContaining('not the beginning of a merge')]);
    expect(readdirSync(at('elsewhere'))).toEqual([]);
  });

  test.concurrent('an index of the base that leads out of its folder', async () => {
    for (const name of ['../evil.safetensors', '/tmp/evil.safetensors']) {
      const here = place();
      const index = join(here.folder, 'base/model.safetensors.index.json');
      const map = json(readFileSync(index, 'utf8')) as { weight_map: Record<string, string> };
      const [first = ''] = Object.keys(map.weight_map);
      cpSync(join(here.folder, 'base', map.weight_map[first] ?? ''), join(here.folder, 'evil.safetensors'));
      map.weight_map[first] = name;
      writeFileSync(index, JSON.stringify(map));
      const ended = await here.merge();
      expect([name, ended.code, ended.stderr]).toEqual([name, 65, expect.not.stringContaining('a bug')]);
      untouched(here);
    }
  });

  test.concurrent('no room for the files beside the weights, nor for what says whose folder it is', async () => {
    for (const [limit, text] of [
      [8, 'x'.repeat(20_000)],
      [0, '{}'],
    ] as const) {
      const here = place();
      writeFileSync(join(here.folder, 'base/tokenizer.json'), text);
      const ended = await here.shell(
        `ulimit -f ${limit}; cookbook-run merge adapter --out merged --python ./puppet 2>/dev/null`,
      );
      expect([limit, ended.code]).toEqual([limit, 73]);
      expect(existsSync(join(here.folder, 'merged'))).toBe(false);
      const again = await here.merge();
      expect([again.code, again.stderr]).toEqual([0, expect.any(String)]);
    }
  });

  test.concurrent('names with blanks, umlauts, escape sequences and dashes', async () => {
    const here = place();
    const name = `a 'b' "c" ü \u001b[31m $(touch owned) \u202e`;
    const at = (one: string) => join(here.folder, one);
    renameSync(at('adapter'), at(name));
    renameSync(at('base'), at(`base ${name}`));
    const words = ['merge', name, '--base', `./base ${name}`, '--python', './puppet', '--out'];
    const ended = await here.run([...words, `out ${name}`]);
    expect([ended.code, ended.stderr]).toEqual([0, expect.any(String)]);
    expect(ended.stdout + ended.stderr).not.toContain('\u001b');
    expect(readdirSync(at(`out ${name}`))).toContain('model.safetensors.index.json');
    const next = /next: (cookbook-run .+) --consumer MODEL/.exec(ended.stdout)?.[1] ?? '';
    expect(next).toContain('feasibility');
    expect(existsSync(at('owned'))).toBe(false);
    const dash = await here.run(['merge', '--python', './puppet', '--out=-merged', '--', name]);
    expect([dash.code, dash.stderr]).toEqual([66, expect.any(String)]);
  });

  test.concurrent('killed, it leaves no worker that goes on writing beside the next try', async () => {
    const here = place();
    const words = ['merge', 'adapter', '--out', 'merged', '--python', './puppet'];
    const started = here.start(words, { PUPPET_WAITS: '3000' });
    await until(
      () => existsSync(join(here.folder, 'merged.part/model-00001-of-00003.safetensors')),
      'a file',
    );
    process.kill(started.pid, 'SIGKILL');
    await started.ended;
    const again = await here.merge(['--json']);
    expect([again.code, again.stderr]).toEqual([0, expect.any(String)]);
    expect(filesBelow(join(here.folder, 'merged')).filter((name) => name.endsWith('.part'))).toEqual([]);
    await until(() => processesIn(here.folder).length === 0, 'the end of the worker');
    expect(filesBelow(join(here.folder, 'merged')).filter((name) => name.endsWith('.part'))).toEqual([]);
    expect(readdirSync(here.folder).filter((name) => /^merged/.test(name))).toEqual(['merged']);
  });

  test.concurrent('SIGTERM ends it with 143', async () => {
    const here = place();
    const started = here.start(['merge', 'adapter', '--out', 'merged', '--python', './puppet'], {
      PUPPET_WAITS: '60000',
    });
    await until(
      () => existsSync(join(here.folder, 'merged.part/model-00001-of-00003.safetensors')),
      'a file',
    );
    process.kill(started.pid, 'SIGTERM');
    expect((await started.ended).code).toBe(143);
    expect(processesIn(here.folder)).toEqual([]);
    expect(existsSync(join(here.folder, 'merged'))).toBe(false);
  });
});

describe.concurrent('a merge', () => {
  test.concurrent('is whole at its end, with an index, and never overwrites', async () => {
    const here = place();
    writeFileSync(join(here.folder, 'base/tokenizer.json'), '{}');
    writeFileSync(join(here.folder, 'adapter/chat_template.jinja'), 'x');
    const ended = await here.merge(['--json']);
    expect(ended.stderr).toContain('neither the base nor the adapter has: processor, generation config');
    expect(json(ended.stdout)).toMatchObject({
      schemaVersion: 1,
      outcome: 'succeeded',
      already: false,
      dtypes: ['BF16'],
      tensors: { all: 3, changed: 1 },
      files: { weights: 3, kept: 0 },
    });
    expect(filesBelow(join(here.folder, 'merged'))).toEqual([
      'chat_template.jinja',
      'config.json',
      'cookbook-merge.json',
      ...[1, 2, 3].map((n) => `model-0000${n}-of-00003.safetensors`),
      'model.safetensors.index.json',
      'tokenizer.json',
    ]);
    const again = await here.merge(['--json']);
    expect([again.code, json(again.stdout).already]).toEqual([0, true]);
    writeFileSync(
      join(here.folder, 'adapter/adapter_config.json'),
      JSON.stringify({ ...CONFIG, lora_alpha: 8 }),
    );
    const other = await here.merge();
    expect([other.code, other.stderr]).toEqual([
      73,
      expect.stringContaining('merged exists already; it was not changed'),
    ]);
    expect(readdirSync(here.folder).filter((name) => /^merged\./.test(name))).toEqual([]);
  });

  test.concurrent('warns where the base has another name than the adapter was trained on', async () => {
    const here = place({ config: { base_model_name_or_path: 'nvidia/Cosmos-Reason2-2B' } });
    const ended = await here.merge(['--base', 'base']);
    expect([ended.code, ended.stderr]).toEqual([
      0,
      expect.stringContaining('trained on nvidia/Cosmos-Reason2-2B'),
    ]);
    const same = place({ config: { base_model_name_or_path: '/elsewhere/BASE/' } });
    expect((await same.merge(['--base', 'base'])).stderr).not.toContain('trained on');
  });

  test.concurrent('stopped by Ctrl-C goes on with what is whole, one at a time', async () => {
    const here = place();
    const words = ['merge', 'adapter', '--out', 'merged', '--python', './puppet'];
    const started = here.start(words, { PUPPET_WAITS: '60000' });
    const first = join(here.folder, 'merged.part/model-00001-of-00003.safetensors');
    await until(() => existsSync(first), 'the first file');
    const second = await here.merge();
    expect([second.code, second.stderr]).toEqual([75, expect.stringContaining('another merge (pid')]);
    process.kill(started.pid, 'SIGINT');
    const stopped = await started.ended;
    expect([stopped.code, stopped.stderr]).toEqual([
      130,
      expect.stringContaining('the same command goes on where it was'),
    ]);
    expect(existsSync(join(here.folder, 'merged'))).toBe(false);
    const done = await here.merge(['--json']);
    expect([done.code, json(done.stdout).files.kept]).toEqual([0, 1]);
    expect(readdirSync(here.folder).filter((name) => /^merged/.test(name))).toEqual(['merged']);
  });

  test.concurrent('does not go on with another adapter, nor over what is not its own', async () => {
    const here = place();
    mkdirSync(join(here.folder, 'merged.part'));
    const foreign = await here.merge();
    expect([foreign.code, foreign.stderr]).toEqual([
      73,
      expect.stringContaining('not the beginning of a merge'),
    ]);
    writeFileSync(join(here.folder, 'merged.part/cookbook-merge.json'), '{"key": "other"}');
    const other = await here.merge();
    expect([other.code, other.stderr]).toEqual([73, expect.stringContaining('adapter or base have changed')]);
  });

  test.concurrent('says what the worker died of', async () => {
    const here = place();
    writeFileSync(
      join(here.folder, 'puppet'),
      '#!/bin/sh\necho "ModuleNotFoundError: No module named \'torch\'" >&2\nexit 1\n',
    );
    const missing = await here.run(['merge', 'adapter', '--out', 'merged', '--python', '/no/python']);
    expect([missing.code, missing.stderr]).toEqual([
      69,
      expect.stringContaining('/no/python could not be run'),
    ]);
    const torch = await here.merge();
    expect([torch.code, torch.stderr]).toEqual([69, expect.stringContaining('has no torch')]);
    writeFileSync(
      join(here.folder, 'puppet'),
      '#!/bin/sh\necho \'{"event": "failed", "why": "q holds NaN"}\'\nexit 65\n',
    );
    const data = await here.merge();
    expect([data.code, data.stderr]).toEqual([65, expect.stringContaining('q holds NaN')]);
    writeFileSync(join(here.folder, 'puppet'), '#!/bin/sh\nexit 0\n');
    const nothing = await here.merge();
    expect([nothing.code, nothing.stderr]).toEqual([83, expect.stringContaining('is not whole')]);
    expect(existsSync(join(here.folder, 'merged'))).toBe(false);
  });
});

test('a LoRA run ends with the line that merges it, and going on from it says the same', async () => {
  const here = rig('merge-run');
  const ended = await here.run(
    here.sft('--epochs', '1', '--lora', 'r=2,alpha=4,targets=lm_head', 'train.ckpt.export_safetensors=true'),
  );
  expect([ended.code, ended.stderr]).toEqual([0, expect.any(String)]);
  const run = here.lastRun();
  const id = run.split('/').at(-1) ?? '';
  const line = /^ {2}(cookbook-run merge .+)$/m.exec(ended.stdout)?.[1];
  expect(line).toBe(`cookbook-run merge ${id.split('-').at(-1)} --out merged-${id.split('-').at(-1)}`);
  const more = await here.run(['sft', '--resume', 'last', '--epochs', '2']);
  expect([more.code, more.stderr]).toEqual([
    78,
    expect.stringContaining(`\`cookbook-run merge ${id} --out MERGED_DIR\`, then train on that folder`),
  ]);
  // The adapter that the fake engine wrote fits its base; only the Python of the rig has nothing to compute with.
  const merged = await here.run((line ?? '').split(' ').slice(1));
  expect([merged.code, merged.stderr]).toEqual([69, expect.stringMatching(/python3 has no torch/)]);
});

test('a run that made a whole model has nothing to merge', async () => {
  const here = rig('merge-whole');
  expect((await here.run(here.sft())).code).toBe(0);
  const ended = await here.run(['merge', 'last', '--out', 'merged']);
  expect([ended.code, ended.stderr]).toEqual([
    66,
    expect.stringMatching(/made a whole model[\s\S]*it is in \//),
  ]);
});

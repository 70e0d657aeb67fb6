/** `eval`: who is asked about what, what is refused, how answers are kept and shown; real models are asked with torch. */
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Ended, json, type Rig, ROOT, recordOf, rig } from './rig.ts';

const AVHA = join(ROOT, 'examples/avha');

/** Answers as the real worker would: from a table of numbers by hand, and with a text that must not become a part of the page. */
const PUPPET = `#!/usr/bin/env node
const { existsSync, readFileSync, writeFileSync } = require('node:fs');
const request = JSON.parse(readFileSync(process.argv[5], 'utf8'));
const say = (event) => console.log(JSON.stringify(event));
const names = Object.keys(request.models);
const fails = process.env.PUPPET_FAILS;
if (fails !== undefined) {
  say({ event: 'failed', why: process.env.PUPPET_SAYS });
  process.exit(Number(fails));
}
if (process.env.PUPPET_WAITS !== undefined) {
  say({ event: 'asked', model: 'tuned', done: 1, count: 2 });
  setTimeout(() => {}, 60000);
} else {
  const metrics = (value) => ({ samples: 2, exact_match: 0.5, json: { field_accuracy: value, fields: { 'a.b': value } } });
  const row = (id, change) => ({
    id, question: 'what <b>is</b> it?', media: ['/clip.mp4'], label: 'x', change,
    answers: { tuned: '<script>alert(1)</script>' + id, base: change === 0 ? '<script>alert(1)</script>' + id : 'other' },
    goodness: {}, scores: {},
  });
  say({ event: 'asked', model: 'tuned', done: 2, count: 2 });
  if (process.env.PUPPET_MUTE === undefined)
    writeFileSync(request.result, JSON.stringify({
      available: 9, samples: 2,
      models: Object.fromEntries(names.map((name, place) => [name, { path: request.models[name], seconds: 1, kept: 0, metrics: metrics(0.75 - place / 2) }])),
      intervals: Object.fromEntries(names.map((name) => [name, { 'json.field_accuracy': [0.25, 0.75] }])),
      difference: names.length < 2 ? {} : {
        exact_match: { value: 0, low: -0.5, high: 0.5 },
        'json.field_accuracy': { value: 0.5, low: 0.125, high: 0.75 },
      },
      rows: [row('same', 0), row('less', -0.25), row('more', 0.5)],
    }));
}
`;

interface Place extends Rig {
  eval(words: readonly string[], env?: Record<string, string>): Promise<Ended>;
  request(folder?: string): ReturnType<typeof json>;
}

function place(): Place {
  const here = rig('eval');
  for (const name of ['tuned', 'base']) {
    mkdirSync(join(here.folder, name));
    writeFileSync(join(here.folder, name, 'config.json'), '{"model_type": "qwen3_vl"}');
  }
  const puppet = join(here.folder, 'puppet');
  writeFileSync(puppet, PUPPET);
  chmodSync(puppet, 0o755);
  return {
    ...here,
    eval: (words, env = {}) => here.run(['eval', ...words, '--python', './puppet'], env),
    request: (folder = 'eval') => json(readFileSync(join(here.folder, folder, 'request.json'), 'utf8')),
  };
}

const DATA = ['--data', AVHA, '--preset', 'reason1-av-caption'] as const;

describe.concurrent('a model', () => {
  test.concurrent('is asked about all of the data, and its base the same', async () => {
    const here = place();
    const ended = await here.eval(['tuned', ...DATA, '--base', 'base', '--samples', '7', '--tokens', '9']);
    expect([ended.code, ended.stderr]).toEqual([0, '']);
    expect(here.request()).toMatchObject({
      layout: 'avha',
      engine: '0.4.7',
      everything: true,
      models: { tuned: join(here.folder, 'tuned'), base: join(here.folder, 'base') },
      samples: 7,
      tokens: 9,
      batch: 4,
      seconds: 3000,
    });
    expect(readFileSync(join(here.folder, 'eval/config.toml'), 'utf8')).toContain(AVHA);
    expect(ended.stdout).toMatch(/^The tuned model is better than its base\.\n2 of 9 samples\n/);
    expect(ended.stdout).toMatch(/right JSON fields +0\.75 +0\.25 +\+0\.5 \(\+0\.125 to \+0\.75\) +better\n/);
    expect(ended.stdout).toMatch(/exact match +0\.5 +0\.5 +0 \(-0\.5 to \+0\.5\) +no difference shown\n/);
    expect(ended.stdout).toMatch(/changed most:\n {2}more {2}better by 0\.50\n {2}less {2}worse by 0\.25\n/);
    const page = readFileSync(join(here.folder, 'eval/eval.html'), 'utf8');
    expect(page.indexOf('<code>more</code>')).toBeLessThan(page.indexOf('<code>less</code>'));
    expect(page).not.toContain('<code>same</code>');
    expect(page).not.toContain('<script>alert');
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;more');
    expect(page).toContain('what &lt;b&gt;is&lt;/b&gt; it?');
  });

  test.concurrent('alone, as one JSON document', async () => {
    const here = place();
    const ended = await here.eval(['tuned', ...DATA, '--out', 'there', '--json']);
    const document = json(ended.stdout);
    expect(document).toMatchObject({
      schemaVersion: 1,
      outcome: 'succeeded',
      exitCode: 0,
      heldOut: false,
      samples: 2,
      page: join(here.folder, 'there/eval.html'),
      result: join(here.folder, 'there/result.json'),
      difference: {},
    });
    expect(document.rows).toBeUndefined();
    expect(Object.keys(document.models)).toEqual(['tuned']);
  });

  test.concurrent('needs data, and somebody who reads them', async () => {
    const here = place();
    const alone = await here.eval(['tuned']);
    expect([alone.code, alone.stderr]).toEqual([2, expect.stringContaining('--data DIR --preset NAME')]);
    const samples = await here.eval(['tuned', ...DATA, '--samples', 'all']);
    expect([samples.code, samples.stderr]).toEqual([
      2,
      expect.stringContaining('--samples takes a whole number'),
    ]);
    const base = await here.eval(['tuned', ...DATA, '--base']);
    expect([base.code, base.stderr]).toEqual([2, expect.stringContaining('--base MODEL')]);
    const away = await here.eval(['tuned', ...DATA, '--base', 'nvidia/Elsewhere']);
    expect([away.code, away.stderr]).toEqual([66, expect.stringContaining('hf download nvidia/Elsewhere')]);
  });

  test.concurrent.each([
    ['65', 'a label is no JSON', 65, 'data check'],
    ['66', 'the run held nothing out', 66, '--data DIR'],
    ['75', 'base answered 1 of 2 samples in time', 75, '--seconds'],
    ['1', 'torch.OutOfMemoryError: CUDA out of memory', 80, '--batch 1'],
    ['73', 'answers.ndjson could not be written', 73, 'free some space'],
    ['1', 'KeyError: x', 1, 'answers so far are kept'],
  ])('whose worker ends with %s: %s', async (code, says, exit, help) => {
    const here = place();
    const ended = await here.eval(['tuned', ...DATA, '--json'], { PUPPET_FAILS: code, PUPPET_SAYS: says });
    expect([ended.code, ended.stderr]).toEqual([exit, expect.stringContaining(says)]);
    expect(ended.stderr).toContain(help);
    expect(json(ended.stdout)).toMatchObject({ exitCode: exit, error: { message: says } });
  });

  test.concurrent('is not its own base, whatever it is called', async () => {
    const here = place();
    symlinkSync('tuned', join(here.folder, 'linked'));
    for (const base of ['tuned', './tuned/', 'linked']) {
      const ended = await here.eval(['tuned', ...DATA, '--base', base]);
      expect([ended.code, ended.stderr]).toEqual([2, expect.stringContaining('names the model itself')]);
    }
  });

  test.concurrent('that is an adapter which cannot be merged is not asked', async () => {
    const here = place();
    const config = { peft_type: 'LORA', r: 2, lora_alpha: 4, base_model_name_or_path: 'base' };
    writeFileSync(
      join(here.folder, 'tuned/adapter_config.json'),
      JSON.stringify({ ...config, init_lora_weights: 'pissa' }),
    );
    const other = await here.eval(['tuned', ...DATA]);
    expect([other.code, other.stderr]).toEqual([78, expect.stringContaining('init_lora_weights = pissa')]);
    writeFileSync(join(here.folder, 'tuned/adapter_config.json'), JSON.stringify(config));
    const gone = await here.eval(['tuned', ...DATA]);
    expect([gone.code, gone.stderr]).toEqual([66, expect.stringContaining('is missing')]);
  });

  test.concurrent('without room for its page or its request: the disk, no bug', async () => {
    const here = place();
    const line = `cookbook-run eval tuned --data '${AVHA}' --preset reason1-av-caption --python ./puppet`;
    const full = await here.shell(`ulimit -f 0; ${line} --out full 2>/dev/null`);
    expect(full.code).toBe(73);
    const below = await here.eval(['tuned', ...DATA, '--out', 'puppet/there']);
    expect([below.code, below.stderr]).toEqual([73, expect.stringContaining('cannot write')]);
  });

  test.concurrent('is no success without an answer, one at a time, and is stopped by Ctrl-C', async () => {
    const here = place();
    const mute = await here.eval(['tuned', ...DATA], { PUPPET_MUTE: '1' });
    expect([mute.code, mute.stderr]).toEqual([83, expect.stringContaining('does not hold its answer')]);
    const words = ['eval', 'tuned', ...DATA, '--python', './puppet'];
    const started = here.start(words, { PUPPET_WAITS: '1' });
    await new Promise((done) => setTimeout(done, 1500));
    const second = await here.eval(['tuned', ...DATA]);
    expect([second.code, second.stderr]).toEqual([75, expect.stringContaining('another evaluation')]);
    process.kill(started.pid, 'SIGINT');
    expect((await started.ended).code).toBe(130);
    expect((await here.eval(['tuned', ...DATA])).code).toBe(0);
  });
});

describe('a run', () => {
  test('is asked about what it held out, and its base is what it was trained from', async () => {
    const here = place();
    const data = here.dataset();
    const trained = await here.run(here.sft('--dataset', data, 'validation.enable=true'));
    expect(trained.code).toBe(0);
    const run = here.lastRun();
    expect(trained.stdout).toContain(`  cookbook-run eval ${run.split('-').at(-1)} --base\n`);
    const unheld = await here.run(
      here.sft('--dataset', data, 'validation.enable=false', '--runs-dir', 'more'),
    );
    expect([unheld.code, unheld.stdout]).toEqual([0, expect.not.stringContaining('cookbook-run eval')]);
    const model = recordOf(run).model.path;
    const ended = await here.eval(['last', '--base', '--json']);
    expect([ended.code, ended.stderr]).toEqual([0, '']);
    expect(json(ended.stdout)).toMatchObject({ heldOut: true, page: join(run, 'eval/eval.html') });
    const request = json(readFileSync(join(run, 'eval/request.json'), 'utf8'));
    expect(request).toMatchObject({
      record: run,
      everything: false,
      models: { tuned: model, base: join(here.folder, '.model') },
    });
    expect(request.config).toBeUndefined();
    // The same data again: still only what was held out. Other data: all of them, by the settings of the run.
    await here.eval(['last', '--data', data]);
    expect(json(readFileSync(join(run, 'eval/request.json'), 'utf8')).everything).toBe(false);
    const other = here.dataset('other');
    await here.eval(['last', '--data', 'other']);
    const others = json(readFileSync(join(run, 'eval/request.json'), 'utf8'));
    expect(others).toMatchObject({ record: run, everything: true, models: { tuned: model } });
    expect(readFileSync(others.config, 'utf8')).toContain(other);
    expect(readFileSync(others.config, 'utf8')).not.toContain(data);
  });

  test('that left no model cannot be asked', async () => {
    const here = place();
    const failed = await here.run(here.sft(), { FAKE_SCENARIO: 'oom' });
    expect(failed.code).not.toBe(0);
    const ended = await here.eval(['last']);
    expect([ended.code, ended.stderr]).toEqual([
      66,
      expect.stringContaining('left no model that is proved whole'),
    ]);
  });
});

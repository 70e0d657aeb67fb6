/** The second real engine behind the verbs: presets are planned, files are known by their shape, flags that it lacks are refused. */
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { writeToml } from '../../src/config/toml.ts';
import { publishedRecipes } from '../unit/framework/facts.ts';
import { json, type Rig, ROOT, rig } from './rig.ts';

const CLIP = join(ROOT, 'examples/hf-conversations/videos/example-01.mp4');

/** Data in the published layout: `meta.json`, `media/` and `text/` of two sets. */
function data(place: Rig, samples = 4, missing = 0): string {
  const root = join(place.folder, 'vp');
  for (const set of ['videophy2_train', 'videophy2_val']) {
    const folder = join(root, set);
    for (const part of ['media', 'text']) mkdirSync(join(folder, part), { recursive: true });
    const items = Array.from({ length: samples }, (_, number) => {
      const [media, conversation] = [`media/${number}.mp4`, `text/${number}.json`];
      if (number >= missing) cpSync(CLIP, join(folder, media));
      const say = (role: string, ...content: unknown[]) => ({ role, content });
      const turns = [
        say('user', { type: 'video', video: 'video_0' }, { type: 'text', text: 'How plausible?' }),
        say('assistant', { type: 'text', text: '4' }),
      ];
      writeFileSync(join(folder, conversation), JSON.stringify({ conversations: turns }));
      return { id: `${set}-${number}`, media, conversation };
    });
    writeFileSync(join(folder, 'meta.json'), JSON.stringify(items));
  }
  return root;
}

const SCORE = ['sft', '--preset', 'cosmos3-nano-video-score', '--dry-run', '--json'];

describe.concurrent('sft --dry-run', () => {
  test.concurrent('plans the published recipe on data in its layout', async () => {
    const place = rig('framework');
    const ended = await place.run([...SCORE, '--dataset', data(place), 'custom.overrides.trainer.seed=7']);
    expect(ended.code, ended.stderr).toBe(0);
    const { plan, planned } = json(ended.stdout);
    expect(planned).toMatchObject({ gpus: 8, steps: 50, samples: { train: 4, validation: 4 } });
    const words: readonly string[] = plan.argv;
    const at = words.indexOf('torchrun');
    // The start weights are not there: they are made first, by the same launch.
    expect(words.slice(0, 2)).toEqual(['python', expect.stringMatching(/with_start_weights\.py$/)]);
    expect(plan.stages[0]).toMatchObject({ makes: join(place.folder, 'Cosmos3-Nano-reasoner') });
    expect(words.slice(at + 1)).toEqual([
      '--nproc_per_node=8',
      expect.stringMatching(/^--master_port=\d+$/),
      expect.stringMatching(/entry\/cosmos3_reasoner\.py$/),
      expect.stringMatching(/^--sft-toml=.*config\.toml$/),
      '--',
      'trainer.seed=7',
    ]);
    expect(plan.env['VIDEOPHYSICS_ROOT']).toBe(join(place.folder, 'vp'));
  });

  test.concurrent('with its start weights whole, nothing is made first', async () => {
    const place = rig('framework');
    const folder = join(place.folder, 'Cosmos3-Nano-reasoner');
    mkdirSync(folder);
    const header = Buffer.from(JSON.stringify({ a: { dtype: 'BF16', shape: [2], data_offsets: [0, 4] } }));
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(header.length));
    const whole = Buffer.concat([length, header, Buffer.from([0, 63, 0, 63])]);
    writeFileSync(join(folder, '00000.safetensors'), whole);
    writeFileSync(join(folder, 'config.json'), '{}');
    const { plan } = json((await place.run([...SCORE, '--dataset', data(place)])).stdout);
    expect(plan.argv[0]).toBe('torchrun');
    expect(plan.stages).toBeUndefined();
    // There, and not whole: a copy that was cut off.
    writeFileSync(join(folder, '00000.safetensors'), whole.subarray(0, -1));
    const cut = await place.run([...SCORE, '--dataset', data(place)]);
    expect([cut.code, cut.stdout]).toEqual([66, expect.stringContaining('the file is cut')]);
    writeFileSync(join(folder, '00000.safetensors'), whole);
    const index = { weight_map: { a: '00000.safetensors', b: '00001.safetensors' } };
    writeFileSync(join(folder, 'model.safetensors.index.json'), JSON.stringify(index));
    const ended = await place.run([...SCORE, '--dataset', data(place)]);
    expect(ended.code).toBe(66);
    expect(ended.stdout).toMatch(/start weights .* cannot be used: .*00001\.safetensors/);
  });

  test.concurrent('an empty or a missing set is refused, and missing media are', async () => {
    const place = rig('framework');
    const root = data(place, 4, 2);
    const half = json((await place.run([...SCORE, '--dataset', root])).stdout);
    expect(half.findings.filter((one: { id: string }) => one.id === 'media-missing')).not.toEqual([]);
    expect((await place.run([...SCORE, '--dataset', root])).code).toBe(66);
    const empty = rig('framework');
    const none = data(empty);
    writeFileSync(join(none, 'videophy2_train/meta.json'), '[]');
    expect((await empty.run([...SCORE, '--dataset', none])).code).toBe(65);
    expect((await place.run([...SCORE, '--dataset', place.folder])).code).toBe(66);
  });

  test.concurrent('data that is not there has no number of samples, and disk is told with what stays', async () => {
    const place = rig('framework');
    const run = (...more: string[]) =>
      place.run(['sft', '--preset', 'cosmos3-nano-video-score', '--dry-run', '--dataset', 'none', ...more]);
    const text = await run('trainer.max_iter=2000', 'scheduler.cycle_lengths=[2000]');
    expect(text.code).toBe(66);
    expect(text.stdout).toMatch(
      /^steps +2000 \(training samples not known, since the dataset cannot be used: it is not there\)$/m,
    );
    expect(text.stdout).toMatch(/20 saves .* 3 at the end; 17\.5 GB of each save stay$/m);
    expect(json((await run('--json')).stdout).planned.samples).toBeUndefined();
  });

  test.concurrent('a validation set that is not there is told before, with validation off too: the trainer opens it', async () => {
    const place = rig('framework');
    const root = data(place);
    rmSync(join(root, 'videophy2_val'), { recursive: true });
    const off = 'custom.overrides.trainer.run_validation=false';
    const ended = await place.run([...SCORE, '--dataset', root, off]);
    expect(ended.code, ended.stdout).toBe(66);
    expect(ended.stdout).toContain(`${join(root, 'videophy2_val')} cannot be used`);
  });

  test.concurrent('own data in the LLaVA layout goes to the experiment of our entry script', async () => {
    const place = rig('framework');
    const llava = join(ROOT, 'examples/llava');
    const ended = await place.run([
      ...['sft', '--preset', 'cosmos3-edge-llava', '--dry-run', '--json'],
      ...['--dataset', join(llava, 'annotations.json'), `custom.dataset.media_path=${join(llava, 'images')}`],
    ]);
    expect(ended.code, ended.stdout).toBe(0);
    const { plan, settings } = json(ended.stdout);
    expect(settings.job.experiment).toBe('cookbook_run');
    expect(plan.argv.slice(-2)).toEqual(['--', 'trainer.run_validation=false']);
  });

  test.concurrent('what this engine does not have is refused, with what to do', async () => {
    const place = rig('framework');
    for (const [flag, text] of [
      ['--epochs', '3'],
      ['--lora', 'r=8'],
    ] as const) {
      const ended = await place.run([...SCORE, '--dataset', data(place), flag, text]);
      expect(ended.code).toBe(2);
      expect(ended.stderr).toContain(`${flag} has no meaning here`);
    }
    const other = await place.run([...SCORE, '--engine', 'cosmos-rl@0.4.7']);
    expect(other.code).toBe(2);
    expect(other.stderr).toContain('is for cosmos-framework');
  });

  test.concurrent('--model begins with that model, not with the start weights of the preset', async () => {
    const place = rig('framework');
    const ended = await place.run([...SCORE, '--dataset', data(place), '--model', './mine']);
    const { settings, plan } = json(ended.stdout);
    expect(settings.model.backbone).toEqual({
      model_name: join(place.folder, 'mine'),
      safetensors_path: '',
    });
    expect(plan.stages).toBeUndefined();
  });

  test.concurrent('a config file is known by its shape', async () => {
    const place = rig('framework');
    const [, { toml }] = publishedRecipes().find(([name]) => name === 'videophy2_sft_edge') ?? [
      '',
      { toml: {} },
    ];
    writeFileSync(join(place.folder, 'run.toml'), writeToml(toml));
    const ended = await place.run(['sft', '--config', 'run.toml', '--gpus', '4', '--dry-run', '--json']);
    expect(ended.code, ended.stdout).toBe(0);
    expect(json(ended.stdout).plan.argv).toContain('--nproc_per_node=4');
  });
});

describe.concurrent('check', () => {
  test.concurrent('says what the trainer really does with a file', async () => {
    const place = rig('framework');
    const [, { toml }] = publishedRecipes().find(([name]) => name === 'llava_ov') ?? ['', { toml: {} }];
    writeFileSync(join(place.folder, 'run.toml'), writeToml(toml));
    const ended = await place.run(['check', 'run.toml', '--gpus', '8', '--json']);
    expect(ended.code).toBe(0);
    const answer = json(ended.stdout);
    expect(answer).toMatchObject({
      engineName: 'cosmos-framework',
      engine: '5eee9ed',
      engineAccepts: true,
      planned: { gpus: 8, steps: 500 },
    });
    expect(answer.dropped).toContain('optimizer.eps');
    const found = answer.findings.map((one: { id: string }) => one.id);
    expect(found).toEqual(expect.arrayContaining(['warmup-never-ends', 'export-off', 'toml-key-dropped']));
    expect((await place.run(['check', 'run.toml', '--engine', '0.4.7'])).stdout).toContain(
      'this file is not for cosmos-rl',
    );
  });

  test.concurrent('refuses what would be a full fine-tune', async () => {
    const place = rig('framework');
    const text = readFileSync(
      join(ROOT, 'test/fixtures/framework/rules/reasoner-lora-dropped.fail.toml'),
      'utf8',
    );
    writeFileSync(join(place.folder, 'run.toml'), text);
    const ended = await place.run(['check', 'run.toml']);
    expect(ended.code).toBe(78);
    expect(ended.stdout).toContain('reasoner-lora-dropped');
  });
});

describe.concurrent('what a file can learn is one answer', () => {
  const VFM = '[job]\ntask = "vfm"\nexperiment = "action_policy_droid_nano"\n[trainer]\nmax_iter = 10\n';

  test.concurrent.each([
    [['feasibility', '--config', 'run.toml', '--json'], 78],
    [['check', 'run.toml', '--json'], 78],
    [['sft', '--config', 'run.toml', '--dry-run', '--json'], 78],
  ] as const)('of action heads, by %j: %i, with what trains them', async (argv, code) => {
    const place = rig('framework');
    writeFileSync(join(place.folder, 'run.toml'), VFM);
    const ended = await place.run([...argv]);
    expect(ended.code, ended.stderr).toBe(code);
    const found = json(ended.stdout).findings.find((one: { id: string }) => one.id === 'task-not-reasoner');
    expect(found).toMatchObject({ severity: 'error', subject: 'job.task' });
    expect(found.help).toContain('launch_sft_action_policy_droid_nano.sh');
  });

  test.concurrent('of a reasoner: text, by cross entropy; what asks for a decoder is refused', async () => {
    const place = rig('framework');
    const preset = ['feasibility', '--preset', 'cosmos3-nano-llava'];
    const ended = await place.run(preset);
    expect(ended.code, ended.stderr).toBe(0);
    expect(ended.stdout.replace(/\s+/g, ' ')).toContain('minimises the cross entropy of text tokens');
    expect((await place.run([...preset, '--optimize', 'trajectory-decoder'])).code).toBe(78);
    const launch = [...SCORE, '--dataset', data(place)];
    expect((await place.run([...launch, '--optimize', 'vlm-text'])).code).toBe(0);
    expect((await place.run([...launch, '--optimize', 'trajectory-decoder'])).code).toBe(78);
  });

  test.concurrent('a version of the other engine is meant, whatever the file looks like', async () => {
    const place = rig('framework');
    writeFileSync(join(place.folder, 'run.toml'), VFM);
    const ended = await place.run(['feasibility', '--config', 'run.toml', '--engine', '0.4.7', '--json']);
    expect(ended.code).toBe(78);
    expect(json(ended.stdout).findings[0].id).toBe('other-launcher');
  });

  test.concurrent('without a config, its stock run is judged', async () => {
    const ended = await rig('framework').run([
      'feasibility',
      '--engine',
      'cosmos-framework',
      '--optimize',
      'vlm-text',
      '--json',
    ]);
    expect(ended.code, ended.stderr).toBe(0);
    expect(json(ended.stdout)).toMatchObject({ verdict: 'allow', model: { family: 'cosmos3-edge' } });
  });
});

describe.concurrent('a preset as a file', () => {
  test.concurrent('cp writes what sft --config and check take, and diff finds nothing', async () => {
    const place = rig('framework');
    expect((await place.run(['cp', 'cosmos3-nano-video-score', 'mine.toml'])).code).toBe(0);
    expect((await place.run(['diff', 'cosmos3-nano-video-score', 'mine.toml'])).stdout).toContain(
      'no difference for cosmos-framework',
    );
    expect((await place.run(['check', 'mine.toml', '--strict'])).stdout).toContain('start-weights-missing');
    const planned = await place.run([
      ...['sft', '--config', 'mine.toml', '--dataset', data(place), '--dry-run', '--json'],
    ]);
    expect(planned.code, planned.stderr).toBe(0);
    expect(json(planned.stdout).plan.argv).toContain('--nproc_per_node=8');
  });

  test.concurrent('show, diff --upstream, schema and list know the engine', async () => {
    const place = rig('framework');
    const shown = json((await place.run(['show', 'cosmos3-llava-ov', '--json'])).stdout);
    expect(shown).toMatchObject({
      engine: '5eee9ed',
      gpus: 8,
      config: { scheduler: { warm_up_steps: [25] } },
    });
    const upstream = json((await place.run(['diff', 'cosmos3-llava-ov', '--upstream', '--json'])).stdout);
    expect(upstream.differences).toContainEqual(
      expect.objectContaining({ key: 'scheduler.warm_up_steps', theirs: '[ 1000 ]' }),
    );
    const schema = json((await place.run(['schema', '--engine', 'cosmos-framework'])).stdout);
    expect(schema.properties.trainer.properties.max_iter.type).toBe('integer');
    const refused = await place.run(['show', 'cosmos3-llava-ov', 'trainer.max_itr=5']);
    expect(refused.code).toBe(78);
    expect(refused.stderr).toContain('toml-key-refused');
  });
});

describe.concurrent('before a run', () => {
  test.concurrent('diff compares no keys of two engines', async () => {
    const place = rig('framework');
    writeFileSync(join(place.folder, 'run.toml'), '[job]\ntask = "vlm"\nexperiment = "videophy2_sft_nano"\n');
    for (const other of ['run.toml', 'cosmos3-nano-llava']) {
      const ended = await place.run(['diff', 'reason2-llava-sft', other]);
      expect([ended.code, ended.stderr]).toEqual([
        2,
        expect.stringMatching(/for cosmos-framework.*for cosmos-rl|for cosmos-rl.*for cosmos-framework/),
      ]);
    }
    expect((await place.run(['diff', 'cosmos3-nano-llava', 'run.toml'])).code).toBe(0);
  });

  test.concurrent('data check reads the published layout, and no limit cuts it', async () => {
    const place = rig('framework');
    const preset = ['--preset', 'cosmos3-nano-video-score', '--json'];
    const ended = await place.run(['data', 'check', data(place), ...preset]);
    expect(ended.code, ended.stdout).toBe(0);
    expect(json(ended.stdout)).toMatchObject({ layout: 'media-text', counts: { train: 4, validation: 4 } });
  });

  test.concurrent('a launch asks for what cosmos-framework needs, and for nothing of cosmos-rl', async () => {
    const place = rig('framework');
    for (const name of ['redis-server', 'redis-cli', 'cosmos-rl', 'torchrun']) place.without(name);
    const ended = await place.run([...SCORE, '--dataset', data(place)]);
    expect(ended.code, ended.stderr).toBe(0);
    const { findings } = json(ended.stdout);
    const ids: readonly string[] = findings.map(({ id }: { id: string }) => id);
    // In a dry run what would stop the launch is a warning.
    expect(findings.find(({ id }: { id: string }) => id === 'trainer-launcher-missing')).toMatchObject({
      severity: 'warning',
      data: { atLaunch: 'error' },
    });
    expect(ids.filter((id) => /redis|engine-|opt-folder|lepton|bash/.test(id))).toEqual([]);
    // Of a model whose size is not known, or the disk of this host would have its say.
    const launch = [...SCORE.filter((word) => word !== '--dry-run'), 'custom.start.checkpoint=Cosmos3-tiny'];
    const real = await place.run([...launch, '--dataset', data(place)]);
    expect(real.code, real.stdout).toBe(69);
  });

  test.concurrent('another commit than the known one is said by the answers and by the host', async () => {
    const place = rig('framework');
    const ended = await place.run([...SCORE, '--dataset', data(place)], { FAKE_FRAMEWORK_COMMIT: '0272a17' });
    const { findings } = json(ended.stdout);
    expect(findings.map(({ id }: { id: string }) => id)).toEqual(
      expect.arrayContaining(['trainer-commit-unread', 'engine-stands-in']),
    );
  });

  test.concurrent('doctor --preset asks nothing of the other engine; estimate says that nobody measured', async () => {
    const place = rig('framework');
    const preset = ['--preset', 'cosmos3-nano-video-score'];
    const host = await place.run(['doctor', ...preset, '--json']);
    expect(json(host.stdout).findings.filter(({ id }: { id: string }) => /redis|engine/.test(id))).toEqual(
      [],
    );
    expect(host.stdout).toContain('no run of cosmos-framework was measured');
    const told = await place.run(['estimate', ...preset, '--dataset', data(place)]);
    expect(told.code).toBe(0);
    expect(told.stdout).toContain('no run of cosmos-framework was measured');
  });

  test.concurrent('feasibility names the preset that trains what cosmos-rl cannot', async () => {
    const place = rig('framework');
    const ended = await place.run(['feasibility', '--model', 'nvidia/Cosmos3-Edge']);
    expect(ended.code).toBe(78);
    expect(ended.stdout).toContain('cookbook-run sft --preset cosmos3-edge-video-score');
  });
});

/** list, show, explain, usage errors and `sft --dry-run`: what they print, where, and with which exit code. */
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import module from 'node:module';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { RECIPES } from '../../recipes/index.ts';
import { EXIT_CODES } from '../../src/findings/exit-code.ts';
import { filesBelow, ids, json, ROOT, rig, shell } from './rig.ts';

const EXAMPLE = join(ROOT, 'examples/avha');

describe.concurrent('list, show, explain', () => {
  test.concurrent('list --json has the fields of the contract', async () => {
    const ended = await rig().run(['list', '--json']);
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    const document = json(ended.stdout);
    expect(document.schemaVersion).toBe(1);
    expect(document.presets.map((one: { name: string }) => one.name)).toEqual(
      RECIPES.map((recipe) => recipe.name),
    );
    for (const preset of document.presets) {
      expect(Object.keys(preset)).toEqual(
        expect.arrayContaining(['name', 'model', 'family', 'task', 'layout', 'engines', 'gpus']),
      );
      expect([4, 8]).toContain(preset.gpus);
    }
  });

  test.concurrent('list groups presets by model', async () => {
    const ended = await rig().run(['list']);
    const [first, second] = ended.stdout.split('nvidia/Cosmos-Reason2-8B\n');
    expect(first).toMatch(/^nvidia\/Cosmos-Reason1-7B\n/m);
    expect(first).toMatch(/^\* reason1-av-caption +AV captioning \/ VQA +8 +avha +0\.2\.6 - 0\.4\.7$/m);
    expect(second).toContain('reason2-video-caption-vqa');
  });

  test.concurrent('show tells the origin of every value', async () => {
    const ended = await rig().run(['show', 'reason1-av-caption', 'train.epoch=3']);
    expect(ended.code).toBe(0);
    expect(ended.stdout).toMatch(/train\.epoch = 3\s+# train\.epoch=3/);
    expect(ended.stdout).toMatch(/train\.optm_lr = \S+\s+# preset reason1-av-caption/);
  });

  test.concurrent('show tells it of a key that the engine has under its old name, too', async () => {
    const ended = await rig().run(['show', 'reason1-av-caption', '--engine', '0.2.6']);
    expect(ended.stdout).toMatch(
      /^train\.validation_step = 30 +# preset reason1-av-caption, from validation\.freq$/m,
    );
  });

  test.concurrent('show plans steps and disk, for the published data or --dataset-rows', async () => {
    const place = rig();
    const published = await place.run(['show', 'reason1-av-caption']);
    expect(published.stdout).toMatch(/^planned +1300 steps for 9273 samples \(the recipe page\), \d+ GB/m);
    const asked = await place.run(['show', 'reason1-wafer-map', '--json', '--dataset-rows', '256']);
    expect(json(asked.stdout).planned).toMatchObject({ samples: 256, steps: 2, source: '--dataset-rows' });
    const wrong = await place.run(['show', 'reason1-wafer-map', '--dataset-rows', 'many']);
    expect(wrong).toMatchObject({ code: 2, stdout: '' });
  });

  test.concurrent('show --format json and toml', async () => {
    const place = rig();
    const document = json(
      (await place.run(['show', 'reason2-video-caption-vqa', '--format', 'json'])).stdout,
    );
    expect(document).toMatchObject({
      schemaVersion: 1,
      name: 'reason2-video-caption-vqa',
      engine: '0.4.7',
      gpus: 8,
    });
    const toml = (await place.run(['show', 'reason2-video-caption-vqa', '--format', 'toml'])).stdout;
    expect(toml).toContain('optm_warmup_steps = 0.03');
    expect(toml).toMatch(/optm_lr = (2e-7|0\.0000002)\n/);
  });

  test.concurrent('explain names what, why and what to do; a misspelt id is answered', async () => {
    const place = rig();
    const ended = await place.run(['explain', 'unknown-key']);
    expect(ended.code).toBe(0);
    expect(ended.stdout).toContain('unknown-key');
    expect(ended.stdout).toContain('nobody else');
    const wrong = await place.run(['explain', 'unknwon-key']);
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain('unknown-key');
    const all = json((await place.run(['explain', '--json'])).stdout);
    expect(all.schemaVersion).toBe(1);
  });

  test.concurrent('--help names every verb and every exit code', async () => {
    const ended = await rig().run(['--help']);
    expect(ended.code).toBe(0);
    for (const verb of ['sft', 'list', 'show', 'diff', 'doctor', 'diagnose', 'runs', 'explain'])
      expect(ended.stdout).toMatch(new RegExp(`^ +${verb}\\b`, 'm'));
    for (const [code] of EXIT_CODES) expect(ended.stdout).toMatch(new RegExp(`^ +${code} `, 'm'));
  });

  test.concurrent('--version', async () => {
    const { version } = json(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    expect((await rig().run(['--version'])).stdout).toBe(`${version}\n`);
  });
});

describe.concurrent('usage errors end with 2 and say what to type', () => {
  test.concurrent.each([
    [['sft']],
    [['nonsense']],
    [['sft', '--presett', 'x']],
    [['sft', '--preset', 'reason1-av-captoin']],
    [['sft', '--preset', 'reason1-av-caption', 'no-equals-sign']],
    [['sft', '--preset', 'reason1-av-caption', '--epochs', 'many']],
    [['sft', '--preset', 'reason1-av-caption', '--gpus', '0']],
    [['sft', '--preset', 'reason1-av-caption', '--lora', 'rank=16']],
    [['sft', '--preset', 'reason1-av-caption', '--stall-timeout', 'soon']],
    [['sft', '--preset', 'reason1-av-caption', '--engine', '9.9.9']],
    [['show', 'reason1-av-caption', '--format', 'yaml']],
    [['show']],
    [['diagnose', 'x.log', '--exit-code', 'one']],
  ])('%j', async (args) => {
    const place = rig();
    const ended = await place.run(args);
    expect(ended.code).toBe(2);
    expect(ended.stdout).toBe('');
    expect(ended.stderr).toMatch(/^(error: |Usage)/m);
    expect(ended.stderr).not.toContain('    at ');
    expect(existsSync(join(place.folder, 'runs'))).toBe(false);
  });

  test.concurrent('a misspelt preset is answered with the nearest one', async () => {
    const ended = await rig().run(['sft', '--preset', 'reason1-av-captoin']);
    expect(ended.stderr).toContain('did you mean `reason1-av-caption`?');
  });
});

describe.concurrent('sft --dry-run', () => {
  test.concurrent('succeeds on the example without a GPU, engine or redis, and writes nothing in the folder', async () => {
    const place = rig('bare');
    for (const program of [
      'cosmos-rl',
      'nvidia-smi',
      'redis-server',
      'redis-cli',
      'python',
      'python3',
      'torchrun',
    ])
      place.without(program);
    const cwd = join(place.folder, 'work');
    mkdirSync(cwd);
    const ended = await place.run(
      [
        'sft',
        '--preset',
        'reason1-av-caption',
        '--dataset',
        EXAMPLE,
        '--dry-run',
        '--batch',
        '1',
        'train.train_policy.mini_batch=1',
      ],
      {},
      cwd,
    );
    expect(ended.code).toBe(0);
    expect(filesBelow(cwd)).toEqual([]);
    expect(ended.stdout).toContain('cosmos-rl --config ');
    expect(ended.stdout).toContain('plan');
  });

  test.concurrent('--json has the fields of the contract', async () => {
    const place = rig('json');
    const ended = await place.run([...place.sft(), '--dry-run', '--json']);
    expect(ended.code).toBe(0);
    const document = json(ended.stdout);
    expect(document.schemaVersion).toBe(1);
    expect(Object.keys(document)).toEqual(expect.arrayContaining(['plan', 'planned', 'findings', 'skipped']));
    expect(Object.keys(document.plan).sort()).toEqual(['argv', 'config', 'cwd', 'env', 'gpus']);
    expect(document.planned.steps).toBe(20);
    expect(document.plan.argv[0]).toBe('cosmos-rl');
    expect(document.plan.argv).toContain('--port');
    expect(document.plan.config).toContain('redis = "');
    expect(document.plan.config).toContain('type = "sft"');
    for (const finding of document.findings) {
      expect(finding.id).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
      expect(['error', 'warning', 'info']).toContain(finding.severity);
      expect(finding.message).toMatch(/\S/);
      expect(finding.subject).toMatch(/\S/);
      expect(typeof finding.data).toBe('object');
    }
  });

  test.concurrent('the printed command runs when it is pasted into a shell', async () => {
    const place = rig('paste');
    const seen = join(place.folder, 'seen.json');
    const odd = join(place.folder, "wörk dir's");
    mkdirSync(odd);
    const ended = await place.run(
      [...place.sft('--dataset', place.dataset('dätä set')), '--dry-run'],
      {},
      odd,
    );
    expect(ended.code).toBe(0);
    const line = ended.stdout.trimEnd().split('\n').at(-1) ?? '';
    shell(line, { PATH: place.bin, FAKE_RECORD: seen, FAKE_RIG: place.folder });
    const engine = json(readFileSync(seen, 'utf8'));
    expect(engine.cwd).toBe(odd);
    expect(engine.env.COOKBOOK_RUN_ID).toMatch(/\S/);
    // The engine puts these paths unquoted into a shell command.
    for (const word of engine.argv.slice(1)) expect(word).toMatch(/^[\w@%+=:,./-]+$/);
    expect(readFileSync(engine.argv[2], 'utf8')).toContain('dätä set');
  });

  test.concurrent('two dry runs of the same words give the same config but for id, ports and scratch folder', async () => {
    const place = rig('same');
    const args = [...place.sft(), '--dry-run', '--json'];
    const [a, b] = await Promise.all([place.run(args), place.run(args)]);
    const plain = (text: string) =>
      json(text).plan.config.replace(/^(redis|output_dir|timestamp) = .*$/gm, '$1 = …') as string;
    expect(plain(a?.stdout ?? '')).toBe(plain(b?.stdout ?? ' '));
  });

  test.concurrent('a later layer wins, and its origin is kept', async () => {
    const place = rig('layers');
    const args = [
      ...place.sft('train.epoch=2', '--set', 'train.epoch=3', '--epochs', '4'),
      '--dry-run',
      '--json',
    ];
    const document = json((await place.run(args)).stdout);
    expect(document.settings.train.epoch).toBe(2);
    expect(document.origins['train.epoch']).toMatchObject({ layer: 'flag', source: 'train.epoch=2' });
  });

  test.concurrent('what would stop it on this host is a warning that says so', async () => {
    const place = rig('no-gpu');
    place.without('nvidia-smi');
    const document = json((await place.run([...place.sft(), '--dry-run', '--json'])).stdout);
    const gpu = document.findings.find((finding: { id: string }) => finding.id.startsWith('gpu-'));
    expect(gpu).toMatchObject({ severity: 'warning', data: { atLaunch: 'error' } });
    expect(ids(document.findings)).toContain('gpu-none');
  });
});

test('what Node.js keeps of the compiled program lies in the cache of the user, and never below a name in /tmp', async () => {
  const place = rig('compiled');
  expect(await place.run(['list'])).toMatchObject({ code: 0 });
  const kept = existsSync(join(place.folder, '.cache/cookbook-run/compiled'));
  expect(kept).toBe('enableCompileCache' in module);
  expect(readdirSync(join(place.folder, '.tmp'))).toEqual([]);
});

test.each(['/proc', '/dev/null', 'here'])('a cache that cannot be at %s is no hindrance', async (cache) => {
  expect(await rig('no-cache').run(['list'], { XDG_CACHE_HOME: cache, HOME: cache })).toMatchObject({
    code: 0,
  });
});

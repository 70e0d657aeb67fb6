/** `check` from the command line: places, formats, several files, and input that is not what it should be. */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CLI, ids, json, rig } from './rig.ts';

const GOOD = `redis = "12800"

[train]
output_dir = "./outputs/mine"
epoch = 1
train_batch_per_replica = 8

[train.train_policy]
type = "sft"
mini_batch = 4

[train.ckpt]
enable_checkpoint = true

[policy]
model_name_or_path = "nvidia/Cosmos-Reason1-7B"

[policy.parallelism]
tp_size = 1
dp_shard_size = 8

[logging]
logger = ["console"]
`;
const BAD = GOOD.replace('epoch = 1', 'epochs = 3 # how many');
const AT = ['--engine', '0.4.7'];

describe('one file', () => {
  test('a good one is silent about errors and exits 0', async () => {
    const place = rig();
    writeFileSync(join(place.folder, 'good.toml'), GOOD);
    const { code, stdout, stderr } = await place.run(['check', 'good.toml', ...AT]);
    expect(stdout).toContain('cosmos-rl 0.4.7 would take it; planned: 8 GPUs\n');
    expect(stdout).toContain('good.toml: 0 errors');
    expect([code, stderr]).toEqual([0, '']);
  });

  test('a bad one is shown with file, line, column, excerpt and what to type, in 80 columns', async () => {
    const place = rig();
    mkdirSync(join(place.folder, 'mein Ordner ü'));
    writeFileSync(join(place.folder, 'mein Ordner ü/a b.toml'), BAD);
    const { code, stdout } = await place.run(['check', 'mein Ordner ü/a b.toml', ...AT]);
    expect(code).toBe(78);
    expect(stdout).toContain('error[unknown-key]');
    expect(stdout).toContain('--> mein Ordner ü/a b.toml:5:1\n');
    expect(stdout).toContain('5 | epochs = 3 # how many\n    | ^^^^^^\n');
    expect(stdout).toContain('train.epoch');
    expect(stdout).toContain('enforced: by nobody');
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  test('--json is one document of the contract', async () => {
    const place = rig();
    writeFileSync(join(place.folder, 'bad.toml'), BAD);
    const { code, stdout } = await place.run(['check', 'bad.toml', '--json', '--dataset-rows', '640', ...AT]);
    const document = json(stdout);
    expect(document).toMatchObject({
      schemaVersion: 1,
      file: 'bad.toml',
      engine: '0.4.7',
      ok: false,
      engineAccepts: true,
      dropped: ['train.epochs'],
      verdict: 'allow',
      planned: { gpus: 8, steps: 10 },
    });
    expect(document.effective.train.epoch).toBe(1);
    expect(document.findings[0]).toMatchObject({
      id: 'unknown-key',
      origin: { file: 'bad.toml', line: 5, column: 1 },
    });
    expect(document.skipped).toBeInstanceOf(Array);
    expect(code).toBe(78);
  });

  test('--nodes: the ranks of all nodes are counted, and the help makes them one replica', async () => {
    const place = rig();
    writeFileSync(join(place.folder, 'good.toml'), GOOD);
    const cluster = ['--gpus', '8', '--nodes', '2', ...AT];
    const refused = await place.run(['check', 'good.toml', ...cluster]);
    expect(refused.code).toBe(78);
    expect(refused.stdout.replace(/\s+/g, ' ')).toContain(
      'the config comes to 8 ranks, and 2 nodes of 8 GPUs start 16',
    );
    expect(refused.stdout).toContain('dp_shard_size = 16');
    writeFileSync(join(place.folder, 'more.toml'), GOOD.replace('dp_shard_size = 8', 'dp_shard_size = 16'));
    const taken = await place.run(['check', 'more.toml', ...cluster]);
    expect(taken.stdout).toContain('planned: 16 GPUs on 2 nodes\n');
    expect(taken.code).toBe(0);
  });

  test('- reads stdin', () => {
    const out = execFileSync(process.execPath, [CLI, 'check', '-', '--json', ...AT], {
      input: GOOD,
      encoding: 'utf8',
    });
    expect(json(out)).toMatchObject({ file: '<stdin>', ok: true });
  });

  test('--strict makes warnings fail', async () => {
    const place = rig();
    const path = join(place.folder, 'w.toml');
    writeFileSync(path, GOOD.replace('logger = ["console"]', 'logger = ["wandb"]'));
    expect((await place.run(['check', 'w.toml', ...AT])).code).toBe(0);
    expect((await place.run(['check', 'w.toml', '--strict', ...AT])).code).toBe(78);
  });

  test('the installed engine is taken, else the file tells, and --engine wins', async () => {
    const place = rig();
    writeFileSync(join(place.folder, 'x.toml'), GOOD);
    const engineOf = async (...more: readonly string[]) => {
      const document = json((await place.run(['check', 'x.toml', '--json', ...more])).stdout);
      return [document.engine, ids(document.findings).includes('engine-guessed')];
    };
    expect(await engineOf()).toEqual(['0.4.7', true]);
    expect(await engineOf('--engine', '0.2.6')).toEqual(['0.2.6', false]);
    const site = join(place.folder, 'lib/python3.11/site-packages');
    mkdirSync(join(site, 'cosmos_rl-0.3.9.dist-info'), { recursive: true });
    place.without('cosmos-rl');
    mkdirSync(join(place.folder, 'bin'));
    writeFileSync(join(place.folder, 'bin/cosmos-rl'), `#!${place.folder}/bin/python\n`, { mode: 0o755 });
    const found = await place.run(['check', 'x.toml', '--json'], { PATH: join(place.folder, 'bin') });
    expect(json(found.stdout).engine).toBe('0.3.9');
  });
});

describe('several files', () => {
  test('a folder: every TOML below it, one document, the worst code', async () => {
    const place = rig();
    mkdirSync(join(place.folder, 'configs/deep'), { recursive: true });
    mkdirSync(join(place.folder, 'configs/.hidden'));
    writeFileSync(join(place.folder, 'configs/good.toml'), GOOD);
    writeFileSync(join(place.folder, 'configs/deep/bad.toml'), BAD);
    writeFileSync(join(place.folder, 'configs/.hidden/bad.toml'), BAD);
    writeFileSync(join(place.folder, 'configs/notes.txt'), 'x');
    const { code, stdout } = await place.run(['check', 'configs', '--json', ...AT]);
    const { files, ok, schemaVersion } = json(stdout);
    expect(files.map((one: { file: string; ok: boolean }) => [one.file, one.ok])).toEqual([
      ['configs/deep/bad.toml', false],
      ['configs/good.toml', true],
    ]);
    expect([code, ok, schemaVersion]).toEqual([78, false, 1]);
  });

  test('a missing one does not hide the others', async () => {
    const place = rig();
    writeFileSync(join(place.folder, 'good.toml'), GOOD);
    const { code, stdout } = await place.run(['check', 'nope.toml', 'good.toml', ...AT]);
    expect(stdout).toContain('nope.toml does not exist');
    expect(stdout).toContain('good.toml: 0 errors');
    expect(stdout).toContain('2 files, 1 without errors');
    expect(code).toBe(66);
  });
});

describe('formats', () => {
  test('sarif: rules, results, places, and URIs that are escaped', async () => {
    const place = rig();
    writeFileSync(join(place.folder, 'ä b.toml'), BAD);
    const { code, stdout } = await place.run(['check', 'ä b.toml', '--format', 'sarif', ...AT]);
    const { version, runs } = json(stdout);
    const [run] = runs;
    expect([code, version, runs.length]).toEqual([78, '2.1.0', 1]);
    expect(run.tool.driver.name).toBe('cookbook-run');
    for (const result of run.results) {
      expect(run.tool.driver.rules[result.ruleIndex].id).toBe(result.ruleId);
      expect(['error', 'warning', 'note']).toContain(result.level);
      expect(result.message.text.length).toBeGreaterThan(10);
      const { artifactLocation, region } = result.locations[0].physicalLocation;
      expect(artifactLocation.uri).toBe('%C3%A4%20b.toml');
      if (region !== undefined) expect(region.startLine * region.startColumn).toBeGreaterThan(0);
    }
    expect(run.results[0]).toMatchObject({
      ruleId: 'unknown-key',
      level: 'error',
      locations: [{ physicalLocation: { region: { startLine: 5, startColumn: 1 } } }],
    });
  });

  test('github: one command a finding, escaped', async () => {
    const place = rig();
    writeFileSync(join(place.folder, 'a,b:c%.toml'), BAD);
    const { code, stdout } = await place.run(['check', 'a,b:c%.toml', '--format', 'github', ...AT]);
    expect(code).toBe(78);
    expect(stdout).toMatch(
      /^::error file=a%2Cb%3Ac%25\.toml,line=5,col=1,title=unknown-key::`train\.epochs`/,
    );
    expect(
      stdout
        .trim()
        .split('\n')
        .every((line) => /^::(error|warning|notice) /.test(line)),
    ).toBe(true);
  });
});

describe('--fix', () => {
  const CRLF = BAD.replaceAll('\n', '\r\n');
  test('writes a new file, shows the difference, checks again; the old one stays', async () => {
    const place = rig();
    writeFileSync(join(place.folder, 'bad.toml'), CRLF);
    const { code, stdout } = await place.run(['check', 'bad.toml', '--fix', ...AT]);
    expect(stdout).toContain('-epochs = 3 # how many\n+epoch = 3 # how many\n');
    expect(readFileSync(join(place.folder, 'bad.toml'), 'utf8')).toBe(CRLF);
    expect(readFileSync(join(place.folder, 'bad.fixed.toml'), 'utf8')).toBe(CRLF.replace('epochs', 'epoch'));
    expect(stdout).toContain('bad.fixed.toml: 0 errors');
    expect(code).toBe(0);
    const again = await place.run(['check', 'bad.toml', '--fix', ...AT]);
    expect(again.code).toBe(73);
    expect(again.stderr).toContain('the file exists');
  });

  test('nothing to fix writes nothing', async () => {
    const place = rig();
    writeFileSync(join(place.folder, 'good.toml'), GOOD);
    const { code, stderr } = await place.run(['check', 'good.toml', '--fix', ...AT]);
    expect([code, existsSync(join(place.folder, 'good.fixed.toml'))]).toEqual([0, false]);
    expect(stderr).toContain('no file was written');
  });
});

describe('input that is not a config', () => {
  test.each([
    ['a binary file', Buffer.from([0, 1, 2, 0xff, 0xfe]), 78, 'config-not-utf8'],
    ['Latin-1', Buffer.from('a = "caf\u00e9"\n', 'latin1'), 78, 'config-not-utf8'],
    ['UTF-16', Buffer.from(`\ufeff${GOOD}`, 'utf16le'), 78, 'config-not-utf8'],
    ['a byte-order mark', Buffer.from(`\ufeff${GOOD.slice(17)}`), 78, 'byte-order-mark'],
    ['half a file', Buffer.from(GOOD.slice(0, 60)), 78, 'toml-rejected'],
    ['a NUL in it', Buffer.from(GOOD.replace('epoch', 'ep\0och')), 78, 'toml-rejected'],
    ['JSON', Buffer.from('{\n  "a": 1\n}\n'), 78, 'toml-rejected'],
  ])('%s', async (_, data, wanted, id) => {
    const place = rig();
    writeFileSync(join(place.folder, 'x.toml'), data);
    const { code, stdout } = await place.run(['check', 'x.toml', '--json', ...AT]);
    expect([code, ids(json(stdout).findings)]).toEqual([wanted, [id]]);
    expect(json(stdout).findings[0].origin.line).toBeGreaterThan(0);
    expect(json(stdout).engineAccepts).toBe(false);
  });

  test('an empty file is no crash', async () => {
    const place = rig();
    writeFileSync(join(place.folder, 'x.toml'), '');
    const { code, stderr } = await place.run(['check', 'x.toml', ...AT]);
    expect(code).not.toBe(70);
    expect(stderr).toBe('');
  });

  test('a pipe is refused, not waited for', async () => {
    const place = rig();
    execFileSync('mkfifo', [join(place.folder, 'pipe.toml')]);
    const { code, stdout } = await place.run(['check', 'pipe.toml', ...AT]);
    expect(code).toBe(66);
    expect(stdout).toContain('is a pipe or a device');
  });

  test('a huge file is refused', async () => {
    const place = rig();
    writeFileSync(join(place.folder, 'x.toml'), Buffer.alloc(5 * 1024 * 1024, '#'));
    expect((await place.run(['check', 'x.toml', ...AT])).code).toBe(66);
  });

  test.each([
    [['--gpus', 'eight'], 2],
    [['--gpus', '-1'], 2],
    [['--nodes', '0'], 2],
    [['--dataset-rows', '1.5'], 2],
    [['--engine', '9.9.9'], 2],
    [['--format', 'xml'], 2],
    [['--host', 'nope.json'], 66],
    [['--host', 'x.toml'], 65],
    [['--gpus', '1', '--host', 'h'], 2],
  ])('%j', async (more, wanted) => {
    const place = rig();
    writeFileSync(join(place.folder, 'x.toml'), GOOD);
    const { code, stdout, stderr } = await place.run(['check', 'x.toml', ...more]);
    expect([code, stdout]).toEqual([wanted, '']);
    expect(stderr).not.toContain('bug');
  });

  test('Ctrl-C while stdin is awaited ends at once', async () => {
    const child = spawn(process.execPath, [CLI, 'check', '-'], { stdio: ['pipe', 'ignore', 'ignore'] });
    const ended = new Promise((done) => child.on('close', (_, signal) => done(signal)));
    child.on('spawn', () => child.kill('SIGINT'));
    expect(await ended).toBe('SIGINT');
  });
});

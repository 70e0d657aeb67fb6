/** The site file: where it is found, what it may hold, and that every fault is told with its line. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { parseToml } from '../../../src/config/toml.ts';
import { toJson } from '../../../src/config/value.ts';
import { Failure } from '../../../src/findings/failure.ts';
import { readSite, usualSiteFile } from '../../../src/plan/site-file.ts';
import { siteJsonSchema } from '../../../src/site/site-schema.ts';
import { limitSeconds, limitText } from '../../../src/site/slurm-time.ts';

const folder = mkdtempSync(join(tmpdir(), 'cookbook-site-'));

const GOOD = `[slurm]
partition = "gpu,gpu-long"
account = "team"
qos = "normal"
time = "1-12:00:00"
gres = "gpu:h100"
modules = ["cuda/12.4", "nccl"]
environment = { HF_HOME = "/lustre/hf home" }
container_image = "nvcr.io#nvidia/pytorch:25.01-py3"
container_mounts = ["/lustre:/lustre", "/data:/data:ro"]
runtime = "pyxis"
sbatch = ["--constraint=h100", "--exclude=n7"]
`;

function read(text: string, env: Record<string, string> = {}) {
  writeFileSync(join(folder, 'site.toml'), text);
  return readSite('site.toml', { cwd: folder, env });
}

function fault(text: string, env: Record<string, string> = {}): Failure {
  try {
    read(text, env);
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error('it was taken');
}

describe('where it lies', () => {
  test('XDG_CONFIG_HOME is honoured, a relative one is not, and none is no fault', () => {
    expect(usualSiteFile({ HOME: '/home/a' })).toBe('/home/a/.config/cookbook-run/site.toml');
    expect(usualSiteFile({ HOME: '/home/a', XDG_CONFIG_HOME: 'x' })).toContain('/home/a/.config/');
    const own = mkdtempSync(join(folder, 'xdg-'));
    const env = { HOME: '/nowhere', XDG_CONFIG_HOME: own };
    expect(readSite(undefined, { cwd: folder, env })).toEqual({});
    mkdirSync(join(own, 'cookbook-run'));
    writeFileSync(join(own, 'cookbook-run/site.toml'), GOOD);
    expect(readSite(undefined, { cwd: folder, env }).slurm?.account).toBe('team');
  });

  test('one that is named and missing is 66', () => {
    expect(() => readSite('none.toml', { cwd: folder, env: {} })).toThrow(
      expect.objectContaining({ exitCode: 66 }),
    );
  });
});

describe('what it holds', () => {
  test('defaults are filled in', () => {
    expect(read('[slurm]\npartition = "gpu"\n').slurm).toEqual({
      partition: 'gpu',
      modules: [],
      environment: {},
      container_mounts: [],
      runtime: 'pyxis',
      sbatch: [],
    });
    expect(read(GOOD).slurm?.environment).toEqual({ HF_HOME: '/lustre/hf home' });
  });

  test.each([
    [
      '[slurm]\npartitoin = "gpu"',
      'site.toml:2:1: `slurm.partitoin` is not a setting; did you mean `partition`?',
    ],
    ['[slrum]\npartition = "gpu"', '`slrum` is not a setting; did you mean `slurm`?'],
    ['[slurm]\ntime = "8 hours"', 'site.toml:2:1: `slurm.time`: write a time limit'],
    ['[slurm]\nsbatch = ["--constraint=a", "--time=9:00"]', 'the run sets this option itself'],
    ['[slurm]\nsbatch = ["-N4"]', 'write a long option of sbatch'],
    ['[slurm]\nsbatch = ["--comment=a\\n#SBATCH --nodes=9"]', 'write one line'],
    ['[slurm]\npartition = "a b"', 'write one word'],
    ['[slurm]\ngres = "gpu:8:4"', 'without a count'],
    ['[slurm]\nruntime = "docker"', '`slurm.runtime`'],
    ['[slurm]\ncontainer_mounts = ["/a:/a"]', 'mounts need `container_image`'],
    ['[slurm]\ncontainer_image = "x"\ncontainer_mounts = ["a:/a"]', 'write "/on/the/node:/in/the/container"'],
    ['[slurm]\nenvironment = { SLURM_X = "1" }', 'use a variable of yours'],
  ])('%j is refused', (text, said) => {
    const { message, exitCode } = fault(text);
    expect(exitCode).toBe(78);
    expect(message).toContain(said);
  });

  test('a secret is refused without being shown', () => {
    const { message, exitCode } = fault('[slurm]\nenvironment = { HF_TOKEN = "hf_abcdefghijklmnopqrst" }');
    expect([exitCode, message.includes('abcdefgh')]).toEqual([78, false]);
  });
});

test('the published schema takes what the reader takes, and refuses what it refuses', () => {
  const validate = new Ajv2020({ strict: true, allErrors: true }).compile(siteJsonSchema());
  const valid = (text: string) => validate(toJson(parseToml(text, 'x')));
  expect(valid(GOOD), JSON.stringify(validate.errors)).toBe(true);
  expect(valid('')).toBe(true);
  for (const bad of [
    '[slurm]\npartitoin = "x"',
    '[slurm]\nruntime = "docker"',
    '[x]\n',
    '[slurm]\nmodules = "a"',
  ])
    expect(valid(bad), bad).toBe(false);
});

test.each([
  ['90', 5400],
  ['90:30', 5430],
  ['08:00:00', 28_800],
  ['1-12', 129_600],
  ['1-12:30', 131_400],
  ['2-00:00:10', 172_810],
  ['0', undefined],
  ['soon', undefined],
  ['1:2:3:4', undefined],
])('limit %s is %s seconds', (text, seconds) => expect(limitSeconds(text)).toBe(seconds));

test.each([
  [1, '00:01:00'],
  [28_800, '08:00:00'],
  [131_401, '1-12:31:00'],
])('%i seconds are written %s', (seconds, text) => {
  expect(limitText(seconds)).toBe(text);
  expect(limitSeconds(text)).toBeGreaterThanOrEqual(seconds);
});

/** schema: JSON Schema 2020-12 that validators and editors take, and that says what the engine would not. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, describe, expect, test } from 'vitest';
import { CATALOGUE } from '../../src/catalogue.ts';
import { parseToml } from '../../src/config/toml.ts';
import { toJson } from '../../src/config/value.ts';
import { KEY_NOTES } from '../../src/engine/cosmos-rl/editor/notes.ts';
import { schemaOf } from '../../src/engine/cosmos-rl/schema/schema.ts';
import { KNOWN_VERSIONS } from '../../src/engine/cosmos-rl/versions.ts';
import { CLI, json, ROOT, rig } from './rig.ts';

const GOLDEN = join(ROOT, 'test/fixtures/golden');
const folder = mkdtempSync(join(tmpdir(), 'cookbook-schema-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const schemaText = (version: string) =>
  execFileSync(process.execPath, [CLI, 'schema', '--engine', version], { encoding: 'utf8' });

describe.each(KNOWN_VERSIONS)('cosmos-rl %s', (version) => {
  const text = schemaText(version);
  const validate = new Ajv2020({ strict: true, allErrors: true }).compile(json(text));
  const check = (toml: string) => {
    const ok = validate(toJson(parseToml(toml, 'test')));
    return ok ? [] : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.keyword}`);
  };

  test('every golden file of this version is valid', () => {
    const files = readdirSync(GOLDEN).filter((name) => name.endsWith(`-${version}.toml`));
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) expect(check(readFileSync(join(GOLDEN, file), 'utf8')), file).toEqual([]);
  });

  test('unknown keys, wrong types and wrong choices are not', () => {
    expect(check('[train]\nepochs = 3\n')).toContain('/train additionalProperties');
    expect(check('[train]\nepoch = "many"\n')).toContain('/train/epoch type');
    expect(check('[train]\nparam_dtype = "bf16"\n')).toContain('/train/param_dtype enum');
    expect(check('[custom.mine]\nanything = [1, 2]\n')).toEqual([]);
  });

  test('taplo, which is behind Even Better TOML, takes it: valid files pass, a misspelt key has its line', () => {
    const path = join(folder, `${version}.json`);
    writeFileSync(path, text);
    const lint = (toml: string) => {
      const file = join(folder, `${version}.toml`);
      writeFileSync(file, toml);
      return spawnSync(
        process.execPath,
        [
          join(ROOT, 'node_modules/@taplo/cli/dist/cli.js'),
          'lint',
          '--schema',
          pathToFileURL(path).href,
          file,
        ],
        { encoding: 'utf8', cwd: folder },
      );
    };
    const golden = readFileSync(join(GOLDEN, `reason1-av-caption-${version}.toml`), 'utf8');
    expect(lint(golden)).toMatchObject({ status: 0 });
    const wrong = lint('[train]\nepoch = 1\nepochs = 3\n');
    expect(wrong.status).not.toBe(0);
    expect(`${wrong.stdout}${wrong.stderr}`).toMatch(/'epochs' was unexpected[\s\S]*:3:/);
  });
});

test('it carries descriptions, defaults, choices and notes across keys', () => {
  const { $schema, properties } = json(schemaText('0.4.7'));
  expect($schema).toBe('https://json-schema.org/draft/2020-12/schema');
  const train = properties.train.properties;
  expect(train.optm_decay_type.enum ?? train.optm_decay_type.anyOf?.[0]?.enum).toContain('cosine');
  expect(train.epoch.default).toBe(1);
  expect(train.epoch.description).toContain('Default: 1.');
  expect(train.train_batch_per_replica.description).toContain('cookbook-run explain batch-not-divisible');
  expect(properties.custom.properties.vision.properties.fps.description).toContain('nframes');
});

test('every note is on a key that exists and names a finding that exists', () => {
  const ids = new Set(CATALOGUE.map((kind) => kind.id));
  for (const [key, { finding }] of Object.entries(KEY_NOTES)) {
    expect(schemaOf('0.4.7').has(key), key).toBe(true);
    if (finding !== undefined) expect(ids.has(finding), finding).toBe(true);
  }
});

test('an engine that is not known is refused', async () => {
  expect(await rig().run(['schema', '--engine', '9.9.9'])).toMatchObject({ code: 2, stdout: '' });
});

test('--site prints the schema of a site file', () => {
  const text = execFileSync(process.execPath, [CLI, 'schema', '--site'], { encoding: 'utf8' });
  const validate = new Ajv2020({ strict: true }).compile(json(text));
  expect(validate({ slurm: { partition: 'gpu' } })).toBe(true);
  expect(validate({ slurm: { partitoin: 'gpu' } })).toBe(false);
});

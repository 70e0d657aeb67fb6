/** `handover`: folders whose scripts run as they stand, hold every mandatory value, and read names as names. */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { json, type Rig, ROOT, rig } from './rig.ts';

const MANDATORY = JSON.parse(
  readFileSync(join(ROOT, 'test/fixtures/feasibility/mandatory.json'), 'utf8'),
) as Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/** A name that a shell or Hydra would take apart if it were not quoted. */
const HOSTILE = 'a b,c=d (e) {f} [g] ;touch owned; & # %';

function furnished() {
  const place = rig('handover');
  const data = join(place.folder, HOSTILE);
  const model = join(place.folder, `model ${HOSTILE}`);
  for (const folder of [data, model]) mkdirSync(folder);
  const nav = join(data, 'nav, all.json');
  writeFileSync(nav, '[]');
  return { place, data, model, nav };
}

/** A place in which the scripts run: recipes and environments that do nothing, programs that write down how they were called. */
function stubs(folder: string, recipe: string, venv: string): string {
  const at = join(folder, 'alpamayo-recipes', recipe, venv, 'bin');
  mkdirSync(at, { recursive: true });
  writeFileSync(join(at, 'activate'), '');
  const bin = join(folder, 'stub-bin');
  mkdirSync(bin);
  const log = join(folder, 'calls');
  for (const name of ['torchrun', 'python', 'uv', 'git', 'huggingface-cli', 'vllm', 'docker']) {
    writeFileSync(
      join(bin, name),
      `#!/bin/sh\nprintf '%s\\0' "$0" "$@" >> "${log}"\nprintf '\\n\\0' >> "${log}"\n`,
    );
    chmodSync(join(bin, name), 0o755);
  }
  return bin;
}

const calls = (folder: string): readonly (readonly string[])[] =>
  existsSync(join(folder, 'calls'))
    ? readFileSync(join(folder, 'calls'), 'utf8')
        .split('\n\0')
        .filter((one) => one !== '')
        .map((one) => one.split('\0').slice(0, -1))
    : [];

function shell(script: string, bin: string, env: Readonly<Record<string, string>> = {}) {
  return spawnSync('bash', [script], {
    encoding: 'utf8',
    env: { PATH: `${bin}:${process.env['PATH']}`, ...env },
    cwd: join(bin, '..'),
  });
}

const scripts = (folder: string) => readdirSync(folder).filter((name) => name.endsWith('.sh'));

const ALPAMAYO = [
  ['alpamayo-r1', 'recipes/alpamayo1_sft', 'a1_sft'],
  ['alpamayo-1.5', 'recipes/alpamayo1_5_sft', 'a1_5_sft'],
  ['alpamayo-2-super', 'recipes/alpamayo2_sft', '.venv'],
] as const;

async function made(place: Rig, ...args: readonly string[]) {
  const ended = await place.run(['handover', ...args, '--json']);
  return { ...ended, document: ended.stdout === '' ? undefined : json(ended.stdout) };
}

describe.concurrent.each(ALPAMAYO)('to %s', (to, recipe, venv) => {
  test.concurrent('every mandatory value reaches upstream as it was given', async () => {
    const { place, data, model, nav } = furnished();
    const out = join(place.folder, 'to there');
    const ended = await made(
      place,
      '--to',
      to,
      '--out',
      out,
      '--model',
      model,
      '--dataset',
      data,
      '--nav',
      nav,
      '--host',
      'node0',
    );
    expect(ended.code, ended.stderr).toBe(0);
    expect(ended.document.open).toEqual([]);
    const bin = stubs(out, recipe, venv);
    for (const name of ['output_stage1', 'output_stage1_nav', 'output_stage2', 'output_stage2_nav'])
      for (const step of ['checkpoint-9', 'checkpoint-10'])
        mkdirSync(join(out, 'alpamayo-recipes', recipe, name, step), { recursive: true });
    for (const name of ['output', 'output-2'])
      mkdirSync(join(out, name, 'checkpoint-7'), { recursive: true });
    const stages = scripts(out).filter((name) => /stage|evaluate/.test(name));
    expect(stages.length).toBe(3);
    for (const name of stages) {
      const { status, stderr } = shell(join(out, name), bin);
      expect(status, `${name}: ${stderr}`).toBe(0);
    }
    const said = calls(out);
    expect(said.length).toBe(3);
    for (const argv of said) {
      const module = argv[argv.indexOf('-m') + 1] ?? '';
      const config = argv[argv.indexOf('--config-name') + 1] ?? '';
      const keys = MANDATORY[module]?.[config] ?? [];
      expect(keys.length, `${module} ${config}`).toBeGreaterThan(0);
      for (const key of keys)
        expect(
          argv.find((word) => word.startsWith(`${key}=`)),
          key,
        ).toBeDefined();
      const local = argv.find((word) => word.startsWith('data.val_dataset.local_dir='));
      expect(local).toBe(`data.val_dataset.local_dir='${data}'`);
    }
    if (to !== 'alpamayo-2-super')
      expect(said.flat().some((word) => word.endsWith("/checkpoint-10'"))).toBe(true);
    expect(existsSync(join(out, 'owned'))).toBe(false);
    expect(existsSync(join(out, 'alpamayo-recipes', recipe, 'owned'))).toBe(false);
  });

  test.concurrent('the scripts are clean, and stop for what was not given', async () => {
    const { place } = furnished();
    const out = join(place.folder, 'asked');
    const ended = await made(place, '--to', to, '--out', out);
    expect(ended.code, ended.stderr).toBe(0);
    const open = ended.document.open.map(({ name }: { name: string }) => name);
    expect(open).toContain('PAI_DIR');
    const files = scripts(out).map((name) => join(out, name));
    for (const file of files) execFileSync('bash', ['-n', file]);
    if (spawnSync('sh', ['-c', 'command -v shellcheck']).status === 0)
      execFileSync('shellcheck', ['-s', 'bash', ...files], { encoding: 'utf8' });
    const bin = stubs(out, recipe, venv);
    const stage = files.find((name) => name.includes('stage-1')) ?? '';
    const { status, stderr } = shell(stage, bin);
    expect(status).not.toBe(0);
    expect(stderr).toContain('is not set');
    expect(calls(out)).toEqual([]);
    const dollar = shell(
      stage,
      bin,
      Object.fromEntries(open.map((name: string) => [name, '/x/$(touch owned)'])),
    );
    expect(dollar.status).toBe(2);
    expect(calls(out)).toEqual([]);
  });
});

describe.concurrent('what cannot be handed over', () => {
  /** A folder of a model that is known by its config. */
  const folderOf = (place: Rig, name: string, files: Readonly<Record<string, unknown>>) => {
    const folder = join(place.folder, name);
    mkdirSync(folder);
    for (const [file, value] of Object.entries(files))
      writeFileSync(join(folder, file), JSON.stringify(value));
    for (const file of ['model.safetensors'])
      writeFileSync(join(folder, file), readFileSync(join(place.folder, '.model', file)));
    return folder;
  };

  test.concurrent('a Reason2 export to Alpamayo: no, why, and what instead; nothing is written', async () => {
    const { place } = furnished();
    const model = folderOf(place, 'export', { 'config.json': { model_type: 'qwen3_vl' } });
    for (const to of ['alpamayo-r1', 'alpamayo-1.5', 'alpamayo-2-super', 'nim']) {
      const ended = await made(place, model, '--to', to, '--out', join(place.folder, 'none'));
      expect(ended.code, ended.stderr).toBe(78);
      expect(ended.document).toMatchObject({ schemaVersion: 1, to, exitCode: 78, handed: null });
      expect(ended.document.why).toContain('Cosmos-Reason2');
      expect(ended.document.instead[0]).toMatch(/^cookbook-run handover --to alpamayo/);
      expect(existsSync(join(place.folder, 'none'))).toBe(false);
    }
  });

  test.concurrent('an adapter must be merged first', async () => {
    const { place } = furnished();
    const adapter = join(place.folder, 'adapter');
    mkdirSync(adapter);
    writeFileSync(
      join(adapter, 'adapter_config.json'),
      '{"r": 8, "peft_type": "LORA", "base_model_name_or_path": "x/y"}',
    );
    const ended = await made(place, adapter, '--to', 'vllm', '--out', join(place.folder, 'none'));
    expect(ended.code).toBe(78);
    expect(ended.document.instead).toEqual([`cookbook-run merge ${adapter} --out MERGED_DIR`]);
  });

  test.concurrent('a run that is not there, a place that is none, a folder that is there, a name that Hydra reads', async () => {
    const { place, data } = furnished();
    const out = join(place.folder, 'out');
    expect((await made(place, 'nothing', '--to', 'vllm', '--out', out)).code).toBe(66);
    expect((await made(place, '--to', 'vllm', '--out', out)).code).toBe(2);
    expect((await made(place, '--to', 'moon', '--out', out)).code).toBe(2);
    const quote = await made(place, '--to', 'alpamayo-r1', '--out', out, '--model', "it's");
    expect(quote.code).toBe(2);
    expect((await made(place, '--to', 'alpamayo-r1', '--out', out, '--dataset', 'gone')).code).toBe(66);
    expect((await made(place, '--to', 'alpamayo-r1', '--out', data)).code).toBe(73);
    expect(readdirSync(data)).toEqual(['nav, all.json']);
  });
});

describe.concurrent('to servers', () => {
  test.concurrent('a run goes to vLLM with the path of its proved export', async () => {
    const { place } = furnished();
    expect((await place.run(place.sft())).code).toBe(0);
    const out = join(place.folder, 'serve');
    const ended = await made(place, 'last', '--to', 'vllm', '--out', out);
    expect(ended.code, ended.stderr).toBe(0);
    expect(readdirSync(out).sort()).toEqual(['1-serve.sh', '2-ask.sh', 'README.md']);
    for (const name of scripts(out)) execFileSync('bash', ['-n', join(out, name)]);
    expect(statSync(join(out, '1-serve.sh')).mode & 0o100).toBe(0o100);
    const bin = stubs(out, '.', '.venv');
    expect(shell(join(out, '1-serve.sh'), bin).status).toBe(0);
    expect(calls(out)[0]?.slice(1, 3)).toEqual(['serve', ended.document.handed]);
  });
});

/** `handover`: folders whose scripts run as they stand, hold every mandatory value, and read names as names. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ALPAMAYO, calls, furnished, made, scripts, shell, stagesOf, stubs } from './handover-rig.ts';
import { type Rig, ROOT } from './rig.ts';

const MANDATORY = JSON.parse(
  readFileSync(join(ROOT, 'test/fixtures/feasibility/mandatory.json'), 'utf8'),
) as Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

describe.concurrent.each(ALPAMAYO)('to %s', (to, recipe, venv) => {
  test.concurrent('every mandatory value reaches upstream as it was given', async () => {
    const { ended, out, at, data, runs, said } = await stagesOf([to, recipe, venv]);
    expect(ended.code, ended.stderr).toBe(0);
    expect(ended.document.open).toEqual([]);
    expect(runs.length).toBe(3);
    for (const { name, status, stderr } of runs) expect(status, `${name}: ${stderr}`).toBe(0);
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
    expect(existsSync(join(at, 'owned'))).toBe(false);
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
    const full = await place.shell('ulimit -f 1; cookbook-run handover --to alpamayo-r1 --out full');
    expect([full.code, full.stderr]).toEqual([73, expect.stringContaining('cannot write')]);
    expect(existsSync(join(place.folder, 'full'))).toBe(false);
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

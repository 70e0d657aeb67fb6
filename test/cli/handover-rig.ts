/** A handover's folder in a rig: values that are hard to pass on, and programs that write down how they were called. */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { json, type Rig, rig } from './rig.ts';

/** A name that a shell or Hydra would take apart if it were not quoted. */
export const HOSTILE = 'a b,c=d (e) {f} [g] ;touch owned; & # %';

export function furnished() {
  const place = rig('handover');
  const data = join(place.folder, HOSTILE);
  const model = join(place.folder, `model ${HOSTILE}`);
  for (const folder of [data, model]) mkdirSync(folder);
  const nav = join(data, 'nav, all.json');
  writeFileSync(nav, '[]');
  return { place, data, model, nav };
}

/** A place in which the scripts run: recipes and environments that do nothing, programs that write down how they were called. */
export function stubs(folder: string, recipe: string, venv: string): string {
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

export const calls = (folder: string): readonly (readonly string[])[] =>
  existsSync(join(folder, 'calls'))
    ? readFileSync(join(folder, 'calls'), 'utf8')
        .split('\n\0')
        .filter((one) => one !== '')
        .map((one) => one.split('\0').slice(0, -1))
    : [];

export function shell(script: string, bin: string, env: Readonly<Record<string, string>> = {}) {
  return spawnSync('bash', [script], {
    encoding: 'utf8',
    env: { PATH: `${bin}:${process.env['PATH']}`, ...env },
    cwd: join(bin, '..'),
  });
}

export const scripts = (folder: string) => readdirSync(folder).filter((name) => name.endsWith('.sh'));

/** Places with stages: folder of the recipe, its environment. */
export const ALPAMAYO: ReadonlyArray<readonly [place: string, recipe: string, environment: string]> = [
  ['alpamayo-r1', 'recipes/alpamayo1_sft', 'a1_sft'],
  ['alpamayo-1.5', 'recipes/alpamayo1_5_sft', 'a1_5_sft'],
  ['alpamayo-2-super', 'recipes/alpamayo2_sft', '.venv'],
];

export async function made(place: Rig, ...args: readonly string[]) {
  const ended = await place.run(['handover', ...args, '--json']);
  return { ...ended, document: ended.stdout === '' ? undefined : json(ended.stdout) };
}

/** The arguments of every training and evaluation of a handover that was given everything, as upstream's programs get them. */
export async function stagesOf([to, recipe, venv]: (typeof ALPAMAYO)[number]) {
  const { place, data, model, nav } = furnished();
  const out = join(place.folder, 'to there');
  const given = ['--model', model, '--dataset', data, '--nav', nav, '--host', 'node0'];
  const ended = await made(place, '--to', to, '--out', out, ...given);
  const bin = stubs(out, recipe, venv);
  const at = join(out, 'alpamayo-recipes', recipe);
  for (const name of ['output_stage1', 'output_stage1_nav', 'output_stage2', 'output_stage2_nav'])
    for (const step of ['checkpoint-9', 'checkpoint-10'])
      mkdirSync(join(at, name, step), { recursive: true });
  for (const name of ['output', 'output-2']) mkdirSync(join(out, name, 'checkpoint-7'), { recursive: true });
  const runs = scripts(out)
    .filter((name) => /stage|evaluate/.test(name))
    .map((name) => ({ name, ...shell(join(out, name), bin) }));
  return { ended, out, at, data, model, nav, runs, said: calls(out) };
}

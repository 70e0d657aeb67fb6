/** Scripts for bash from the steps of a way: blanks become variables, and Hydra's own language is kept out of their values. */
import { shellWord } from '../findings/shell-word.ts';
import type { Way } from '../objective/remedies/way.ts';
import { blanksIn, type Variable } from './blanks.ts';

/** One file of the folder. */
export interface HandoverFile {
  readonly name: string;
  readonly text: string;
  /** What it is for, in one line. */
  readonly about: string;
}

type Kind = 'install' | 'data' | 'model' | 'stage-1' | 'stage-2' | 'evaluate' | 'export';

const KINDS: ReadonlyArray<readonly [Kind, RegExp, string]> = [
  ['install', /git clone|uv venv/, 'clone the recipes and make their environment'],
  ['data', /download_pai\.py/, 'fetch the data, where you have none'],
  ['model', /huggingface-cli|to-a1 /, 'fetch the model, and bring it into the form that is trained'],
  ['stage-1', /train_hf .*sft_stage1/, 'train the VLM'],
  ['stage-2', /train_hf .*sft_stage2/, 'train the decoder on the frozen VLM'],
  ['evaluate', /evaluate_hf/, 'measure it'],
  ['export', /to-a15/, 'bring it back into the form of inference'],
];

/** How every script begins. */
export const HEAD = '#!/usr/bin/env bash\nset -euo pipefail\n';
/** The line that finds the folder of a script. */
export const HERE = `HERE=$(cd "$(dirname "\${BASH_SOURCE[0]}")" && pwd)`;
const ENTER = `${HERE}\n# shellcheck source=/dev/null\n. "$HERE/values.sh"\n`;

const kindOf = (run: string): Kind | undefined => KINDS.find(([, pattern]) => pattern.test(run))?.[0];

/** A command with variables for its blanks, and the lines that must stand before it. */
function withVariables(run: string, blanks: readonly Variable[]): string {
  const before: string[] = [];
  const words = blanks.map(({ word }) => word).join('|') || '(?!)';
  const saved = run.replace(/\S*checkpoint-N\b/g, (word) => {
    const [, key = '', folder = ''] = /^(?:(\S+?)=)?(\S+)\/checkpoint-N$/.exec(word) ?? [];
    const name = `CHECKPOINT_${before.length + 1}`;
    const place = new RegExp(`^(${words})$`).test(folder) ? `"$${folder}"` : folder;
    before.push(`${name}=$(newest ${place})`);
    return key === '' ? `"$${name}"` : `"${key}=$(hydra "$${name}")"`;
  });
  const line = saved
    .replace(
      new RegExp(`([\\w.]+\\.[\\w.]+)=(${words})(?=\\s|$)`, 'g'),
      (_, key, word) => `"${key}=$(hydra "$${word}")"`,
    )
    .replace(new RegExp(`(?<![$\\w{"])(${words})(?![\\w"])`, 'g'), (word) => `"$${word}"`);
  return [...before, line].join('\n');
}

/** Where upstream's scripts are run: the folder of its recipe, with its environment. */
function placeOf(way: Way): { readonly recipe: string; readonly activate: string } {
  const enter = way.steps
    .map(({ run }) => /^cd (\S+) && .*source (\S+) /.exec(run))
    .find((one) => one !== null);
  return { recipe: enter?.[1] ?? '.', activate: enter?.[2] ?? '.venv/bin/activate' };
}

/** Numbered scripts, one for each kind of step; `extra` are further Hydra values of a stage. */
export function scriptsOf(
  way: Way,
  extra: Readonly<Partial<Record<Kind, string>>> = {},
): readonly HandoverFile[] {
  const blanks = blanksIn(way.steps.map(({ run }) => run));
  const { recipe, activate } = placeOf(way);
  const kinds = KINDS.filter(([kind]) => way.steps.some(({ run }) => kindOf(run) === kind));
  return kinds.map(([kind, , about], index) => {
    const runs = way.steps.flatMap(({ run }) => (kindOf(run) === kind ? [run] : []));
    const lines =
      kind === 'install'
        ? installLines(runs)
        : [
            `cd "$HERE/alpamayo-recipes/${recipe}"`,
            '# shellcheck source=/dev/null',
            `. ${activate}`,
            ...(runs.some((run) => /^python scripts\//.test(run)) ? ['cd ../..'] : []),
            ...runs.map(
              (run) => withVariables(run, blanks) + (extra[kind] === undefined ? '' : ` ${extra[kind]}`),
            ),
          ];
    return { name: `${index + 1}-${kind}.sh`, about, text: `${HEAD}${ENTER}${lines.join('\n')}\n` };
  });
}

function installLines(runs: readonly string[]): readonly string[] {
  const clone = runs.find((run) => run.startsWith('git clone'))?.split(' && ')[0];
  const enter = runs.filter((run) => !run.startsWith('git clone'));
  return [
    'cd "$HERE"',
    ...(clone === undefined ? [] : [`[ -d alpamayo-recipes ] || ${clone}`]),
    'cd alpamayo-recipes',
    ...enter.flatMap((run) => ['# shellcheck source=/dev/null', run]),
  ];
}

/** `values.sh`: what was given, what is still asked for, and two words of the scripts. */
export function valuesFile(
  blanks: readonly Variable[],
  given: Readonly<Record<string, string>>,
): HandoverFile {
  const lines = blanks.map(({ word, what, standard }) => {
    const value = given[word];
    if (value !== undefined) return `# ${what}\n${word}=${shellWord(value)}`;
    if (standard !== undefined) return `# ${what}\n${word}=\${${word}:-"${standard}"}`;
    return `# ${what}: write it here, or set it in the environment\n: "\${${word}:?is not set: ${what.replace(/[`"'$\\]/g, '')}}"`;
  });
  const text = [
    '# shellcheck shell=bash disable=SC2034',
    '# What the scripts beside this file use. HERE is this folder.',
    HERE,
    ...lines,
    '# Hydra reads quotes, $ and \\ in a value as its own language.',
    `for value in "$HERE" ${blanks.map(({ word }) => `"$${word}"`).join(' ')}; do`,
    '  case $value in',
    '    *[\\\'\\"\\\\\\`\\$]*) echo "$value: use a path without quotes, dollar signs and backslashes" >&2; exit 2 ;;',
    '  esac',
    'done',
    '# A value as Hydra reads it back unchanged.',
    'hydra() {',
    `  printf "'%s'" "$1"`,
    '}',
    '# The newest checkpoint in a folder.',
    'newest() {',
    '  local found',
    '  found=$(find "$1" -maxdepth 1 -type d -name \'checkpoint-*\' 2>/dev/null | sort -V | tail -n 1)',
    '  [ -n "$found" ] || { echo "there is no checkpoint in $1: run the stage before this one" >&2; return 1; }',
    '  (cd "$found" && pwd)',
    '}',
  ];
  return {
    name: 'values.sh',
    about: 'every value that was given or is asked for',
    text: `${text.join('\n')}\n`,
  };
}

/** `0-check.sh`: what costs no training. */
export function checkFile(blanks: readonly Variable[], gpus: number, data: string | undefined): HandoverFile {
  const text = [
    ...blanks
      .filter(({ exists }) => exists)
      .map(({ word }) => `[ -e "$${word}" ] || { echo "${word}: $${word} is not there" >&2; exit 66; }`),
    `found=$(nvidia-smi --list-gpus 2>/dev/null | wc -l || true)`,
    `[ "$found" -ge ${gpus} ] || echo "warning: ${gpus} GPUs are needed on each node, $found are here" >&2`,
    ...(data === undefined ? [] : [`python3 "$HERE/check_data.py" "$PAI_DIR" ${data}`]),
    'echo "looked at; the README has what only a person can look at"',
  ];
  return {
    name: '0-check.sh',
    about: 'look at paths, GPUs and data: once the data are there, before any training',
    text: `${HEAD}${ENTER}${text.join('\n')}\n`,
  };
}

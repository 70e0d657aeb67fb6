/** Nothing from outside reaches a terminal or a CI's log raw: names, values, labels, log lines, arguments; every verb and format. */

import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { randomFrom } from '../random.ts';
import { rig } from './rig.ts';

/** What must not come out: C0 but for line ends and tabs, C1, line separators, and what turns the direction of writing. */
const HARMFUL =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;
/** What a runner of GitHub Actions takes for a command: `::` after the trimmed begin of a line, `##[` anywhere. */
const COMMAND = /^\s*::|##\[/m;

const PARTS = [
  '\u001b[31mred',
  '\u001b]0;title\u0007',
  '\u001b[2J',
  '\u001b[8mhidden',
  '\n::error::owned\n',
  '\r::warning::owned',
  '##[error]owned',
  '\u009b31m',
  '\u202egnp.',
  '\u2066x\u2069',
  '\u2028::notice::owned',
  '\b\b',
  'plain words',
];

/** A text of some of the parts; `name` without what a file name cannot hold. */
function evil(random: () => number, name = false): string {
  const parts = Array.from({ length: 4 }, () => PARTS[Math.floor(random() * PARTS.length)] ?? '');
  const text = `x${parts.join('')}::error::end`;
  return name ? text.replaceAll('/', '_').slice(0, 80) : text;
}

const toml = (text: string) => JSON.stringify(text).replaceAll('\u007f', '\\u007f');

function configOf(text: string, dataset: string): string {
  return [
    `[train]\noutput_dir = ${toml(`out/${text}`)}\noptm_name = ${toml(text)}\n${toml(text)} = 1`,
    `[policy]\nmodel_name_or_path = ${toml(text)}\nfreeze_pattern = [${toml(text)}]`,
    `[train.train_policy]\ntype = "sft"\n[logging]\nlogger = [${toml(text)}]`,
    `[custom.dataset]\npath = ${toml(dataset)}\n${toml(`fps${text}`)} = ${toml(text)}`,
  ].join('\n');
}

function logOf(text: string): string {
  const lines = text.split(/[\r\n]/).join(' ');
  return [
    '[cosmos] 2026-11-20 09:00:22,270 - cosmos - INFO - Controller is ready at localhost:8000',
    '[rank0]:[rank0]: Traceback (most recent call last):',
    `[rank0]:[rank0]:   File "/srv/${lines}.py", line 40, in <module>`,
    `[rank0]:[rank0]: ValueError: ${lines}`,
    '[cosmos] 2026-11-20 09:01:22,000 - cosmos - ERROR - Process 4200 failed with return code 1',
    '',
  ].join('\n');
}

/** A dataset whose clips, labels and questions hold the text. */
function spoil(folder: string, text: string, name: string): void {
  for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!entry.endsWith('.json')) continue;
    const path = join(folder, entry);
    const quoted = JSON.stringify(text).slice(1, -1);
    writeFileSync(path, readFileSync(path, 'utf8').replace(/": "(?=\w)/g, `": "${quoted} `));
  }
  const clip = readdirSync(join(folder, 'videos')).find((one) => one.endsWith('.mp4'));
  if (clip !== undefined)
    renameSync(join(folder, 'videos', clip), join(folder, 'videos', clip.replace('.', `${name}.`)));
}

const PRESET = 'reason1-av-caption';

function invocations(text: string, name: string): ReadonlyArray<readonly string[]> {
  const formats = ['text', 'json', 'sarif', 'github'];
  return [
    ...formats.map((format) => ['check', 'evil.toml', '--format', format]),
    ...formats.map((format) => ['check', `${name}.toml`, '--format', format]),
    ['check', 'evil.toml', '--fix', '--output', 'fixed.toml'],
    ['check', 'evil.toml', '--engine', text],
    ['check', text],
    ['data', 'check', 'ds', '--preset', PRESET, '--no-cache'],
    ['data', 'check', 'ds', '--preset', PRESET, '--no-cache', '--json'],
    ['data', 'check', text, '--preset', PRESET],
    ['data', 'show', 'ds', '--preset', PRESET, '--count', '2'],
    ['setup', '--venv', text],
    ['diagnose', 'evil.log'],
    ['diagnose', 'evil.log', '--json'],
    ['diagnose', `${name}.log`],
    ['diagnose', text],
    ['feasibility', '--config', 'evil.toml'],
    ['feasibility', '--config', 'evil.toml', '--json'],
    ['feasibility', '--config', 'evil.toml', '--format', 'md'],
    ['feasibility', '--preset', PRESET, '--goal', text],
    ['feasibility', '--preset', PRESET, '--model', text, '--optimize', text],
    ['sft', '--preset', PRESET, '--dataset', 'ds', '--dry-run'],
    ['sft', '--preset', PRESET, '--dataset', text, '--dry-run', '--json'],
    ['sft', '--config', 'evil.toml', '--dry-run'],
    ['sft', '--preset', text],
    ['sft', '--preset', PRESET, `train.${text}=1`],
    ['show', PRESET, `custom.note=${toml(text)}`],
    ['show', PRESET, `custom.note=${toml(text)}`, '--format', 'toml'],
    ['show', PRESET, `custom.note=${toml(text)}`, '--format', 'json'],
    ['show', text],
    ['diff', PRESET, 'evil.toml'],
    ['cp', PRESET, text.replaceAll('/', '_'), `custom.note=${toml(text)}`],
    ['explain', text],
    ['runs', 'ls', '--runs-dir', text],
    ['runs', 'ls'],
    ['runs', 'show', text],
    ['runs', 'show', 'spoilt'],
    ['nightly', 'run', text],
    [text],
    ['list', `--${text}`],
  ];
}

describe.each([1, 2])('texts of seed %i', (seed) => {
  const random = randomFrom(seed);
  const one = rig(`harmless-${seed}`);
  const text = evil(random);
  const name = evil(random, true);
  one.dataset('ds');
  spoil(join(one.folder, 'ds'), text, name);
  writeFileSync(join(one.folder, 'evil.toml'), configOf(text, 'ds'));
  writeFileSync(join(one.folder, `${name}.toml`), configOf(text, name));
  writeFileSync(join(one.folder, 'evil.log'), logOf(text));
  writeFileSync(join(one.folder, `${name}.log`), logOf(text));
  mkdirSync(join(one.folder, 'runs/spoilt'), { recursive: true });
  const record = {
    schemaVersion: 1,
    id: `spoilt${text}`,
    status: 'ended',
    outcome: text,
    preset: text,
    startedAt: text,
  };
  writeFileSync(join(one.folder, 'runs/spoilt/run.json'), JSON.stringify(record));

  test.concurrent.each(invocations(text, name).map((args) => [args]))('%j', async (args) => {
    // Where colours are wanted, they are the only sequences that come through.
    for (const colours of seed === 1 ? [undefined] : ['1']) {
      const env = { CI: 'true', GITHUB_ACTIONS: 'true', FORCE_COLOR: colours };
      const { stdout, stderr } = await one.run(args, env);
      for (const output of [stdout, stderr]) {
        const plain =
          colours === undefined ? output : output.replace(/\u001b\[(?:1|2|22|31|32|33|36|39)m/g, '');
        expect(JSON.stringify(HARMFUL.exec(plain)?.[0])).toBeUndefined();
        const ours = args.includes('github') ? plain.replace(/^::(error|warning|notice) file=/gm, '') : plain;
        expect(COMMAND.exec(ours)?.[0]).toBeUndefined();
      }
      expect(`${stdout}${stderr}`).not.toBe('');
    }
  });
});

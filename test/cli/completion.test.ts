/** Completion: what is offered, from the command tree, and what real shells make of it on a terminal. */
import { execFile, execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { RECIPES } from '../../recipes/index.ts';
import { CATALOGUE } from '../../src/catalogue.ts';
import { TARGETS } from '../../src/findings/target.ts';
import { CLI, ROOT, rig } from './rig.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'cookbook-completion-'));
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));
mkdirSync(join(FOLDER, 'bin'));
symlinkSync(CLI, join(FOLDER, 'bin/cookbook-run'));

async function offered(...words: readonly string[]): Promise<readonly string[]> {
  const ended = await rig().run(['complete', '--', ...words]);
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  return ended.stdout.split('\n').flatMap((line) => (line === '' ? [] : [line.split('\t')[0] ?? '']));
}

describe.concurrent('what is offered', () => {
  test.concurrent('verbs, and verbs of verbs, without what is hidden', async () => {
    const verbs = await offered('');
    expect(verbs).toEqual(expect.arrayContaining(['sft', 'check', 'runs', 'completion']));
    expect(verbs).not.toContain('complete');
    expect(await offered('runs', 'st')).toEqual(['stop']);
    expect(await offered('nightly', 'run', '')).toEqual([':files']);
  });

  test.concurrent('flags of the verb at hand', async () => {
    expect(await offered('sft', '--presen')).toEqual([]);
    expect(await offered('sft', '--prese')).toEqual(['--preset']);
    expect(await offered('runs', 'rm', '--')).toEqual(expect.arrayContaining(['--yes', '--help']));
  });

  test.concurrent('presets, also behind an equals sign', async () => {
    const all = RECIPES.map(({ name }) => name);
    expect(await offered('sft', '--preset', '')).toEqual([...all, ':files']);
    expect(await offered('sft', '--preset=reason1-av-c')).toEqual(['--preset=reason1-av-caption', ':files']);
    expect(await offered('show', 'reason1-av-c')).toEqual(['reason1-av-caption', ':files']);
  });

  test.concurrent('choices, targets, versions, findings, codes and topics', async () => {
    expect(await offered('sft', '--on-nan', '')).toEqual(['stop', 'warn']);
    expect(await offered('sft', '--optimize', '')).toEqual([...TARGETS]);
    expect(await offered('sft', '--engine', '0.4')).toEqual(['0.4.4', '0.4.7']);
    expect(await offered('completion', '')).toEqual(['bash', 'zsh', 'fish']);
    expect((await offered('explain', '')).length).toBeGreaterThan(CATALOGUE.length + 17);
    expect(await offered('explain', 'straight')).toEqual(['straight-path']);
  });

  test.concurrent('keys of the schema with their values, to set and to remove', async () => {
    expect(await offered('sft', '--preset', 'x', 'train.optm_l')).toEqual(['train.optm_lr=', ':nospace']);
    expect(await offered('sft', '~train.optm_l')).toEqual(['~train.optm_lr']);
    expect(await offered('sft', '--set', 'train.optm_l')).toEqual(['train.optm_lr=', ':nospace']);
    expect(await offered('sft', 'train.ckpt.enable_checkpoint=')).toEqual([
      'train.ckpt.enable_checkpoint=true',
      'train.ckpt.enable_checkpoint=false',
    ]);
  });

  test.concurrent('runs by id and name, from the folder that is named; a hostile name is left out', async () => {
    const place = rig();
    const runs = join(place.folder, 'elsewhere');
    for (const [id, name] of [
      ['20260101-000000-aaaa', 'night-1'],
      ['20260102-000000-bbbb', '$(touch owned)'],
    ] as const) {
      mkdirSync(join(runs, id), { recursive: true });
      const ended = { status: 'ended', outcome: 'failed', exitCode: 1, step: {}, findings: [] };
      const when = { startedAt: '2026-01-01T00:00:00Z', supervisor: { pid: 1, bootId: 'b' } };
      const record = { schemaVersion: 1, id, name, preset: 'x', engine: '0.4.7', ...ended, ...when };
      writeFileSync(join(runs, id, 'run.json'), JSON.stringify(record));
    }
    const ended = await place.run(['complete', '--', 'runs', 'show', '--runs-dir', runs, '']);
    const names = ended.stdout.split('\n').map((line) => line.split('\t')[0]);
    expect(names).toContain('last');
    expect(names).not.toContain('$(touch owned)');
    expect(names).toContain('20260102-000000-bbbb');
    expect(names).toContain('night-1');
  });
});

const SHELLS = {
  bash: { start: ['bash', '--norc', '--noprofile', '-i'], setup: 'eval "$(cookbook-run completion bash)"' },
  zsh: {
    start: ['zsh', '-f', '-i'],
    setup: 'autoload -U compinit; compinit -u -D; eval "$(cookbook-run completion zsh)"',
  },
  fish: { start: ['fish', '--no-config', '-i'], setup: 'cookbook-run completion fish | source' },
} as const;

const here = (program: string) => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;

/** The words of the line after TAB was pressed, and everything that the shell showed. */
async function pressed(shell: keyof typeof SHELLS, line: string, tabs = 1) {
  const { start, setup } = SHELLS[shell];
  const script = join(ROOT, 'test/cli/press_tab.py');
  const { stdout } = await promisify(execFile)(
    'python3',
    [script, setup, String(tabs), line, '--', ...start],
    {
      cwd: FOLDER,
      env: { ...process.env, PATH: `${join(FOLDER, 'bin')}:${process.env['PATH']}`, HOME: FOLDER },
    },
  );
  const [first = '', ...rest] = stdout.split('\n');
  return { words: [...first.matchAll(/<([^>]*)>/g)].map((match) => match[1]), shown: rest.join('\n') };
}

describe.each(Object.keys(SHELLS) as (keyof typeof SHELLS)[])('%s', (shell) => {
  const there = here(shell);

  test.runIf(there)('completes a verb, a preset, a key and a value', async () => {
    expect((await pressed(shell, 'cookbook-run rehea')).words).toEqual(['cookbook-run', 'rehearse']);
    expect((await pressed(shell, 'cookbook-run sft --preset reason1-av-c')).words.at(-1)).toBe(
      'reason1-av-caption',
    );
    expect((await pressed(shell, 'cookbook-run sft train.train_policy.ty')).words.at(-1)).toBe(
      'train.train_policy.type=',
    );
    expect((await pressed(shell, 'cookbook-run sft train.train_policy.type=')).words.at(-1)).toBe(
      'train.train_policy.type=sft',
    );
  });

  test.runIf(there)('lists what is possible, and completes files', async () => {
    const listed = await pressed(shell, 'cookbook-run runs s', 2);
    for (const verb of ['show', 'stop']) expect(listed.shown).toContain(verb);
    writeFileSync(join(FOLDER, 'mine_own.toml'), '');
    expect((await pressed(shell, 'cookbook-run check mine_o')).words.at(-1)).toBe('mine_own.toml');
  });

  test.runIf(there)('runs nothing that a file is called', async () => {
    const folder = join(FOLDER, 'hostile');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'a$(touch owned).toml'), '');
    await pressed(shell, 'cookbook-run check hostile/a');
    expect(existsSync(join(FOLDER, 'owned'))).toBe(false);
  });
});

test.runIf(here('shellcheck'))('the script for bash is clean', () => {
  const script = join(ROOT, 'templates/completion/cookbook-run.bash');
  expect(execFileSync('shellcheck', ['-s', 'bash', script], { encoding: 'utf8' })).toBe('');
});

test('README and docs say how it is switched on', () => {
  const page = readFileSync(join(ROOT, 'docs/completion.md'), 'utf8');
  for (const shell of Object.keys(SHELLS)) expect(page).toContain(`cookbook-run completion ${shell}`);
});

/** `feasibility` as it is typed: the labelled cases, the table, the formats, and what is refused. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { evaluationOnly, otherLauncher } from '../../src/engine/cosmos-rl/objective/kinds.ts';
import { VERDICT_KINDS } from '../../src/objective/verdict/kinds.ts';
import { json, ROOT, rig } from './rig.ts';

interface Matrix {
  readonly kinds: Readonly<
    Record<string, { readonly cases: number; readonly feasibility: readonly (readonly number[])[] }>
  >;
  readonly wrong: readonly unknown[];
  readonly rows: readonly { readonly id: string; readonly finds?: string; readonly why: string }[];
}

function matrixOf(file: string): Matrix {
  const script = join(ROOT, 'scripts/feasibility-matrix.mjs');
  const cases = join(ROOT, 'test/fixtures/feasibility', file);
  return JSON.parse(
    execFileSync(process.execPath, [script, cases, '--json'], { encoding: 'utf8' }),
  ) as Matrix;
}

interface Document {
  readonly verdict: string;
  readonly findings: readonly { readonly id: string; readonly severity: string; readonly help?: string }[];
  readonly modules: readonly {
    readonly name: string;
    readonly role: string;
    readonly state: string;
    readonly why: string;
    readonly parameters?: number;
    readonly remedy?: { readonly commands: readonly string[] };
  }[];
  readonly headline: { readonly says: string; readonly unseen: readonly string[] };
  readonly goal?: string;
  readonly answers?: readonly {
    readonly optimize: string;
    readonly verdict: string;
    readonly why: string;
    readonly remedy?: { readonly commands: readonly string[] };
  }[];
  readonly question?: { readonly flag: string; readonly answers: readonly unknown[] };
  readonly remedies: readonly { readonly id: string; readonly commands: readonly string[] }[];
  readonly cheapChecks: readonly string[];
  readonly skipped: readonly { readonly id: string; readonly reason: string }[];
}

const documentOf = (text: string): Document => json(text);

test('every given case reaches its label', { timeout: 600_000 }, () => {
  const matrix = matrixOf('given.json');
  expect(matrix.wrong).toEqual([]);
  expect(Object.values(matrix.kinds).reduce((sum, { cases }) => sum + cases, 0)).toBe(58);
});

test('every case of ours does, for its reason; every finding has a case with it and many without', {
  timeout: 600_000,
}, () => {
  const { wrong, rows } = matrixOf('own.json');
  expect(wrong).toEqual([]);
  for (const { id, finds, why } of rows) if (finds !== undefined) expect(why.split(' '), id).toContain(finds);
  for (const { id } of [evaluationOnly, otherLauncher, ...VERDICT_KINDS]) {
    const found = rows.filter(({ why }) => why.split(' ').includes(id));
    expect(found.length, id).toBeGreaterThan(0);
    expect(found.length, id).toBeLessThan(rows.length / 2);
  }
});

describe('the question the project exists for', () => {
  test("Alpamayo's decoder under Reason SFT: block, with the command that trains it", async () => {
    const place = rig();
    const ended = await place.run([
      'feasibility',
      '--model',
      'nvidia/Alpamayo-R1-10B',
      '--optimize',
      'trajectory-decoder',
      '--json',
    ]);
    expect(ended.code).toBe(78);
    const answer = documentOf(ended.stdout);
    expect(answer.verdict).toBe('block');
    const expert = answer.modules.find(({ name }) => name === 'expert');
    expect(expert).toMatchObject({
      role: 'trajectory decoder',
      parameters: 2_279_238_656,
      state: 'unreachable',
    });
    expect(answer.remedies[0]?.commands.join('\n')).toContain('--config-name sft_stage2');
    expect(answer.cheapChecks.length).toBeGreaterThan(3);
    for (const { severity, help } of answer.findings)
      if (severity === 'error') expect(help).toContain('torchrun');
    expect(JSON.stringify(answer)).not.toMatch(/cosmos-rl cannot/);
  });

  test('text of Cosmos-Reason: allow', async () => {
    const ended = await rig().run([
      'feasibility',
      '--preset',
      'reason2-video-caption-vqa',
      '--optimize',
      'vlm-text',
      '--json',
    ]);
    expect(ended.code).toBe(0);
    expect(documentOf(ended.stdout)).toMatchObject({
      verdict: 'allow',
      findings: [{ id: 'checkpoint-known-by-name', severity: 'info' }],
      remedies: [],
    });
  });
});

describe('a goal in words is kept and never judged', () => {
  const goals = [
    'Alpamayo の直進する癖を直したい',
    'describe the ego trajectory in captions more precisely',
    'make the driven path bend at intersections',
    'xyzzy',
  ];

  test.each(goals)('%s: the same answer', async (goal) => {
    const ended = await rig().run(['feasibility', '--goal', goal, '--json']);
    const answer = documentOf(ended.stdout);
    expect([ended.code, answer.verdict, answer.goal]).toEqual([0, 'warn', goal]);
    expect(answer.question?.flag).toBe('--optimize');
    expect(answer.question?.answers).toEqual(answer.answers);
    expect(answer.answers?.map(({ optimize, verdict }) => `${optimize} ${verdict}`)).toEqual([
      'vlm-text allow',
      'discrete-traj-tokens warn',
      'trajectory-decoder block',
      'video-diffusion block',
    ]);
    for (const { verdict, why, remedy } of answer.answers ?? []) {
      expect(why).toMatch(/gradient/);
      if (verdict === 'block') expect(remedy?.commands.length).toBeGreaterThan(0);
    }
  });

  test('with --optimize the evidence alone decides', async () => {
    for (const [target, code] of [
      ['vlm-text', 0],
      ['trajectory-decoder', 78],
    ] as const) {
      const ended = await rig().run([
        'feasibility',
        '--goal',
        'fix the path',
        '--optimize',
        target,
        '--json',
      ]);
      const answer = documentOf(ended.stdout);
      expect([ended.code, answer.question, answer.answers]).toEqual([code, undefined, undefined]);
    }
  });

  test.each([
    ['nvidia/Alpamayo-R1-10B', 'block'],
    ['nvidia/Cosmos-Reason2-8B', 'warn'],
  ])('each answer is what --optimize gives: %s', async (model) => {
    const whole = documentOf((await rig().run(['feasibility', '--model', model, '--json'])).stdout);
    for (const { optimize, verdict } of whole.answers ?? []) {
      const one = await rig().run(['feasibility', '--model', model, '--optimize', optimize, '--json']);
      expect([optimize, documentOf(one.stdout).verdict]).toEqual([optimize, verdict]);
    }
  });
});

describe('on a terminal one choice settles a goal', () => {
  const choose = (typed: string, env: Readonly<Record<string, string>> = {}) => {
    const { CI: _, ...own } = process.env;
    const cli = join(ROOT, 'dist/cli.js');
    const line = `stty cols 80 && ${process.execPath} ${cli} feasibility --goal x --preset reason2-video-caption-vqa`;
    const ended = spawnSync('script', ['-qec', line, '/dev/null'], {
      input: typed,
      encoding: 'utf8',
      env: { ...own, TERM: 'dumb', ...env },
      timeout: 60_000,
    });
    return { code: ended.status, text: ended.stdout };
  };

  test('the choice is judged as if --optimize had been typed', () => {
    const { code, text } = choose('3\n');
    expect(text).toContain('3  the path that is driven (--optimize trajectory-decoder)');
    expect(text).toContain('no (block): this Reason SFT run cannot change the path that is driven');
    expect(code).toBe(78);
  });

  test('Enter leaves it open, and under CI nobody is asked', () => {
    expect(choose('\n')).toMatchObject({ code: 0, text: expect.stringContaining('not verified (warn)') });
    const { code, text } = choose('', { CI: '1' });
    expect(code).toBe(0);
    expect(text).not.toContain('1 to 4');
  });
});

describe('inside sft', () => {
  test('a target that is not trained refuses the launch with 78 and prints what trains it', async () => {
    const place = rig();
    const ended = await place.run(place.sft('--optimize', 'trajectory-decoder'));
    expect(ended.code).toBe(78);
    expect(ended.stderr).toContain('error[target-not-trained]');
    expect(ended.stderr).toContain('--config-name sft_stage2');
    expect(ended.stderr).toContain('not started');
  });

  test('a question that is not answered warns, and with --strict refuses', async () => {
    const place = rig();
    const goal = ['--goal', 'make the planned path bend at intersections'];
    const dry = await place.run([...place.sft(...goal), '--dry-run', '--json']);
    const warned = json(dry.stdout).findings.find(({ id }: { id: string }) => id === 'goal-asks');
    expect([dry.code, warned.severity]).toEqual([0, 'warning']);
    expect((await place.run([...place.sft(...goal), '--dry-run', '--strict'])).code).toBe(78);
    const answered = await place.run([
      ...place.sft('--goal', 'better captions', '--optimize', 'vlm-text'),
      '--dry-run',
      '--json',
    ]);
    expect(json(answered.stdout).findings.filter(({ id }: { id: string }) => id === 'goal-asks')).toEqual([]);
  });
});

describe('--consumer', () => {
  const args = [
    'feasibility',
    '--preset',
    'reason2-video-caption-vqa',
    '--optimize',
    'vlm-text',
    '--consumer',
  ];

  test('backbone and consumer stand side by side, and the help is the stage that trains the consumer', async () => {
    const { stdout, code } = await rig().run([...args, 'alpamayo-r1', '--json']);
    expect(code).toBe(78);
    const { graft, findings } = json(stdout);
    expect(graft).toContainEqual(
      expect.objectContaining({ what: 'vocabulary rows', brain: '151936', consumer: '155697', fits: false }),
    );
    expect(graft.filter(({ fits }: { fits: boolean }) => !fits)).toHaveLength(2);
    expect(findings[0].help).toContain('sft_stage1');
    const { stdout: text } = await rig().run([...args, 'alpamayo-r1']);
    expect(text).toMatch(/^KV width +1024 +1024 +yes$/m);
    expect(text.split('\n').filter((line) => [...line].length > 80 && !line.startsWith('  $ '))).toEqual([]);
  });

  test('between two Cosmos-Reason models nothing is said of Alpamayo', async () => {
    const { stdout, code } = await rig().run([...args, 'nvidia/Cosmos-Reason2-2B', '--json']);
    expect(code).toBe(78);
    const { findings, stages } = json(stdout);
    expect(findings[0]).toMatchObject({ id: 'graft-incompatible' });
    expect(findings[0].help).not.toContain('lpamayo');
    expect(stages).toEqual([]);
  });

  test('2 Super has a stage 1 of its own, 2 Edge none', async () => {
    expect((await rig().run([...args, 'alpamayo-2-super'])).stdout).toContain('alpamayo2_sft.train_hf');
    expect((await rig().run([...args, 'alpamayo-2-edge'])).stdout).toContain('Nemotron');
  });
});

describe('formats', () => {
  const args = ['feasibility', '--preset', 'reason2-video-caption-vqa', '--optimize', 'trajectory-decoder'];

  test('text fits 80 columns, but for commands to copy', async () => {
    const { stdout, code } = await rig().run(args);
    expect(code).toBe(78);
    const wide = stdout.split('\n').filter((line) => [...line].length > 80 && !line.startsWith('  $ '));
    expect(wide).toEqual([]);
    const [first = '', second = '', third = '', fourth] = stdout.split('\n');
    expect(first).toBe('no (block): this Reason SFT run cannot change the path that is driven');
    expect(`${second} ${third.trim()}`).toMatch(/^why: .*cross entropy of text tokens.*no gradient reaches/);
    expect(fourth).toBe('');
    expect(stdout.indexOf('what can do it')).toBeLessThan(stdout.indexOf('trained by this run?'));
    const sentences = stdout.split('\n').filter((line) => line.startsWith('    why: '));
    expect(new Set(sentences).size).toBe(sentences.length);
  });

  test('md has the table of five questions', async () => {
    const { stdout } = await rig().run([...args, '--format', 'md']);
    expect(stdout).toContain(
      '| module | role | parameters | trained by this run? | why | what can train it |',
    );
    const cells = stdout
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .map((line) => line.split(/(?<!\\)\|/).length);
    expect(new Set(cells)).toEqual(new Set([8]));
  });
});

describe('bad input', () => {
  const refused = [
    { name: 'nothing to judge', args: [], code: 2, says: 'needs a run or a request' },
    {
      name: 'an unknown target',
      args: ['--optimize', 'trajectory-decodr'],
      code: 2,
      says: 'did you mean --optimize trajectory-decoder (the path that is driven)?',
    },
    { name: 'an unknown consumer', args: ['--consumer', 'alpamayor1'], code: 2, says: 'alpamayo-r1' },
    { name: 'an empty goal', args: ['--goal', ' '], code: 2, says: '--goal is empty' },
    {
      name: 'an unknown format',
      args: ['--goal', 'x', '--format', 'pdf'],
      code: 2,
      says: 'text, json and md',
    },
    {
      name: 'a model that is not there',
      args: ['--model', './no such model'],
      code: 66,
      says: 'no such model',
    },
    {
      name: 'a dataset that is not there',
      args: ['--dataset', 'データ/無い'],
      code: 66,
      says: 'データ/無い',
    },
    {
      name: 'a config that is not there',
      args: ['--config', 'missing.toml'],
      code: 66,
      says: 'missing.toml',
    },
  ];

  test.each(refused)('$name', async ({ args, code, says }) => {
    const ended = await rig().run(['feasibility', ...args]);
    expect([ended.code, ended.stdout]).toEqual([code, '']);
    expect(ended.stderr).toContain(says);
    expect(ended.stderr).not.toContain('    at ');
  });

  test('half-written labels are said, not guessed', async () => {
    const place = rig();
    const folder = join(place.folder, '走行 データ');
    mkdirSync(folder);
    writeFileSync(join(folder, 'a.json'), '[{"conversations": [');
    const answer = documentOf((await place.run(['feasibility', '--dataset', folder, '--json'])).stdout);
    expect([answer.verdict, answer.headline.says]).toEqual(['warn', 'not verified']);
    expect(answer.skipped.some(({ id, reason }) => id === 'labels' && reason.includes('a.json'))).toBe(true);
  });
});

test('the examples of docs/feasibility.md work as they are printed', async () => {
  const docs = readFileSync(join(ROOT, 'docs/feasibility.md'), 'utf8');
  const lines = (/```sh\n([\s\S]*?)```/.exec(docs)?.[1] ?? '').trim().split('\n');
  const codes: (number | null)[] = [];
  for (const line of lines) {
    const words = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map((match) => match[1] ?? match[2] ?? '');
    codes.push((await rig().run(words.slice(1))).code);
  }
  expect(codes).toEqual([78, 78, 0, 78]);
});

test('README begins with the founding question, and its three lines are the first three of the answer', async () => {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  const [, command = '', lines = ''] =
    /^## Alpamayo drives straight on.*?```sh\n(.*?)\n```.*?```text\n(.*?)```/ms.exec(readme) ?? [];
  const ended = await rig().run(command.split(' ').slice(1));
  expect(ended.code).toBe(78);
  expect(lines.trimEnd().split('\n')).toEqual(ended.stdout.split('\n').slice(0, 3));
});

/** Inputs made from public reports, each through the command line: what must be said, and what must not. */
import { spawn } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { commandProblem, commandsIn } from './typed-command.ts';

const CASES = resolve(import.meta.dirname, 'fixtures/cases');
const CLI = resolve(import.meta.dirname, '../dist/cli.js');

/** The fields of an answer that must hold; `says` are patterns over every text of the answer, in any case of letters. */
interface Expected {
  readonly exit?: number;
  readonly outcome?: string;
  readonly verdict?: string;
  /** Ids of findings that are there, and that are not. */
  readonly has?: readonly string[];
  readonly lacks?: readonly string[];
  readonly says?: readonly string[];
  readonly saysNot?: readonly string[];
}

const FIELDS = ['exit', 'outcome', 'verdict', 'has', 'lacks', 'says', 'saysNot'];
const FOLDER = mkdtempSync(join(tmpdir(), 'cookbook-cases-'));
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

/** A PATH that knows cookbook-run and the system, and no engine. */
const BIN = join(FOLDER, 'bin');
mkdirSync(BIN);
writeFileSync(join(BIN, 'cookbook-run'), `#!/bin/sh\nexec '${process.execPath}' '${CLI}' "$@"\n`);
chmodSync(join(BIN, 'cookbook-run'), 0o755);

/** What is looked at in a finding. */
interface Found {
  readonly id: string;
  readonly help?: string;
  readonly remedy?: { readonly kind: string; readonly argv?: readonly string[] };
}

interface Answer {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the case's command line in a copy of its folder. */
function answerOf(name: string): Promise<Answer> {
  const folder = join(FOLDER, name);
  cpSync(join(CASES, name), folder, { recursive: true });
  const line = readFileSync(join(folder, 'cmd.txt'), 'utf8').trim();
  return new Promise((done) => {
    const child = spawn('/bin/bash', ['-c', line], {
      cwd: folder,
      env: { PATH: `${BIN}:/usr/bin:/bin`, HOME: folder, HF_HOME: join(FOLDER, 'hub'), LANG: 'C.UTF-8' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => (stdout += chunk));
    child.stderr.on('data', (chunk) => (stderr += chunk));
    child.on('close', (code) => done({ code, stdout, stderr }));
  });
}

/** Every text in a document, so that a pattern need not know how JSON writes it. */
function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}

function documentOf(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}

describe.each(readdirSync(CASES).map((name) => [name]))('%s', (name) => {
  test('is answered as it should be', async () => {
    const expected = JSON.parse(readFileSync(join(CASES, name, 'expected.json'), 'utf8')) as Expected;
    expect(Object.keys(expected).filter((field) => !FIELDS.includes(field))).toEqual([]);
    expect(Object.keys(expected).length).toBeGreaterThan(0);
    const { code, stdout, stderr } = await answerOf(name);
    const document = documentOf(stdout);
    const texts = [stdout, stderr, ...textsOf(document)].join('\n');
    const findings = (document['findings'] ?? []) as readonly Found[];
    const ids = findings.map(({ id }) => id);
    for (const { help, remedy } of findings) {
      expect(help ?? '').not.toMatch(/<[a-z][a-z -]*>/);
      for (const argv of commandsIn(help ?? '')) expect(commandProblem(argv), help).toBeUndefined();
      if (remedy?.kind === 'command') expect(commandProblem(remedy.argv ?? []), help).toBeUndefined();
    }
    if (expected.exit !== undefined) expect(code, texts).toBe(expected.exit);
    if (expected.outcome !== undefined) expect(document['outcome'], texts).toBe(expected.outcome);
    if (expected.verdict !== undefined) expect(document['verdict'], texts).toBe(expected.verdict);
    for (const id of expected.has ?? []) expect(ids, texts).toContain(id);
    for (const id of expected.lacks ?? []) expect(ids, texts).not.toContain(id);
    for (const pattern of expected.says ?? []) expect(texts).toMatch(new RegExp(pattern, 'i'));
    for (const pattern of expected.saysNot ?? []) expect(texts).not.toMatch(new RegExp(pattern, 'i'));
  });
});

test('docs/advice.md has a row for each of the forty that were given, and each row is a case here', () => {
  const docs = readFileSync(resolve(import.meta.dirname, '../docs/advice.md'), 'utf8');
  const rows = [...docs.matchAll(/^\| ([a-z0-9-]+) \|/gm)]
    .map(([, name]) => name)
    .filter((name) => name !== 'case');
  const cases = readdirSync(CASES);
  expect(rows.filter((name) => !cases.includes(name ?? ''))).toEqual([]);
  expect([rows.length, new Set(rows).size]).toEqual([40, 40]);
});

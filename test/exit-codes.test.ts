/** One exit-code table: in code, in the README, and for every outcome. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { EXIT_CODES, ExitCode, exitCodeOf } from '../src/findings/exit-code.ts';
import type { Category, Finding } from '../src/findings/finding.ts';
import { OUTCOMES } from '../src/findings/outcome.ts';

const README = readFileSync(resolve(import.meta.dirname, '../README.md'), 'utf8');

test("the README's table is the one in code, in the same order and words", () => {
  const section = README.split(/^## Exit codes$/m)[1]?.split(/^## /m)[0] ?? '';
  const rows = [...section.matchAll(/^\| *(\d+) *\| *(.*?) *\|$/gm)].map((match) => [
    Number(match[1]),
    match[2],
  ]);
  expect(rows).toEqual(EXIT_CODES.map(([code, text]) => [code, text]));
});

test('every code has one row', () => {
  expect(EXIT_CODES.map(([code]) => code).sort((a, b) => a - b)).toEqual(
    Object.values(ExitCode).sort((a, b) => a - b),
  );
});

test('the contract: code for code', () => {
  expect(Object.values(ExitCode)).toEqual([
    0, 1, 2, 65, 66, 69, 70, 73, 75, 77, 78, 80, 81, 82, 83, 130, 143,
  ]);
});

test('every outcome has a code of the table, and only success, a run that goes on and one that waits for its nodes have 0', () => {
  const codes = new Set<number>(Object.values(ExitCode));
  for (const [outcome, code] of Object.entries(OUTCOMES)) expect(codes, outcome).toContain(code);
  const good = Object.entries(OUTCOMES).filter(([, code]) => code === 0);
  expect(good.map(([outcome]) => outcome)).toEqual(['succeeded', 'running', 'pending']);
});

test('the outcomes of the contract', () => {
  expect(Object.keys(OUTCOMES).sort()).toEqual(
    'succeeded unverified failed data missing-input config host disk out-of-gpu-memory stalled loss-not-finite interrupted terminated retryable running pending abandoned'
      .split(' ')
      .sort(),
  );
});

test('a refusal takes the code of what must be mended first; warnings alone refuse nothing', () => {
  const finding = (category: Category, severity: Finding['severity'] = 'error'): Finding => ({
    id: category,
    severity,
    subject: 's',
    message: 'm',
    data: {},
  });
  const code = (...findings: readonly Finding[]) => exitCodeOf(findings, (id) => id as Category);
  expect(code()).toBe(0);
  expect(code(finding('config', 'warning'), finding('host', 'info'))).toBe(0);
  expect(code(finding('host'), finding('config'))).toBe(78);
  expect(code(finding('host'), finding('input'))).toBe(66);
  expect(code(finding('busy'), finding('disk'))).toBe(73);
  expect(code(finding('token'))).toBe(77);
  expect(code(finding('busy'))).toBe(75);
});

/** Findings are harmless text, and their help is rendered from remedies that would change something. */
import { describe, expect, test } from 'vitest';
import {
  bySeverity,
  defineFinding,
  found,
  inForm,
  possible,
  type Severity,
  stamp,
} from '../../../src/findings/finding.ts';
import { causesOnly } from '../../../src/findings/fold.ts';
import { changes, helpOf, type Remedy, tomlText } from '../../../src/findings/remedy.ts';
import { guarded } from '../../../src/plain.ts';

const KIND = defineFinding<{ readonly name: string; readonly list: readonly string[] }>({
  id: 'a-kind',
  summary: 'a kind for this test',
  severity: 'warning',
  category: 'config',
  docs: { what: 'what', why: 'why', fix: 'fix' },
  say: ({ name }) => ({ message: `the name ${name}`, because: name, help: `rename ${name}` }),
});

const EVIL = 'a\u001b[31mred\u001b]0;title\u0007\n::error::owned\u202e\u009b\u2028z';
const HARMFUL = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u2028\u2029]/;

describe('a stamped finding', () => {
  test('holds no control, no line break and no turn of direction, at any depth', () => {
    const finding = found(KIND, EVIL, { name: EVIL, list: [EVIL] });
    const texts = [finding.subject, finding.message, finding.because, finding.help, finding.data];
    for (const text of texts.flatMap((one) =>
      typeof one === 'string' ? one : Object.values(one ?? {}).flat(),
    ))
      expect(text).not.toMatch(HARMFUL);
    expect(finding.message).toContain('a\\u001b[31mred');
    expect(finding.severity).toBe('warning');
  });

  test('cuts a message that has no end', () => {
    expect(found(KIND, 'x', { name: 'y'.repeat(5000), list: [] }).message.length).toBeLessThan(1010);
  });

  test('keeps its remedies as data, the best first, and renders help from them', () => {
    const finding = stamp(KIND, {
      subject: 'x',
      message: 'm',
      remedy: [
        { kind: 'override', set: { 'train.ckpt.max_keep': 2n } },
        { kind: 'override', set: { 'train.ckpt.max_keep': -1n }, text: '{} to keep all' },
      ],
    });
    expect(finding.help).toBe('`train.ckpt.max_keep=2`, or `train.ckpt.max_keep=-1` to keep all');
    expect(finding.alternatives).toHaveLength(1);
    expect(inForm(finding, { kind: 'file' }).help).toBe(
      'write `max_keep = 2` in [train.ckpt], or write `max_keep = -1` in [train.ckpt] to keep all',
    );
  });

  test('never offers what is set already: the next remedy takes its place, or none', () => {
    const set = (value: bigint): Remedy => ({ kind: 'override', set: { 'a.b': value } });
    const finding = stamp(KIND, { subject: 'x', message: 'm', remedy: [set(1n), set(2n)] });
    expect(possible(finding, () => 1n)).toMatchObject({ help: 'a.b=2', remedy: set(2n) });
    expect(possible(finding, () => 1n)).not.toHaveProperty('alternatives');
    const only = stamp(KIND, { subject: 'x', message: 'm', remedy: set(1n) });
    expect(possible(only, () => 1n)).not.toHaveProperty('help');
    expect(possible(only, () => 1)).toHaveProperty('help', 'a.b=1');
  });
});

test('errors come before warnings, and warnings before notes; the order within stays', () => {
  const of = (severity: Severity, subject: string) => stamp(KIND, { subject, severity, message: 'm' });
  const given = [of('info', 'a'), of('warning', 'b'), of('error', 'c'), of('warning', 'd'), of('error', 'e')];
  expect(bySeverity(given).map(({ subject }) => subject)).toEqual(['c', 'e', 'b', 'd', 'a']);
});

test('what follows from a finding about the same subject is not told beside it', () => {
  const kindOf = (id: string) => (id === 'a-kind' ? { ...KIND, follows: ['cause'] } : undefined);
  const one = stamp(KIND, { subject: 'x', message: 'm' });
  const cause = { ...one, id: 'cause' };
  expect(causesOnly([one, cause], kindOf)).toEqual([cause]);
  expect(causesOnly([one, { ...cause, subject: 'y' }], kindOf)).toHaveLength(2);
});

describe('what is typed', () => {
  test.each<[Remedy, string, string]>([
    [
      { kind: 'override', set: { 'train.train_policy.type': 'sft' } },
      'train.train_policy.type=sft',
      'write `type = "sft"` in [train.train_policy]',
    ],
    [
      { kind: 'override', set: { 'logging.logger': ['console'] } },
      `'logging.logger=["console"]'`,
      'write `logger = ["console"]` in [logging]',
    ],
    [{ kind: 'override', set: { redis: '12800' } }, `'redis="12800"'`, 'write `redis = "12800"`'],
    [{ kind: 'override', set: { 'a.b': 'true' } }, `'a.b="true"'`, 'write `b = "true"` in [a]'],
    [
      { kind: 'override', set: { 'a.b': 1, 'a.c': 2n } },
      'a.b=1.0 a.c=2',
      'write `b = 1.0` and `c = 2` in [a]',
    ],
    [{ kind: 'override', remove: ['mode'] }, '~mode', 'remove `mode`'],
    [{ kind: 'override', remove: ['a.b'], text: 'try {}.' }, 'try `~a.b`.', 'try remove `b` from [a].'],
    [{ kind: 'command', argv: ['ls', '-l', 'my file'] }, "ls -l 'my file'", "ls -l 'my file'"],
    [{ kind: 'note', text: 'Fill it in.' }, 'Fill it in.', 'Fill it in.'],
    [
      { kind: 'edit', edits: [{ op: 'rename', key: 'a.x', to: 'a.y' }] },
      'rename `a.x` to `a.y`',
      'rename `a.x` to `a.y`',
    ],
  ])('%#', (remedy, override, file) => {
    expect(helpOf([remedy])).toBe(override);
    expect(helpOf([remedy], { kind: 'file' })).toBe(file);
  });

  test('uses the flag that the reader used', () => {
    const flagOf = (key: string) => (key === 'a.b' ? '--gpus' : undefined);
    const remedy: Remedy = { kind: 'override', set: { 'a.b': 2n } };
    expect(helpOf([remedy], { kind: 'override', flagOf })).toBe('--gpus 2');
  });

  test('numbers keep their kind', () => {
    expect([1e-6, 1, 1e21, 3n, Number.NaN, Number.NEGATIVE_INFINITY].map(tomlText)).toEqual([
      '1e-6',
      '1.0',
      '1e+21',
      '3',
      'nan',
      '-inf',
    ]);
  });

  test('a removal changes something only where the key is', () => {
    const remedy: Remedy = { kind: 'override', remove: ['a'] };
    expect(changes(remedy, () => undefined)).toBe(false);
    expect(changes(remedy, () => 1n)).toBe(true);
  });
});

describe('the last line of defence', () => {
  test('lets line ends and tabs through, and colours only where they are wanted', () => {
    expect(guarded('a\tb\n\u001b[31mred\u001b[0m', false, true, 'lines')).toBe(
      'a\tb\n\\u001b[31mred\\u001b[0m',
    );
    expect(guarded('\u001b[31mred\u001b[2J\r', true, true, 'lines')).toBe('\u001b[31mred\\u001b[2J\\u000d');
  });

  test('no line begins with what a runner takes for a command, unless it is ours', () => {
    expect(guarded('::error::x\n  ::warning::y', false, true, 'lines')).toBe(
      '\\u003a:error::x\n  \\u003a:warning::y',
    );
    expect(guarded('::x', false, false, 'lines')).toBe('::x');
    expect(guarded('a ##[error]x', false, true, 'lines')).toBe('a #\\u0023[error]x');
    expect(guarded('::error::x', false, true, 'commands')).toBe('::error::x');
  });

  test('a file of the user goes out as it is', () => {
    expect(guarded('\u001b\r\n::x', false, true, 'file')).toBe('\u001b\r\n::x');
  });
});

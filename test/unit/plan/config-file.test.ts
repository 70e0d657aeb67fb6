/** A user's TOML file: the same places for every verb, and the same bounds. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { answerFor } from '../../../src/check/check-config.ts';
import { lookers } from '../../../src/check/lookers.ts';
import { rewritten } from '../../../src/config/toml-0.10/findings/readers.ts';
import { engineOf } from '../../../src/engine/cosmos-rl/versions.ts';
import { fileSettings, readConfigFile } from '../../../src/plan/config-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'cookbook-run-config-'));

function write(text: string | Uint8Array): string {
  writeFileSync(join(folder, 'c.toml'), text);
  return 'c.toml';
}

const place = (text: string, key: string) => {
  const settings = fileSettings(readConfigFile(write(text), folder));
  const { origin } = settings.find(({ path }) => path.join('.') === key) ?? {};
  return [origin?.line, origin?.column];
};

describe('places', () => {
  test('behind a multi-line text, in tables, quoted and dotted', () => {
    const text =
      '[train]\nnote = """\nfirst = 1\n[not.a.table]\n"""\n\n  epoch = 3\nckpt.save_freq = 2\n"odd.key" = 1\n[[x]]\na = 1\n';
    expect(place(text, 'train.epoch')).toEqual([7, 3]);
    expect(place(text, 'train.ckpt.save_freq')).toEqual([8, 1]);
    expect(place(text, 'train.odd.key')).toEqual([9, 1]);
    expect(place(text, 'x')).toEqual([10, 1]);
    expect(place(text.replaceAll('\n', '\r\n'), 'train.epoch')).toEqual([7, 3]);
  });

  test('check says the same place as sft --config', async () => {
    const text = '[train]\noutput_dir = """\n/o\n"""\nepohc = 3\n';
    const { findings } = answerFor(
      { name: 'c.toml', data: Buffer.from(text) },
      { workdir: folder, lookers: await lookers(engineOf('0.4.7'), []) },
    );
    const { origin } = findings.find(({ subject }) => subject === 'train.epohc') ?? {};
    expect([origin?.line, origin?.column]).toEqual(place(text, 'train.epohc'));
  });

  test('also of keys behind what the engine refuses', () => {
    expect(place('[train]\noptm_betas = [0.9, 1]\nepoch = 3\n', 'train.epoch')).toEqual([3, 1]);
  });
});

describe('what a launch makes of a file that the engine reads otherwise', () => {
  const notes = (text: string) => rewritten(readConfigFile(write(text), folder).source);
  test('a list of 0.9 and 1 is taken, and said', () => {
    const [note, ...more] = notes('[train]\noptm_betas = [0.9, 1]\n');
    expect(more).toEqual([]);
    expect(note).toMatchObject({ id: 'toml-rejected', severity: 'info', origin: { line: 2 } });
    expect(note?.because).toContain('TOML 1.0');
  });
  test('nothing to say of a plain file', () => {
    expect(notes('[train]\noptm_betas = [0.9, 0.95]\n')).toEqual([]);
  });
});

describe('bounds', () => {
  const refused = (name: string) => {
    try {
      readConfigFile(name, folder);
    } catch (error) {
      const { exitCode, message } = error as { exitCode: number; message: string };
      return [exitCode, message];
    }
    return undefined;
  };
  test.each([
    ['a folder', '.', 66, 'is a folder'],
    ['nothing', 'none.toml', 66, 'does not exist'],
    ['a device', '/dev/zero', 66, 'is a pipe or a device'],
  ])('%s', (_, name, code, words) => {
    expect(refused(name)).toEqual([code, expect.stringContaining(words)]);
  });
  test('a pipe that nobody writes to is refused at once', () => {
    execFileSync('mkfifo', [join(folder, 'pipe.toml')]);
    expect(refused('pipe.toml')).toEqual([66, expect.stringContaining('is a pipe')]);
  });
  test.each([
    ['a dotted key of 100,000 parts', `${Array(100_000).fill('a').join('.')} = 1\n`, 78, 'too deeply'],
    ['lists in lists', `a = ${'['.repeat(50_000)}${']'.repeat(50_000)}\n`, 78, 'nested'],
    ['no TOML', 'a = = 1\n', 78, 'c.toml:1:'],
    ['no text', Buffer.from([0x61, 0xff]), 78, 'not UTF-8'],
    ['too much', 'a = 1\n'.repeat(60_000), 66, 'which is no config'],
  ])('%s', (_, text, code, words) => {
    expect(refused(write(text))).toEqual([code, expect.stringContaining(words)]);
  });
});

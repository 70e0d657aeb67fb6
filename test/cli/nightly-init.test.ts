/** `nightly init` and the examples: what they write is accepted by cookbook-run and by systemd. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cronLine, nightlyText, systemdUnits } from '../../src/nightly/units.ts';
import { ROOT, rig } from './rig.ts';

const EXAMPLES = join(ROOT, 'examples/nightly');
const SYSTEMD = spawnSync('systemd-analyze', ['--version']).error === undefined;

function verify(...files: readonly string[]): void {
  const done = spawnSync('systemd-analyze', ['verify', '--user', ...files], { encoding: 'utf8' });
  const about = done.stderr
    .split('\n')
    .filter((line) => files.some((file) => line.includes(file.split('/').at(-1) ?? file)));
  expect(about, done.stderr).toEqual([]);
}

describe('nightly init', () => {
  test('writes a series and units that can be used as they are', async () => {
    const place = rig('init');
    const odd = join(place.folder, 'ein %h "Ordner"');
    mkdirSync(odd);
    const data = place.dataset();
    const args = ['nightly', 'init', '--preset', 'reason1-av-caption', '--dataset', data, '--at', '02:30'];
    const made = await place.run(args, {}, odd);
    expect(made.code, made.stderr).toBe(0);
    expect(readdirSync(odd)).toEqual([
      'cookbook-run-reason1-av-caption.service',
      'cookbook-run-reason1-av-caption.timer',
      'nightly.toml',
    ]);
    expect(made.stdout).toContain('systemctl --user enable --now cookbook-run-reason1-av-caption.timer');
    expect(readFileSync(join(odd, 'cookbook-run-reason1-av-caption.service'), 'utf8')).toContain(
      'ein %%h \\"Ordner\\"',
    );
    const status = await place.run(['nightly', 'status', 'nightly.toml'], {}, odd);
    expect(status.code, status.stderr).toBe(0);
    const again = await place.run(args, {}, odd);
    expect(again.code).toBe(2);
    expect(again.stderr).toContain('--force');
  });

  test('missing and wrong flags', async () => {
    const place = rig('init-flags');
    const init = (...more: readonly string[]) => place.run(['nightly', 'init', ...more]);
    expect((await init()).code).toBe(2);
    expect((await init('--preset', 'reason1-av-captoin', '--dataset', 'x')).stderr).toContain(
      'reason1-av-caption',
    );
    expect((await init('--preset', 'reason1-av-caption', '--dataset', 'x', '--at', '2')).stderr).toContain(
      '--at 02:00',
    );
    expect(existsSync(join(place.folder, 'nightly.toml'))).toBe(false);
  });

  test('cron takes a percent sign for a line break: it is escaped', () => {
    const one = {
      name: 'a',
      preset: 'p',
      dataset: 'd',
      at: '02:05',
      until: '07:00',
      file: '/x y/100%.toml',
      program: ['/bin/c'],
    };
    expect(cronLine(one)).toBe(
      "5 2 * * * /bin/c nightly run '/x y/100\\%.toml' >> '/x y/100\\%.toml.log' 2>&1",
    );
  });
});

describe('examples/nightly', () => {
  const one = {
    name: 'example',
    preset: 'p',
    dataset: 'd',
    at: '02:00',
    until: '07:00',
    file: '/srv/nightly/nightly.toml',
    program: ['/usr/bin/env', 'cookbook-run'],
  };

  test('the units are those that init writes', () => {
    const { service, timer } = systemdUnits(one);
    expect(readFileSync(join(EXAMPLES, 'cookbook-run-example.service'), 'utf8')).toBe(service);
    expect(readFileSync(join(EXAMPLES, 'cookbook-run-example.timer'), 'utf8')).toBe(timer);
    expect(nightlyText(one)).not.toMatch(/@[A-Z]+@/);
  });

  test.skipIf(!SYSTEMD)('systemd-analyze verify (skipped where systemd is not installed)', () => {
    verify(join(EXAMPLES, 'cookbook-run-example.service'), join(EXAMPLES, 'cookbook-run-example.timer'));
  });

  test('nightly.toml plans a night on the example data', async () => {
    const dry = await rig('example').run(['nightly', 'run', join(EXAMPLES, 'nightly.toml'), '--dry-run']);
    expect(dry.code, dry.stderr + dry.stdout).toBe(0);
    expect(existsSync(join(EXAMPLES, 'series'))).toBe(false);
  });

  test.each(['crontab', 'github-actions.yml', 'gitlab-ci.yml'])(
    '%s calls a command that exists, with its options',
    async (name) => {
      const text = readFileSync(join(EXAMPLES, name), 'utf8');
      const call = /cookbook-run nightly run (?:"\$HOME|\/srv)\S*nightly\.toml"?((?: --\w+ \w+)*)/.exec(text);
      expect(call).not.toBeNull();
      const flags = (call?.[1] ?? '')
        .trim()
        .split(' ')
        .filter((word) => word !== '');
      const ended = await rig('snippet').run(['nightly', 'run', 'missing.toml', ...flags]);
      expect(ended.code, ended.stderr).toBe(66);
      expect(text).not.toMatch(/\t/);
      if (name !== 'crontab') expect(text).toMatch(/75/);
    },
  );
});

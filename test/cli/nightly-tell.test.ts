/** Telling of a night: messages to real servers, a full disk, silence, and turns on one GPU. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { lineOf, nightlyToml, series } from './nightly-rig.ts';
import { json, leftOf } from './rig.ts';

const DONE = { FAKE_SCENARIO: 'completes' };
const servers: Server[] = [];
const mounted: string[] = [];
afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  for (const folder of mounted) execFileSync('umount', ['-l', folder]);
});

/** A receiver; `status` 0 never answers. */
async function receiver(status: number) {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => {
      body += part;
    });
    request.on('end', () => {
      bodies.push(body);
      if (status !== 0) response.writeHead(status).end('thanks');
    });
  });
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return { bodies, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/T0/secret-path` };
}

describe.concurrent('notify', () => {
  test.concurrent('every kind is told, one that hangs or refuses is recorded and changes nothing', async () => {
    const [slack, broken, hangs] = [await receiver(200), await receiver(500), await receiver(0)];
    const one = series('notify');
    const base = join(one.file, '..');
    writeFileSync(join(base, 'teams.url'), `${slack.url}\n`);
    const when = 'when = ["success"]\n';
    const block = (kind: string, more: string) => `[[notify]]\nkind = "${kind}"\n${more}\n${when}`;
    one.write(
      nightlyToml(
        one.place,
        [
          block('slack', 'url_env = "SLACK_URL"'),
          block('teams', 'url_file = "teams.url"'),
          block('webhook', 'url_env = "BROKEN_URL"'),
          block('webhook', 'url_env = "HANGING_URL"'),
          block('webhook', 'url_env = "UNSET_URL"'),
          block('sendmail', 'to = "me@example.org"'),
          '[[notify]]\nkind = "slack"\nurl_env = "SLACK_URL"\n',
        ].join(''),
      ),
    );
    const sendmail = join(one.place.bin, 'sendmail');
    writeFileSync(
      sendmail,
      `#!/bin/sh\necho "$@" > ${JSON.stringify(join(one.place.folder, 'mail-args'))}\ncat > ${JSON.stringify(join(one.place.folder, 'mail'))}\n`,
      { mode: 0o755 },
    );
    const env = { ...DONE, SLACK_URL: slack.url, BROKEN_URL: broken.url, HANGING_URL: hangs.url };
    const ended = await one.night(env);
    expect(ended.code, ended.stderr).toBe(0);
    const told = lineOf(ended).hooks.map(
      (each: { hook: string; exitCode: number | null; problem?: string }) => [
        each.hook,
        each.exitCode,
        each.problem,
      ],
    );
    expect(told).toEqual([
      ['slack', 0, undefined],
      ['teams', 0, undefined],
      ['webhook', null, 'the receiver answered 500'],
      ['webhook', null, expect.stringContaining('no answer within')],
      ['webhook', null, 'UNSET_URL holds no address'],
      ['sendmail', 0, undefined],
    ]);
    expect(slack.bodies).toHaveLength(2);
    expect(json(slack.bodies.find((body) => body.includes('unfurl_links')) ?? '').text).toContain(
      'passed its gate',
    );
    expect(readFileSync(join(one.place.folder, 'mail'), 'utf8')).toMatch(
      /^To: me@example\.org\nSubject: cookbook-run demo: trained 20 steps/,
    );
    expect(readFileSync(join(one.place.folder, 'mail-args'), 'utf8')).toBe('-i -- me@example.org\n');
    expect(ended.stdout + ended.stderr + readFileSync(join(one.folder, 'latest.md'), 'utf8')).not.toContain(
      'secret-path',
    );
  });

  test.concurrent('a night that never began is told by watch, once one began it is not', async () => {
    const web = await receiver(200);
    const one = series('silence');
    one.write(nightlyToml(one.place, '[[notify]]\nkind = "webhook"\nurl_env = "WEB"\n'));
    const watch = (...more: readonly string[]) =>
      one.place.run(['nightly', 'watch', one.file, '--json', ...more], { WEB: web.url });
    const silent = await watch();
    expect(silent.code, silent.stderr).toBe(1);
    expect(json(silent.stdout)).toMatchObject({ silent: true, told: [{ hook: 'webhook', exitCode: 0 }] });
    expect(json(web.bodies[0] ?? '')).toMatchObject({ ending: 'silence', series: 'demo' });
    await one.night(DONE);
    expect((await watch()).code).toBe(0);
    expect((await watch('--within', '0s')).code).toBe(1);
    expect((await watch('--within', 'soon')).code).toBe(2);
    await one.place.run(['nightly', 'pause', one.file]);
    expect((await watch('--within', '0s')).code).toBe(0);
    expect(web.bodies).toHaveLength(2);
  });
});

test('a night whose own disk is full still calls the failure hook, with one outcome', async () => {
  const one = series('full');
  mkdirSync(one.folder);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=32m', 'tmpfs', one.folder], { stdio: 'ignore' });
    mounted.push(one.folder);
  } catch {
    return;
  }
  const fill = `dd if=/dev/zero of=${JSON.stringify(join(one.folder, 'filler'))} bs=64k 2>/dev/null; dd if=/dev/zero of=${JSON.stringify(join(one.folder, 'filler2'))} bs=1 2>/dev/null; echo "{\\"accuracy\\": 1}"`;
  // dd is no program of the rig.
  const eval_ = ['sh', '-c', `PATH=$PATH:/usr/bin:/bin; ${fill}`];
  const hooked = join(one.place.folder, 'hooked');
  one.write(
    nightlyToml(
      one.place,
      `eval = ${JSON.stringify(eval_)}\nmetrics = { accuracy = "higher" }\n[on]\nfailure = ["sh", "-c", ${JSON.stringify(`cat > '${hooked}'`)}]\n`,
    ),
  );
  const ended = await one.night(DONE);
  const night = lineOf(ended);
  expect(ended.code, ended.stderr).toBe(73);
  expect(night).toMatchObject({ outcome: 'disk', exitCode: 73, status: 'ended' });
  expect(night.reason).toContain('cannot write');
  expect(night.hooks).toEqual([{ hook: 'failure', exitCode: 0 }]);
  expect(json(readFileSync(hooked, 'utf8'))).toMatchObject({ outcome: 'disk', exitCode: 73 });
  for (const name of ['filler', 'filler2']) rmSync(join(one.folder, name), { force: true });
  one.write(nightlyToml(one.place));
  expect(lineOf(await one.night(DONE)).exitCode).toBe(0);
});

test('a series waits for its turn on the GPU until its deadline', async () => {
  const one = series('turns');
  const slow = { FAKE_SCENARIO: 'slow', FAKE_STEP_SECONDS: '1', FAKE_GPUS: '1' };
  const first = one.place.start(['nightly', 'run', one.file], slow);
  await first.said(/training · step/);
  const other = join(one.place.folder, 'other.toml');
  writeFileSync(other, nightlyToml(one.place).replace('"../avha"', '"avha"'));
  const late = await one.place.run(['nightly', 'run', other, '--for', '9s'], { ...DONE, FAKE_GPUS: '1' });
  expect(late.code, late.stderr).toBe(75);
  expect(lineOf(late).reason).toContain('GPU 0 is used by');
  const waited = await one.place.run(['nightly', 'run', other, '--for', '100s'], { ...DONE, FAKE_GPUS: '1' });
  expect(waited.stderr).toContain('waiting for it');
  expect(waited.code, waited.stderr).toBe(0);
  expect((await first.ended).code).toBe(0);
  expect(existsSync(join(one.place.folder, 'gpus', 'gpu-0.lock'))).toBe(false);
});

test('a deadline that the engine ignores is a stop in time: 75, no failure, nothing left', async () => {
  const one = series('deaf');
  one.write(nightlyToml(one.place, '[on]\nfailure = ["sh", "-c", "cat > failed"]\n'));
  const ended = await one.night(
    { FAKE_SCENARIO: 'ignores-sigterm', FAKE_STEP_SECONDS: '1.5', TZ: 'Asia/Kathmandu' },
    '--for',
    '16s',
  );
  const night = lineOf(ended);
  expect(ended.code, ended.stderr).toBe(75);
  expect(night).toMatchObject({ exitCode: 75, outcome: 'retryable', stopped: 'deadline', hooks: [] });
  expect(existsSync(join(one.file, '..', 'failed'))).toBe(false);
  // One clock, the local one, said with its zone: on the terminal, on the page and by status.
  const told = /stopped at \d\d:\d\d UTC\+5:45 at step \d+ of 20, goes on in the next night/;
  const [headline = ''] = told.exec(ended.stderr) ?? [];
  const page = readFileSync(join(one.folder, 'latest.md'), 'utf8');
  expect(headline).toMatch(told);
  expect(page).toMatch(/^# demo, night of .*\n\n\*\*stopped at/);
  expect(page).toContain(headline);
  for (const fact of ['started', 'deadline'])
    expect(page).toMatch(new RegExp(`- ${fact}: \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d UTC\\+5:45\n`));
  const status = await one.place.run(['nightly', 'status', one.file], { TZ: 'Asia/Kathmandu' });
  expect(status.stdout).toMatch(
    new RegExp(`^\\S+ \\d\\d:\\d\\d UTC\\+5:45 {2}${headline.replaceAll('+', '\\+')}`),
  );
  expect(leftOf(night.attempts[0].record)).toEqual([]);
});

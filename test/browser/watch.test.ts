/** `runs watch` in a real browser: the page changes while the run goes on, and nobody without the token is answered. */
import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { recordOf, rig } from '../cli/rig.ts';
import { openPage } from './chromium.ts';

/** The status that a request is answered with. */
function statusOf(url: string, options: { method?: string; headers?: Record<string, string> } = {}) {
  return new Promise<number | undefined>((done, fail) => {
    const asked = request(url, options, (response) => {
      response.destroy();
      done(response.statusCode);
    });
    asked.on('error', fail).end();
  });
}

test('the page of a running run follows it, and only with its token', async () => {
  const place = rig('watch');
  const run = place.start(place.sft('--json', '--stop-timeout', '20', 'train.max_num_steps=400'), {
    FAKE_SCENARIO: 'slow',
    FAKE_STEP_SECONDS: '0.3',
  });
  await run.said('record in');
  const watch = place.start(['runs', 'watch', 'last']);
  let url = '';
  watch.child.stdout?.on('data', (text: string) => {
    url = /^(http:\S+)$/m.exec(text)?.[1] ?? url;
  });
  await watch.said(/^http:\S+\n/m);
  const page = await openPage(url);
  try {
    const step = async () =>
      Number(/(\d+) of \d+ steps/.exec(String(await page.ask('document.body.innerText')))?.[1] ?? Number.NaN);
    const stepAbove = async (least: number): Promise<number> => {
      for (let turn = 0; turn < 150; turn += 1, await sleep(100)) {
        const now = await step();
        if (now > least) return now;
      }
      throw new Error(`never more than ${least} steps: ${await page.ask('document.body.innerText')}`);
    };
    const first = await stepAbove(1);
    expect(await stepAbove(first)).toBeGreaterThan(first);
    expect(await page.ask('document.querySelectorAll("canvas").length')).toBeGreaterThan(1);

    const { port, origin, search } = new URL(url);
    expect(await statusOf(url)).toBe(200);
    expect(await statusOf(`${origin}/`)).toBe(403);
    expect(await statusOf(`${origin}/?token=${'x'.repeat(24)}`)).toBe(403);
    expect(await statusOf(`${origin}/events`)).toBe(403);
    expect(await statusOf(url, { headers: { host: `evil.example:${port}` } })).toBe(403);
    expect(await statusOf(url, { headers: { origin: 'http://evil.example' } })).toBe(403);
    expect(await statusOf(url, { method: 'POST' })).toBe(405);
    expect(await statusOf(`${origin}/run.json${search}`)).toBe(404);
  } finally {
    await page.close();
  }
  process.kill(watch.pid, 'SIGINT');
  expect((await watch.ended).code).toBe(0);
  expect(recordOf(place.lastRun()).status).toBe('running');
  process.kill(run.pid, 'SIGTERM');
  expect((await run.ended).code).toBe(143);
});

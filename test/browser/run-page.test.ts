/** The pages of runs in a real browser: charts are drawn, nothing is loaded from elsewhere, hostile text stays text. */
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Rig, rig } from '../cli/rig.ts';
import { domOf, pictureOf } from './chromium.ts';

let place: Rig;
const page = (name: string) => join(place.folder, name);
const PICTURES = process.env['COOKBOOK_PICTURES'];

beforeAll(async () => {
  place = rig('browser');
  await place.run(place.sft('--json'), { FAKE_SCENARIO: 'completes' });
  await place.run(place.sft('--json', 'train.optm_lr=2e-5'), { FAKE_SCENARIO: 'completes' });
  const ids = JSON.parse((await place.run(['runs', 'ls', '--json'], {})).stdout).runs.map(
    (one: { id: string }) => one.id,
  );
  await place.run(['runs', 'report', 'last', '--html', page('one.html')], {});
  await place.run(['runs', 'compare', ...ids, '--html', page('two.html')], {});
});

describe.each(['one.html', 'two.html'])('%s', (name) => {
  test('draws every chart it has a place for', () => {
    const dom = domOf(`file://${page(name)}`).replace(/<script.*?<\/script>/gs, '');
    const places = dom.match(/data-chart="/g)?.length ?? 0;
    expect(places).toBeGreaterThanOrEqual(4);
    expect(dom.match(/<canvas/g)?.length).toBe(places);
    expect(dom.match(/class="u-legend/g)?.length).toBe(places);
  });

  test('is one file below a megabyte that asks for nothing', () => {
    const html = readFileSync(page(name), 'utf8');
    expect(statSync(page(name)).size).toBeLessThan(1_000_000);
    expect(/(?:src|href)="https?:/.exec(html)?.[0]).toBeUndefined();
    expect(html.includes("default-src 'none'")).toBe(true);
  });

  test.each([600, 1200])('has no picture wider than %d', (width) => {
    for (const dark of [false, true]) {
      const png = join(PICTURES ?? place.folder, `${name}-${width}-${dark ? 'dark' : 'light'}.png`);
      pictureOf(`file://${page(name)}`, png, { width, dark });
      expect(statSync(png).size).toBeGreaterThan(10_000);
    }
  });
});

test('text of a label, a path or a log runs nothing', async () => {
  const run = place.lastRun();
  const record = JSON.parse(readFileSync(join(run, 'run.json'), 'utf8'));
  const evil = '</script><img src=x onerror="document.title=1"><script>document.body.id="owned"</script>';
  writeFileSync(
    join(run, 'run.json'),
    JSON.stringify({
      ...record,
      name: evil,
      findings: [{ id: 'x', severity: 'error', subject: evil, message: evil, data: {} }],
    }),
  );
  await place.run(['runs', 'report', 'last', '--html', page('evil.html')], {});
  const dom = domOf(`file://${page('evil.html')}`);
  expect(/<body[^>]*>/.exec(dom)?.[0]).toBe('<body>');
  expect(dom.includes('<img src=x') || dom.includes('<img src="x"')).toBe(false);
  expect(dom.includes('<canvas')).toBe(true);
});

/** The pages of nights in a real browser, wide and on a phone, light and dark: nothing sticks out, everything can be read. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { accuracyOf, lineOf, nightlyToml, type Series, series } from '../cli/nightly-rig.ts';
import { openPage } from './chromium.ts';

const PICTURES = process.env['COOKBOOK_PICTURES'];
let one: Series;
/** The night that was not promoted, and the one that ran out of GPU memory. */
const pages: Record<string, string> = {};

beforeAll(async () => {
  one = series('browser-nights');
  const play = async (accuracy: string, scenario: string) => {
    one.write(nightlyToml(one.place, accuracyOf(accuracy)));
    return lineOf(await one.night({ FAKE_SCENARIO: scenario })).night as string;
  };
  await play('0.8', 'completes');
  await play('0.85', 'completes');
  pages['night'] = join(one.folder, 'nights', `${await play('0.5', 'completes')}.html`);
  pages['failed'] = join(one.folder, 'nights', `${await play('0.9', 'oom-exit-0')}.html`);
  pages['series'] = join(one.folder, 'series.html');
});

/** Whether something that matches has a place on the page and holds the text. */
const shows = (
  selector: string,
  text: string,
) => `[...document.querySelectorAll(${JSON.stringify(selector)})].some((one) => {
  const { width, height } = one.getBoundingClientRect();
  return width > 0 && height > 0 && one.textContent.includes(${JSON.stringify(text)});
})`;

/** Texts whose contrast against the page is less than readable (WCAG AA, 4.5). */
const PALE = `(() => {
  const parts = (colour) => (colour.match(/[\\d.]+/g) ?? []).map(Number);
  const light = (colour) => {
    const [r, g, b] = parts(colour).slice(0, 3).map((one) => (one /= 255) <= 0.03928 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const background = light(getComputedStyle(document.body).backgroundColor);
  const contrast = (colour) => {
    const [low, high] = [background, light(colour)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  const texts = [...document.querySelectorAll('body *')].filter((one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== '') && one.closest('svg, style') === null);
  return [
    ...texts.filter((one) => contrast(getComputedStyle(one).color) < 4.5).map((one) => one.outerHTML.slice(0, 80)),
    ...[...document.querySelectorAll('polyline')].filter((one) => contrast(getComputedStyle(one).stroke) < 3).map(() => 'the line of a trend'),
  ];
})()`;

describe.each(['night', 'failed', 'series'])('the page: %s', (name) => {
  test.each([
    [1200, false],
    [1200, true],
    [390, false],
    [390, true],
  ])('%d wide, dark: %s', async (width, dark) => {
    const page = await openPage(pathToFileURL(pages[name] ?? '').href, { width, dark });
    try {
      if (PICTURES !== undefined)
        await page.picture(join(PICTURES, `${name}-${width}-${dark ? 'dark' : 'light'}.png`));
      expect(await page.ask('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      expect(await page.ask('innerWidth')).toBe(width);
      expect(await page.ask(PALE)).toEqual([]);
      expect(await page.ask('getComputedStyle(document.body).backgroundColor')).toBe(
        dark ? 'rgb(22, 24, 26)' : 'rgb(255, 255, 255)',
      );
      const headline = name === 'night' ? 'accuracy' : 'out-of-gpu-memory';
      expect(await page.ask(shows('.headline', headline))).toBe(true);
      expect(await page.ask(shows('figure', 'training loss at the end, last 3 run(s)'))).toBe(true);
      expect(await page.ask('document.querySelector("polyline").getBoundingClientRect().width > 100')).toBe(
        true,
      );
      if (name === 'night') expect(await page.ask(shows('table', 'worse'))).toBe(true);
      if (name === 'failed') expect(await page.ask(shows('p', 'cookbook-run explain'))).toBe(true);
      if (name === 'series') expect(await page.ask('document.querySelectorAll("table tr").length')).toBe(5);
      // Every link leads to something that is there, from where the page lies.
      const links = (await page.ask('[...document.links].map((one) => one.href)')) as readonly string[];
      expect(links.length).toBeGreaterThan(0);
      for (const link of links)
        expect(readdirSync(new URL('.', link)), link).toContain(
          decodeURIComponent(link.split('/').at(-1) ?? '') || 'run.json',
        );
      expect(page.complaints()).toEqual([]);
    } finally {
      await page.close();
    }
  });
});

/** What npm packs: the docs are in it, and every relative link of its pages leads to something that is in it. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';
import { commandProblem, commandsIn } from '../typed-command.ts';
import { ROOT } from './rig.ts';

const [PACKED] = JSON.parse(
  execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: ROOT, encoding: 'utf8' }),
) as readonly [{ readonly files: readonly { readonly path: string }[]; readonly size: number }];
const FILES = new Set(PACKED.files.map(({ path }) => path));
const PAGES = [...FILES].filter((path) => path.endsWith('.md') || path === 'llms.txt').sort();

/** Targets of a page's links, without what leads out into the web. */
function linksOf(page: string): readonly string[] {
  const text = readFileSync(join(ROOT, page), 'utf8')
    .replace(/^```.*?^```/gms, '')
    .replace(/`[^`]*`/g, '');
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map((match) => match[1] ?? '')
    .filter((target) => !/^[a-z]+:/.test(target));
}

/** The name that a heading gets on a page. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\w\s-]/g, '')
    .trim()
    .replace(/\s/g, '-');

const headings = (page: string) =>
  [...readFileSync(join(ROOT, page), 'utf8').matchAll(/^#+ (.*)$/gm)].map((match) =>
    anchorOf(match[1] ?? ''),
  );

function missing(page: string, target: string): boolean {
  const [path = '', anchor] = target.split('#');
  const file = path === '' ? page : normalize(join(dirname(page), path));
  const folder = `${file.replace(/\/$/, '')}/`;
  if (!FILES.has(file)) return ![...FILES].some((one) => one.startsWith(folder));
  return anchor !== undefined && file.endsWith('.md') && !headings(file).includes(anchor);
}

test('the docs are in the package, with an index that names each page', () => {
  expect(PAGES).toEqual(expect.arrayContaining(['README.md', 'docs/index.md', 'docs/symptoms.md']));
  const named = new Set(linksOf('docs/index.md'));
  const pages = PAGES.filter((page) => page.startsWith('docs/') && page !== 'docs/index.md');
  expect(pages.filter((page) => !named.has(page.replace('docs/', '')))).toEqual([]);
});

test.each(PAGES)('%s: its links lead to what is packed', (page) => {
  expect(linksOf(page).filter((target) => missing(page, target))).toEqual([]);
});

test('the skill is short, says when it is for, and what it shows to be typed parses', () => {
  const skill = readFileSync(join(ROOT, 'skills/cookbook-run/SKILL.md'), 'utf8');
  expect(FILES).toContain('skills/cookbook-run/SKILL.md');
  expect(skill.split('\n').length).toBeLessThanOrEqual(121);
  expect(skill).toMatch(/^---\nname: cookbook-run\ndescription: .{50,1000}\n---\n/);
  const shown = commandsIn(skill);
  expect(shown.length).toBeGreaterThan(20);
  for (const argv of shown) expect(commandProblem(argv), argv.join(' ')).toBeUndefined();
  // Ways around what this program is for, and what it must not be used for.
  for (const word of ['never', 'planHash', '--plan-hash', 'skipped', 'schema --output'])
    expect(skill.toLowerCase()).toContain(word.toLowerCase());
});

test('neither tests nor sources are packed, and the whole is small', () => {
  expect([...FILES].filter((path) => /^(test|src|scripts|node_modules|\.ci)\//.test(path))).toEqual([]);
  expect(PACKED.size).toBeLessThan(2_000_000);
});

test('package.json says what npm shows', () => {
  const described = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  expect(described.keywords).toEqual(expect.arrayContaining(['cosmos-rl', 'fine-tuning']));
  expect(described.description.length).toBeGreaterThan(20);
  expect(described.license).toBe('Apache-2.0');
});

test('docs/symptoms.md is what the catalogue says', () => {
  const printed = execFileSync(process.execPath, ['scripts/symptom-page.mjs', '--print'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  expect(printed).toBe(readFileSync(join(ROOT, 'docs/symptoms.md'), 'utf8'));
});

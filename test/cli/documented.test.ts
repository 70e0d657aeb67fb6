/** Every command that README, docs and examples print is one that works: none is refused as wrongly written. */
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Rig, ROOT, rig } from './rig.ts';

const PAGES = ['README.md', ...pagesIn('docs'), ...pagesIn('examples')];

function pagesIn(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name))
    .sort();
}

/** The blocks of a page in one language. */
function blocks(page: string, language: string): readonly string[] {
  const text = readFileSync(join(ROOT, page), 'utf8');
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(
    (match) => match[1] ?? '',
  );
}

/** Lines with cookbook-run in them, without what a reader's shell takes for a comment. */
function commands(page: string): readonly string[] {
  return blocks(page, 'sh')
    .flatMap((block) => block.replaceAll('\\\n', ' ').split('\n'))
    .filter((line) => /(^|\| *)cookbook-run /.test(line));
}

/** Nothing of a page launches a training here. */
function dry(line: string): string {
  return /cookbook-run (sft|nightly run)/.test(line) && !line.includes('--dry-run')
    ? `${line} --dry-run`
    : line;
}

/** What the pages speak of as the reader's own. */
function furnished(): Rig {
  const one = rig('documented');
  const at = (name: string) => join(one.folder, name);
  for (const folder of ['configs', 'scripts', 'data', 'logs']) mkdirSync(at(folder));
  cpSync(join(ROOT, 'examples'), at('examples'), { recursive: true });
  for (const [name, example] of Object.entries({ avha: 'avha', night: 'avha', blended: 'blended-av' })) {
    cpSync(join(ROOT, 'examples', example), at(`data/${name}`), { recursive: true });
  }
  const golden = readFileSync(join(ROOT, 'test/fixtures/golden/reason1-av-caption-0.4.7.toml'));
  for (const name of ['mine.toml', 'configs/mine.toml']) writeFileSync(at(name), golden);
  writeFileSync(at('scripts/my_loader.py'), '');
  writeFileSync(at('mine.ts'), blocks('docs/presets.md', 'ts')[0] ?? '');
  return one;
}

describe('documented commands', () => {
  test.for(PAGES.map((page) => [page, commands(page)] as const).filter(([, lines]) => lines.length > 0))(
    '%s',
    { timeout: 120_000 },
    async ([, lines]) => {
      const one = furnished();
      for (const line of lines) {
        const ended = await one.shell(dry(line).replaceAll('/data/', `${one.folder}/data/`));
        // Other codes are honest answers on a machine without GPU, engine and model.
        expect([2, 70, 127, null], `${line}\n${ended.stderr}`).not.toContain(ended.code);
      }
    },
  );

  test('README shows the commands of every day', () => {
    const named = new Set(commands('README.md').map((line) => line.split(' ')[1]));
    expect([...named]).toEqual(expect.arrayContaining(['doctor', 'data', 'sft', 'show']));
  });
});

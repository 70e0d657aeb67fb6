/** `data show` from the command line; frames are drawn where there is an ffmpeg. */
import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { json, ROOT, rig } from './rig.ts';

const here = rig('data-show');
const AVHA = ['--preset', 'reason1-av-caption'];
const example = join(ROOT, 'examples/avha');
const show = (...args: readonly string[]) => here.run(['data', 'show', ...args]);

function systemFfmpeg(): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(':')
    .map((folder) => join(folder, 'ffmpeg'))
    .find((path) => existsSync(path));
}

describe('without ffmpeg', () => {
  test('the text is shown, and what is missing is said with what to type', async () => {
    const ended = await show(example, ...AVHA, '--sample', '3');
    expect(ended.code).toBe(0);
    expect(ended.stdout).toContain('example-04');
    expect(ended.stdout).toContain('frames 0 8 16 24');
    expect(ended.stdout).toContain('<|video_pad|> × 270 <|vision_end|>Describe this clip');
    expect(ended.stdout).toContain('<|im_start|>assistant\n```json\n{\n  "weather": "Clear",');
    expect(ended.stderr).toContain('ffmpeg is not on PATH; install ffmpeg');
  });

  test('a sample by its id, as JSON', async () => {
    const { stdout } = await show(example, ...AVHA, '--sample', 'example-07', '--count', '2', '--json');
    const answer = json(stdout);
    expect(answer).toMatchObject({ schemaVersion: 1, exact: false, limit: 4096 });
    expect(answer.samples).toMatchObject([
      { number: 6, id: 'example-07', tokens: { vision: 270 } },
      { number: 7, id: 'example-08' },
    ]);
    expect(answer.samples[0].conversation.turns).toMatchObject([{ role: 'user' }, { role: 'assistant' }]);
  });

  test('a page says which frames are missing, and shows no markup of the data', async () => {
    const folder = here.dataset('<b> & "Daten"');
    const path = join(folder, 'metas/example-01.label.json');
    const label = JSON.parse(readFileSync(path, 'utf8'));
    writeFileSync(path, JSON.stringify({ ...label, weather: '</pre><script>alert(1)</script>\u001b[31m' }));
    const ended = await show(folder, ...AVHA, '--html', 'Seite 1.html', '--count', '2');
    expect(ended).toMatchObject({ code: 0, stdout: '' });
    const page = readFileSync(join(here.folder, 'Seite 1.html'), 'utf8');
    expect(page).toContain('&lt;/pre&gt;&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(page).toContain('&lt;b&gt; &amp; &quot;Daten&quot;');
    expect(page).not.toMatch(/<script|<link|https?:/);
    expect(page).toContain('no frames: ffmpeg is not on PATH');
    expect(page.match(/<article/g)).toHaveLength(2);
    const shown = await show(folder, ...AVHA);
    expect(shown.stdout).toContain('\\u001b[31m');
    expect(shown.stdout).not.toContain('\u001b');
  });

  test('a page is not written over one that is there without --force, and never through a link', async () => {
    const [mine, link] = [join(here.folder, 'mine.html'), join(here.folder, 'link.html')];
    writeFileSync(mine, 'mine');
    symlinkSync(mine, link);
    const kept = await show(example, ...AVHA, '--html', 'mine.html');
    expect(kept).toMatchObject({ code: 73 });
    expect(kept.stderr).toContain('exists already; it was not changed');
    for (const force of [[], ['--force']]) {
      const linked = await show(example, ...AVHA, '--html', 'link.html', ...force);
      expect(linked).toMatchObject({ code: 73 });
      expect(linked.stderr).toContain('is a link');
    }
    expect(readFileSync(mine, 'utf8')).toBe('mine');
    expect(await show(example, ...AVHA, '--html', 'mine.html', '--force')).toMatchObject({ code: 0 });
    expect(readFileSync(mine, 'utf8')).toContain('<article');
  });

  test.each([
    [['/nowhere'], 66, 'there is no dataset at /nowhere'],
    [[example, '--sample', '12'], 66, 'there are 12, numbered from 0'],
    [[example, '--sample', 'nobody'], 66, 'there is no sample nobody'],
    [[example, '--count', '0'], 2, '--count takes a whole number from 1'],
    [[example, '--html', '/proc/none/page.html'], 73, 'cannot write /proc/none/page.html'],
  ])('%s: %d', async (args, code, text) => {
    const ended = await show(...args, ...AVHA);
    expect(ended).toMatchObject({ code, stdout: '' });
    expect(ended.stderr).toContain(text);
  });
});

const ffmpeg = systemFfmpeg();

describe.skipIf(ffmpeg === undefined)('with ffmpeg', () => {
  const drawing = rig('data-show-ffmpeg');
  // The body runs also where the tests in it are skipped.
  if (ffmpeg !== undefined) symlinkSync(ffmpeg, join(drawing.bin, 'ffmpeg'));

  test('a contact sheet of the frames that the model sees', async () => {
    const folder = drawing.dataset('été: -i\n100%');
    const ended = await drawing.run(['data', 'show', folder, ...AVHA, '--png', 'sheet.png']);
    expect(ended.code).toBe(0);
    const png = readFileSync(join(drawing.folder, 'sheet.png'));
    expect(png.toString('latin1', 1, 4)).toBe('PNG');
    const seen = json((await drawing.run(['data', 'show', folder, ...AVHA, '--json'])).stdout).samples[0]
      .media[0].seen;
    const columns = Math.min(4, seen.frames.length);
    expect(seen.frames).toHaveLength(4);
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([
      columns * seen.size.width + (columns - 1) * 4,
      seen.size.height,
    ]);
  });

  test('a page holds its pictures', async () => {
    const folder = join(ROOT, 'examples/blended-av');
    const ended = await drawing.run([
      ...['data', 'show', folder, '--preset', 'reason2-video-caption-vqa', '--html', 'page.html'],
    ]);
    expect(ended).toMatchObject({ code: 0 });
    const page = readFileSync(join(drawing.folder, 'page.html'), 'utf8');
    expect(page.match(/src="data:image\/jpeg;base64,[^"]{500,}"/g)).toHaveLength(12);
  });

  test('a clip that cannot be decoded is said to be so', async () => {
    const folder = drawing.dataset('noise');
    const path = join(folder, 'videos/example-01.camera_front_wide_120fov.mp4');
    const bytes = readFileSync(path);
    const at = bytes.indexOf('mdat') + 4;
    writeFileSync(path, bytes.fill(0x55, at, Math.min(bytes.length, at + bytes.readUInt32BE(at - 8) - 8)));
    const ended = await drawing.run(['data', 'show', folder, ...AVHA]);
    expect(ended.code).toBe(0);
    expect(ended.stderr).toContain('no contact sheet of');
  });
});

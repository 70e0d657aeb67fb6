/** A headless Chromium that loads one page: its DOM after the scripts ran, a picture of it, or the page kept open. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--hide-scrollbars',
];

/** What else a page is looked at with. */
interface Look {
  readonly width?: number;
  readonly dark?: boolean;
  /** Milliseconds of page time before the look. */
  readonly wait?: number;
}

function chromium(url: string, look: Look, args: readonly string[]): string {
  const profile = mkdtempSync(join(tmpdir(), 'cookbook-browser-'));
  try {
    const done = spawnSync(
      'chromium',
      [
        ...FLAGS,
        `--user-data-dir=${profile}`,
        `--window-size=${look.width ?? 1200},2400`,
        `--blink-settings=preferredColorScheme=${look.dark === true ? 0 : 1}`,
        ...args,
        url,
      ],
      { encoding: 'utf8', timeout: 60_000, maxBuffer: 64 * 2 ** 20 },
    );
    if (done.error !== undefined) throw done.error;
    return done.stdout;
  } finally {
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** The DOM as HTML. */
export function domOf(url: string, look: Look = {}): string {
  return chromium(url, look, [`--timeout=${look.wait ?? 3000}`, '--dump-dom']);
}

/** Writes a PNG. */
export function pictureOf(url: string, png: string, look: Look = {}): void {
  chromium(url, look, [`--screenshot=${png}`]);
  if (!existsSync(png)) throw new Error(`no picture of ${url}`);
}

/** A page that stays open. */
interface OpenPage {
  /** What an expression is in the page, as JSON. */
  ask(expression: string): Promise<unknown>;
  /** What went to the console as an error or a warning, and what was not thrown for anybody. */
  complaints(): readonly string[];
  /** Writes a PNG of all of it. */
  picture(png: string): Promise<void>;
  close(): Promise<void>;
}

interface Answer {
  readonly id?: number;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly message: string };
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
}

/** What an event of the page complains about, if it does. */
function complaintIn({ method, params = {} }: Answer): string | undefined {
  const text = JSON.stringify(params);
  if (method === 'Runtime.exceptionThrown') return text;
  if (method === 'Runtime.consoleAPICalled')
    return /^(error|warning|assert)$/.test(String(params['type'])) ? text : undefined;
  return method === 'Log.entryAdded' && /"level":"(error|warning)"/.test(text) ? text : undefined;
}

/** Opens a page and keeps it; spoken to over the pipe of the DevTools protocol. A width below 600 is a phone's. */
export async function openPage(url: string, { width = 1200, dark = false }: Look = {}): Promise<OpenPage> {
  const profile = mkdtempSync(join(tmpdir(), 'cookbook-browser-'));
  const child = spawn(
    'chromium',
    [...FLAGS, `--user-data-dir=${profile}`, '--remote-debugging-pipe', 'about:blank'],
    {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    },
  );
  const closed = new Promise<void>((done) => child.on('close', () => done()));
  const [to, from] = [child.stdio[3] as Writable, child.stdio[4] as Readable];
  const open = new Map<number, (answer: Answer) => void>();
  child.on('close', () => {
    for (const [id, done] of open) done({ id, error: { message: 'Chromium ended' } });
  });
  to.on('error', () => {});
  const complaints: string[] = [];
  let loaded = () => {};
  const load = new Promise<void>((done) => {
    loaded = done;
  });
  let text = '';
  from.setEncoding('utf8').on('data', (part: string) => {
    const messages = (text + part).split('\0');
    text = messages.pop() ?? '';
    for (const message of messages) {
      const answer = JSON.parse(message) as Answer;
      if (answer.id === undefined) {
        const complaint = complaintIn(answer);
        if (complaint !== undefined) complaints.push(complaint);
        if (answer.method === 'Page.loadEventFired') loaded();
        continue;
      }
      open.get(answer.id)?.(answer);
      open.delete(answer.id);
    }
  });
  let last = 0;
  const send = async (method: string, params: object, sessionId?: string) => {
    last += 1;
    const id = last;
    const answer = await new Promise<Answer>((done) => {
      open.set(id, done);
      to.write(
        `${JSON.stringify({ id, method, params, ...(sessionId === undefined ? {} : { sessionId }) })}\0`,
      );
    });
    if (answer.error !== undefined) throw new Error(answer.error.message);
    return answer.result ?? {};
  };
  const { targetId } = await send('Target.createTarget', { url: 'about:blank' });
  const attached = await send('Target.attachToTarget', { targetId, flatten: true });
  const sessionId = attached['sessionId'] as string;
  const on = (method: string, params: object = {}) => send(method, params, sessionId);
  for (const domain of ['Page', 'Runtime', 'Log']) await on(`${domain}.enable`);
  const mobile = width < 600;
  await on('Emulation.setDeviceMetricsOverride', { width, height: 900, deviceScaleFactor: 1, mobile });
  const scheme = { name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' };
  await on('Emulation.setEmulatedMedia', { features: [scheme] });
  await on('Page.navigate', { url });
  await load;
  return {
    async ask(expression) {
      const { result } = await on('Runtime.evaluate', { expression, returnByValue: true });
      return (result as { readonly value?: unknown }).value;
    },
    complaints: () => complaints,
    async picture(png) {
      const { data } = await on('Page.captureScreenshot', { captureBeyondViewport: true });
      writeFileSync(png, Buffer.from(data as string, 'base64'));
    },
    async close() {
      await send('Browser.close', {}).catch(() => child.kill('SIGKILL'));
      await closed;
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../src/commands/diagnose.ts';
import { Failure } from '../../../src/findings/failure.ts';
import type { Io } from '../../../src/io.ts';
import { LOGS, recorded } from '../log/reading.ts';

const dir = mkdtempSync(join(tmpdir(), 'diagnose-'));

function ioOf(env: Record<string, string> = {}, isTTY = false): { io: Io; printed: () => string } {
  let text = '';
  const stream = (write: (part: string) => void) => ({ write, isTTY, columns: 80 });
  const io: Io = {
    stdout: stream((part) => {
      text += part;
    }),
    stderr: stream(() => {}),
    env,
    cwd: LOGS,
    now: () => 0,
    monotonic: () => 0,
    readStdin: async () => '',
    readStdinBytes: async () => Buffer.alloc(0),
    onSignal: () => () => {},
  };
  return { io, printed: () => text };
}

const file = (name: string, bytes: string | Buffer): string => {
  const path = join(dir, name);
  writeFileSync(path, bytes);
  return path;
};

describe('diagnose', () => {
  it('tells by its beginning whose log it is, packed or not', async () => {
    const packed = join(LOGS, '../framework-logs');
    for (const [name, code, id] of [
      ['oom', 80, 'cuda-out-of-memory'],
      ['bad_key', 78, 'config-refused-by-schema'],
      ['disk_last', 73, 'disk-full'],
    ] as const) {
      const { io, printed } = ioOf();
      const config = join(packed, `${name}.toml`);
      const log = join(packed, `${name}.log.gz`);
      expect(await diagnose({ logs: [log], config, exitCode: 1, json: true }, io)).toBe(code);
      expect(JSON.parse(printed()).findings[0].id).toBe(id);
    }
  });

  it('prints one JSON document with the contract fields', async () => {
    const { io, printed } = ioOf();
    expect(await diagnose({ logs: ['oom_rank1.log'], exitCode: 1, json: true }, io)).toBe(80);
    const document = JSON.parse(printed());
    expect(document).toMatchObject({
      schemaVersion: 1,
      outcome: 'out-of-gpu-memory',
      exitCode: 80,
      engineExit: 1,
      step: { planned: 37 },
      rank: 1,
      findings: [{ id: 'cuda-out-of-memory', severity: 'error', subject: 'rank 1', data: { line: 366 } }],
      window: { from: 358, to: 369 },
    });
  });

  it('prints headline, rank, lines, because, remedy and evidence as text', async () => {
    const { io, printed } = ioOf();
    expect(await diagnose({ logs: ['bad_sample.log'] }, io)).toBe(65);
    const text = printed();
    expect(text.split('\n')[0]).toMatch(
      /^data, step 4 of 16: The sample file \/nonexistent\/clip\.mp4 could not be read/,
    );
    expect(text).toContain('First failing rank: 0');
    expect(text).toMatch(/^> 183 {2}\[rank0\] .*ERROR opening/m);
    expect(text).toMatch(/^because {2}\S/m);
    expect(text).toMatch(/^remedy {3}\S/m);
    expect(text).toContain('evidence bad_sample.log, line 183');
    expect(text).not.toContain('\u001b');
  });

  it('takes config, events and exit code', async () => {
    const args = {
      logs: ['no_console.log'],
      config: 'no_console.toml',
      events: 'no_console.events.jsonl',
      exitCode: 0,
    };
    expect(await diagnose(args, ioOf().io)).toBe(0);
    expect(await diagnose({ logs: ['sigterm_launcher.log'], exitCode: -15 }, ioOf().io)).toBe(130);
    expect(await diagnose({ logs: ['sigterm_launcher.log'] }, ioOf().io)).toBe(0);
  });

  it('colours for a terminal or when forced, never against NO_COLOR', async () => {
    const coloured = async (env: Record<string, string>, tty: boolean) => {
      const { io, printed } = ioOf(env, tty);
      await diagnose({ logs: ['oom_rank0.log'] }, io);
      return printed().includes('\u001b');
    };
    expect(await coloured({}, true)).toBe(true);
    expect(await coloured({ FORCE_COLOR: '1' }, false)).toBe(true);
    expect(await coloured({ NO_COLOR: '1' }, true)).toBe(false);
    expect(await coloured({ TERM: 'dumb' }, true)).toBe(false);
  });

  it.each([
    ['missing log', { logs: [join(dir, 'none.log')] }, 66, 'does not exist'],
    ['folder without logs', { logs: [mkdtempSync(join(dir, 'empty-'))] }, 66, 'holds no log'],
    ['empty log', { logs: [file('empty.log', '')] }, 65, 'is empty'],
    ['binary log', { logs: [file('binary.log', Buffer.alloc(4096))] }, 65, 'is a binary file'],
    ['missing config', { logs: ['pre.log'], config: join(dir, 'none.toml') }, 66, 'does not exist'],
    [
      'config that is not TOML',
      { logs: ['pre.log'], config: file('bad.toml', 'a = = 1') },
      78,
      'is not TOML',
    ],
    ['missing events', { logs: ['pre.log'], events: join(dir, 'none.jsonl') }, 66, 'does not exist'],
  ])('refuses: %s', async (_, args, code, text) => {
    const error = await diagnose(args, ioOf().io).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(Failure);
    expect(error).toMatchObject({
      exitCode: code,
      message: expect.stringContaining(text),
      help: expect.stringMatching(/\S/),
    });
  });

  it('reads a --log-dir folder, a pattern, or several files as one run, in the order of time', async () => {
    const folder = mkdtempSync(join(dir, 'parts-'));
    const inner = join(folder, 'logs_20261122-134200');
    mkdirSync(inner);
    symlinkSync(inner, join(folder, 'logs_latest'));
    const stray = join(folder, 'logs_20991231-000000');
    mkdirSync(stray);
    writeFileSync(join(stray, 'policy_0.log'), recorded('pre'));
    const lines = recorded('oom_rank1').toString().split('\n');
    const of = (wanted: (line: string) => boolean) => `${lines.filter(wanted).join('\n')}\n`;
    const policy = (line: string) =>
      /^(?:\[rank\d|[EW]\d{4} |torch\.distributed\.elastic|Root Cause| {2}(?:rank|exitcode))/.test(line);
    const controller = (line: string) => /\[Controller\]|Redis|uvicorn|INFO: /.test(line) && !policy(line);
    writeFileSync(join(inner, 'policy_0.log'), of(policy));
    writeFileSync(join(inner, 'controller.log'), of(controller));
    writeFileSync(
      join(folder, 'console.log'),
      of((line) => !policy(line) && !controller(line)),
    );
    const ways = [
      [folder],
      [inner, join(folder, 'console.log')],
      [join(inner, '*_0.log'), join(inner, 'contr*'), join(folder, 'console.log')],
    ];
    for (const logs of ways) {
      const { io, printed } = ioOf();
      expect(await diagnose({ logs, json: true }, io)).toBe(80);
      const { findings, rank, window } = JSON.parse(printed());
      const { line, file: named } = findings[0].data;
      expect([findings[0].id, rank]).toEqual(['cuda-out-of-memory', 1]);
      expect(named).toMatch(/policy_0\.log$/);
      expect(of(policy).split('\n')[line - 1]).toContain('OutOfMemoryError');
      expect(window.lines.map((one: { number: number }) => one.number)).toContain(line);
    }
  });

  it('joins the files of two nodes by their time stamps', async () => {
    const folder = mkdtempSync(join(dir, 'nodes-'));
    const at = (second: number, text: string) =>
      `[rank0]:[cosmos] 2026-11-22 13:42:0${second},000 - cosmos - INFO - ${text}\n`;
    const raised = (text: string) =>
      `[rank0]:Traceback (most recent call last):\n[rank0]:  File "/a.py", line 1, in f\n[rank0]:    g()\n[rank0]:${text}\n`;
    writeFileSync(
      join(folder, 'a.log'),
      at(1, 'Config checked successfully') + at(5, 'x') + raised('RuntimeError: later'),
    );
    writeFileSync(join(folder, 'b.log'), at(2, 'x') + at(3, 'x') + raised('RuntimeError: first'));
    const { io, printed } = ioOf();
    await diagnose({ logs: [folder] }, io);
    expect(printed()).toContain('RuntimeError: first');
    expect(printed()).toMatch(/evidence .*b\.log, line 6/);
  });

  it('reads standard input and gzip', async () => {
    const bytes = recorded('oom_rank0');
    const packed = file('packed.log.gz', gzipSync(bytes));
    expect(await diagnose({ logs: [packed] }, ioOf().io)).toBe(80);
    for (const given of [bytes, gzipSync(bytes)]) {
      const { io, printed } = ioOf();
      expect(await diagnose({ logs: ['-'] }, { ...io, readStdinBytes: async () => given })).toBe(80);
      expect(printed()).toContain('evidence standard input, line 295');
    }
    const cut = file('cut.log.gz', gzipSync(bytes).subarray(0, 500));
    await expect(diagnose({ logs: [cut] }, ioOf().io)).rejects.toMatchObject({ exitCode: 65 });
    await expect(diagnose({ logs: ['/dev/zero'] }, ioOf().io)).rejects.toMatchObject({ exitCode: 66 });
  });

  it('takes the log of a run folder of ours', async () => {
    const folder = mkdtempSync(join(dir, 'run-'));
    writeFileSync(join(folder, 'engine.log'), recorded('oom_rank0'));
    writeFileSync(join(folder, 'console.log'), Buffer.alloc(4096));
    const { io, printed } = ioOf();
    expect(await diagnose({ logs: [folder] }, io)).toBe(80);
    expect(printed()).toContain('engine.log, line 295');
  });

  it('prints no escape sequence of a log', async () => {
    const { io, printed } = ioOf();
    const nasty = file(
      'nasty.log',
      '[rank0]: torch.OutOfMemoryError: CUDA out of memory \u0007\u009b31m \u202e\n',
    );
    await diagnose({ logs: [nasty] }, io);
    expect(printed()).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u0080-\u009f\u202e]/);
  });

  it('a short text that says nothing of a run is no running one', async () => {
    expect(await diagnose({ logs: [file('short.log', '[rank0]: epoch begins\n')] }, ioOf().io)).toBe(83);
  });

  it('says so when the text is not a log of the engine', async () => {
    const { io, printed } = ioOf();
    expect(await diagnose({ logs: [file('other.log', 'hello\nworld\n')] }, io)).toBe(83);
    expect(printed()).toContain('no line of a cosmos-rl run');
  });

  it('reads a log of many megabytes without holding it', async () => {
    const line = '[rank0]:Validation: 12it [00:03,  3.18it/s]\r'.repeat(20);
    const big = file('big.log', `${Array.from({ length: 12_000 }, () => line).join('\n')}\n`);
    expect(await diagnose({ logs: [big] }, ioOf().io)).toBe(0);
  });
});

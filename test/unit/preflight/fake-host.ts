/** A folder of fake programs as the only PATH, and an Io around it. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Io, TextStream } from '../../../src/io.ts';

/** An empty folder. */
export function scratch(): string {
  return mkdtempSync(join(tmpdir(), 'cookbook-preflight-'));
}

/** The real Python of this machine (not a shim that needs a PATH), to run fake engines in. */
export const realPython = findPython();

function findPython(): string | undefined {
  try {
    const code = 'import sys; print(sys.executable)';
    return execFileSync('python3', ['-c', code], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}

export class FakeHost {
  readonly folder = scratch();
  readonly bin = join(this.folder, 'bin');
  readonly env: Record<string, string | undefined> = { PATH: this.bin };

  constructor() {
    mkdirSync(this.bin);
  }

  /** Puts a program on PATH: its whole text, with its first line. */
  program(name: string, text: string, mode = 0o755): string {
    const path = join(this.bin, name);
    writeFileSync(path, text);
    chmodSync(path, mode);
    return path;
  }

  /** A program that prints `text`, as `/bin/sh` script. */
  prints(name: string, text: string, code = 0): string {
    return this.program(name, `#!/bin/sh\n/bin/cat <<'END'\n${text}\nEND\nexit ${code}\n`);
  }

  link(name: string, target: string): void {
    symlinkSync(target, join(this.bin, name));
  }

  /** Installs a `cosmos_rl` of that version, and other packages, where Python looks: metadata only. */
  packages(versions: Readonly<Record<string, string>>): void {
    const site = join(this.folder, 'site');
    this.env['PYTHONPATH'] = site;
    for (const [name, version] of Object.entries(versions)) {
      const info = join(site, `${name.replaceAll('-', '_')}-${version}.dist-info`);
      mkdirSync(info, { recursive: true });
      writeFileSync(join(info, 'METADATA'), `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n`);
    }
  }

  io(): Io & { readonly written: () => string } {
    let text = '';
    const stream: TextStream = { write: (more) => (text += more), isTTY: false, columns: 80 };
    return {
      stdout: stream,
      stderr: { write: () => undefined, isTTY: false, columns: 80 },
      env: this.env,
      cwd: this.folder,
      now: () => 0,
      monotonic: () => 0,
      readStdin: async () => '',
      readStdinBytes: async () => Buffer.alloc(0),
      onSignal: () => () => undefined,
      written: () => text,
    };
  }
}

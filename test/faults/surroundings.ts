/** Surroundings that fail: small file systems, terminals that a test holds, and runs that are in the middle of their training. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import type { Rig, Started } from '../cli/rig.ts';

export const SLOW = { FAKE_SCENARIO: 'slow', FAKE_STEP_SECONDS: '0.1' };
export const LONG = ['train.max_num_steps=2000', 'train.epoch=500', '--json'];

/** Starts a run and waits until it trains. */
export async function training(
  place: Rig,
  env: Readonly<Record<string, string>> = SLOW,
  ...more: readonly string[]
): Promise<{ readonly started: Started; readonly run: string }> {
  const started = place.start(place.sft(...more), env);
  await started.said(/training · step/);
  return { started, run: place.lastRun() };
}

/** Whether this user may mount. */
export const canMount = spawnSync('unshare', ['--mount', 'true']).status === 0;

/** Mounts a small file system on a new folder. */
export function mountSmall(folder: string, size = '8m'): void {
  mkdirSync(folder, { recursive: true });
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder], { stdio: 'pipe' });
}

/** Puts an empty read-only file system over a folder: what was in it is out of reach, and nothing new can be written. */
export const cover = (folder: string) =>
  void execFileSync('mount', ['-t', 'tmpfs', '-o', 'ro', 'tmpfs', folder], { stdio: 'pipe' });

export const remountReadOnly = (folder: string) =>
  void execFileSync('mount', ['-o', 'remount,ro', folder], { stdio: 'pipe' });

/** Takes away everything that is mounted on a folder. */
export function unmount(folder: string): void {
  while (spawnSync('umount', ['-l', folder]).status === 0);
}

const HOLDER = `
import fcntl, os, pty, select, signal, struct, sys, termios, time
what, command = sys.argv[1], sys.argv[2:]
pid, master = pty.fork()
if pid == 0:
    time.sleep(0.2)
    os.execvp(command[0], command)
fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack('HHHH', 40, 120, 0, 0))
print(pid, flush=True)
asked = time.time() + float(os.environ['HOLD_SECONDS'])
said = b''
def read():
    global said
    if select.select([master], [], [], 0.1)[0]:
        try:
            said += os.read(master, 65536)
        except OSError:
            return False
    return True
while b'training' not in said:
    if not read():
        break
time.sleep(max(0, asked - time.time()))
if what == 'closes':
    os.close(master)
elif what == 'stops':
    os.kill(pid, signal.SIGTERM)
begun = time.time()
while time.time() - begun < 60:
    done, status = os.waitpid(pid, os.WNOHANG)
    if done:
        print(os.waitstatus_to_exitcode(status), round(time.time() - begun, 1), flush=True)
        sys.exit()
    time.sleep(0.05)
os.kill(pid, signal.SIGKILL)
print('never', flush=True)
`;

/**
 * Runs a command in a terminal of its own until it trains. Then `stops`: nobody reads the terminal for `seconds`, and SIGTERM comes;
 * or `closes`: it goes away. Returns the exit code and the seconds it took from there.
 */
export function inTerminal(
  what: 'stops' | 'closes',
  seconds: number,
  command: readonly string[],
  options: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): Promise<readonly [code: number | 'never', seconds: number]> {
  const child = spawn('python3', ['-c', HOLDER, what, ...command], {
    cwd: options.cwd,
    env: {
      ...options.env,
      PATH: `${options.env['PATH']}:${process.env['PATH']}`,
      HOLD_SECONDS: String(seconds),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (more: string) => {
    text += more;
  });
  return new Promise((done) =>
    child.on('close', () => {
      const [code = 'never', took = '60'] = (text.trim().split('\n').at(-1) ?? '').split(' ');
      done([code === 'never' ? 'never' : Number(code), Number(took)]);
    }),
  );
}

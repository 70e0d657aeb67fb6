/** What can happen in a night, and which exit codes are then true. */
import type { Environment } from '../cli/rig.ts';

export interface Fault {
  readonly name: string;
  /** How often, against the others. */
  readonly weight: number;
  readonly env: Environment;
  readonly args?: readonly string[];
  readonly codes: readonly number[];
  /** What is done to cookbook-run, at a random moment. */
  readonly blow?: 'SIGINT' | 'SIGTERM' | 'SIGKILL' | 'reboot';
  /** The moment is counted from the end of the run, so that it meets the gate, the link and the summary. */
  readonly atGate?: true;
  readonly twice?: true;
  /** From the start, or at a random moment. */
  readonly fillDisk?: 'before' | 'during';
  /** Milliseconds that the wall clock is off, of which one is drawn: from the start, or after a while. */
  readonly clock?: readonly number[];
  readonly clockFrom?: 'start';
}

const fake = (scenario: string, more: Environment = {}): Environment => ({
  FAKE_SCENARIO: scenario,
  ...more,
});
const HOUR = 3_600_000;
/** Slow enough to be met by a blow, in a training, a rehearsal or a merge. */
const slow = fake('slow', { FAKE_STEP_SECONDS: '0.15', FAKE_SAVES: '1', PUPPET_WAITS: '1' });

export const FAULTS: readonly Fault[] = [
  { name: 'completes', weight: 4, env: fake('completes'), codes: [0] },
  { name: 'completes, engine exits 1', weight: 1, env: fake('completes-exit-1'), codes: [0] },
  // 83: it was trained in time, and the deadline ended the eval command.
  { name: 'deadline', weight: 4, env: slow, args: ['--for', '4s'], codes: [0, 75, 83] },
  { name: 'out of GPU memory', weight: 1, env: fake('oom-exit-0'), codes: [80] },
  { name: 'a clip is missing', weight: 1, env: fake('bad-sample-exit-0'), codes: [65, 66] },
  { name: 'loss is NaN', weight: 1, env: fake('nan'), codes: [82] },
  { name: 'engine says the disk is full', weight: 1, env: fake('disk-full'), codes: [73] },
  { name: 'export is cut', weight: 1, env: fake('export-cut'), codes: [83] },
  { name: 'engine is broken', weight: 1, env: fake('dies-on-start'), codes: [69] },
  { name: 'engine dies without a word', weight: 1, env: fake('dies-silently'), codes: [83] },
  { name: 'stalls', weight: 1, env: fake('no-progress'), codes: [81] },
  {
    name: 'controller is killed',
    weight: 1,
    env: fake('recorded', { FAKE_LOG: 'kill_controller', FAKE_EXIT: '1' }),
    codes: [1, 75],
  },
  { name: 'config rejected', weight: 1, env: fake('recorded', { FAKE_LOG: 'batch_mod' }), codes: [78] },
  { name: 'kill -9', weight: 4, env: slow, codes: [], blow: 'SIGKILL' },
  {
    name: 'kill -9 at the gate',
    weight: 4,
    env: fake('completes'),
    codes: [0],
    blow: 'SIGKILL',
    atGate: true,
  },
  { name: 'reboot at the gate', weight: 2, env: fake('completes'), codes: [0], blow: 'reboot', atGate: true },
  { name: 'worse model', weight: 2, env: { ...fake('completes'), SOAK_ACCURACY: '0.5' }, codes: [0, 1] },
  {
    name: 'merge breaks',
    weight: 1,
    env: { ...fake('completes'), PUPPET_FAILS: 'out of memory' },
    codes: [0, 1],
  },
  { name: 'eval is broken', weight: 1, env: { ...fake('completes'), SOAK_ACCURACY: '' }, codes: [83] },
  { name: 'reboot', weight: 3, env: slow, codes: [], blow: 'reboot' },
  // 0: the last step was made when it came, and the model is promoted; the soak looks at that for every 0.
  { name: 'Ctrl-C', weight: 1, env: slow, codes: [0, 130], blow: 'SIGINT' },
  { name: 'SIGTERM', weight: 1, env: slow, codes: [0, 143], blow: 'SIGTERM' },
  { name: 'two starts at once', weight: 2, env: fake('completes'), codes: [0], twice: true },
  {
    name: 'clock jumps',
    weight: 2,
    env: fake('slow', { FAKE_STEP_SECONDS: '0.05' }),
    args: ['--until', '07:00'],
    // 83: trained in time, and the jump was over the deadline while it was evaluated.
    codes: [0, 75, 83],
    clock: [-3 * HOUR, 30 * HOUR],
  },
  {
    name: 'clock is wrong',
    weight: 2,
    env: fake('completes'),
    codes: [0],
    clock: [-30 * HOUR, -1 * HOUR, 2 * HOUR],
    clockFrom: 'start',
  },
  { name: 'disk of the series is full', weight: 1, env: fake('completes'), codes: [73], fillDisk: 'before' },
  // The fake engine says what Python says of a full disk, where it can; a log cut by the full disk proves nothing.
  { name: 'disk fills up', weight: 2, env: slow, codes: [0, 1, 73, 83], fillDisk: 'during' },
];

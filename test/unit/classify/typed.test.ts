/** What the tables of the log say to type: settings that exist, commands that parse, nothing that a shell would misread. */

import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { CUSTOM_KEYS } from '../../../src/config/custom-keys.ts';
import { SYMPTOMS } from '../../../src/engine/cosmos-rl/log/symptoms/index.ts';
import { fieldOf, schemaOf } from '../../../src/engine/cosmos-rl/schema/schema.ts';
import { NEWEST } from '../../../src/engine/cosmos-rl/versions.ts';
import { remediesIn, typedIn, wordsIn } from '../../../src/engine/torch/log/typed.ts';
import { helpOf } from '../../../src/findings/remedy.ts';
import type { Io } from '../../../src/io.ts';
import { main } from '../../../src/program.ts';

const HELPS = SYMPTOMS.flatMap(({ id, helps = [] }) => helps.map((help) => [id, help] as const));
const TYPED = HELPS.flatMap(([id, help]) => typedIn(help).map((typed) => [id, typed] as const));
const PROGRAMS =
  /^(?:pip|apt-get|conda|docker|export|unset|ulimit|hf|git|python|nvidia-smi|ip|nc|getent|systemctl|ss|redis-server|dmesg|mount|ls|source|cosmos-rl|cookbook-run)\b/;
const schema = schemaOf(NEWEST);

describe('what the tables say to type', () => {
  it('is plenty', () => {
    expect(HELPS.length).toBeGreaterThan(80);
    expect(TYPED.length).toBeGreaterThan(90);
  });

  it.each(HELPS)('%s: %s', (_, help) => {
    expect(help.split('`').length % 2, 'backticks in pairs').toBe(1);
    expect(help).not.toMatch(/<[a-z_-]+>(?! and)|max_keep=1\b/);
    const remedies = remediesIn(help);
    expect(remedies.length).toBeGreaterThan(0);
    // Each alternative is advice, or names one thing to type where it stands.
    for (const remedy of remedies) expect(remedy.kind === 'note' || remedy.text?.includes('{}')).toBe(true);
    expect(helpOf(remedies)).not.toContain('{}');
  });

  it.each(TYPED)('%s: `%s` is a setting that exists or a command', (_, typed) => {
    const key = /^~?([a-z]\w*(?:\.\w+)+)(?:=|$)/.exec(typed)?.[1];
    if (key === undefined) {
      expect(typed).toMatch(PROGRAMS);
      expect(typed).not.toMatch(/[“”…]|(?<!["A-Z])[<>](?!=?\d)/);
    } else if (key.startsWith('custom.')) {
      const [, table = '', name = ''] = key.split('.');
      expect(Object.keys(CUSTOM_KEYS[table] ?? {}), key).toContain(name);
    } else expect(fieldOf(schema, key), key).toBeDefined();
  });

  const ours = [
    ...new Set(TYPED.map(([, typed]) => typed).filter((typed) => typed.startsWith('cookbook-run '))),
  ];
  it.each(ours.map((line) => [line]))('%s is one of our verbs', async (line) => {
    let printed = '';
    const stream = { write: (text: string) => (printed += text), isTTY: false, columns: 80 };
    const io = {
      stdout: stream,
      stderr: stream,
      env: { PATH: '/usr/bin:/bin', HOME: tmpdir() },
      cwd: tmpdir(),
      now: () => 0,
      monotonic: () => 0,
      readStdin: async () => '',
      readStdinBytes: async () => Buffer.alloc(0),
      onSignal: () => () => {},
    } as unknown as Io;
    const code = await main(wordsIn(line.replace('NAME', 'reason2-video-caption-vqa')).slice(1), io);
    expect([2, 70], printed).not.toContain(code);
  });
});

describe('typed words', () => {
  it('are parted as a shell parts them', () => {
    expect(wordsIn('pip install "transformers>=4.57,<5" x\'y z\'')).toEqual([
      'pip',
      'install',
      'transformers>=4.57,<5',
      'xy z',
    ]);
  });

  it('become settings, commands or advice', () => {
    expect(remediesIn('Set `train.compile=false`, or `~custom.vision.fps`; or wait.')).toEqual([
      { kind: 'override', set: { 'train.compile': false }, text: 'Set {}' },
      { kind: 'override', remove: ['custom.vision.fps'], text: '{}' },
      { kind: 'note', text: 'wait.' },
    ]);
    expect(remediesIn('Try `a | b`.')[0]?.kind).toBe('note');
    expect(remediesIn('Try `python -c "import a; b"`')).toEqual([
      { kind: 'command', argv: ['python', '-c', 'import a; b'], text: 'Try {}' },
    ]);
    expect(remediesIn('`logging.logger=["console"]`')).toEqual([
      { kind: 'override', set: { 'logging.logger': ['console'] }, text: '{}' },
    ]);
  });
});

/** What people do between two nights: data grow, shrink and change, configs and policies are edited. */
import { copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LORA, nightlyToml, type Series } from '../cli/nightly-rig.ts';
import type { Chance } from './chance.ts';

/** What stands in nightly.toml. */
export interface Settings {
  readonly data_changed: string;
  readonly finished: string;
  readonly config_changed: string;
  readonly epoch: number;
  /** An adapter in place of all weights. */
  readonly lora: boolean;
  readonly rehearse: 'never' | 'when changed';
  /** How the receiver of messages behaves. */
  readonly told: 'nobody' | 'hangs' | 'refuses' | 'gone';
}

export const FIRST: Settings = {
  data_changed: 'finish-then-restart',
  finished: 'restart',
  config_changed: 'refuse',
  epoch: 500,
  lora: false,
  rehearse: 'never',
  told: 'nobody',
};

/** A model keeps the accuracy that it was first measured with, also when it is compared with as the last good one. */
const EVAL = [
  'f="$COOKBOOK_RECORD/acc.json"',
  `if [ -s "$f" ]; then cat "$f"; elif [ -n "\${SOAK_ACCURACY-1}" ]; then echo "{\\"accuracy\\": \${SOAK_ACCURACY-1}}" > "$f"; cat "$f"; else echo broken; fi`,
].join('; ');

/** Writes nightly.toml. */
export function write(one: Series, settings: Settings): void {
  const { epoch, told, lora, rehearse, ...on } = settings;
  const policies = Object.entries(on).map(([key, value]) => `${key} = ${JSON.stringify(value)}`);
  const text = nightlyToml(
    one.place,
    `eval = ["sh", "-c", ${JSON.stringify(EVAL)}]\nmetrics = { accuracy = "higher" }\n[keep]\ngood = 2\n[on]\n${policies.join('\n')}\n${told === 'nobody' ? '' : message(told)}`,
    `stall_timeout = "4s"\nrehearse = ${JSON.stringify(rehearse)}`,
  );
  one.write(
    text
      .replace('wait = "0s"', 'wait = "0s"\nretryable = 0\nstalled = 0')
      .replace('save_reserve = "5s"', 'save_reserve = "2s"')
      .replace('validation_loss = "if-present"', 'validation_loss = "off"')
      .replace('train.epoch=500', `train.epoch=${epoch}`)
      .replace('set = [', lora ? `set = [\n  ${LORA},` : 'set = ['),
  );
}

/** A message to a receiver that takes none; whatever it does, the night ends as it would. */
const message = (told: string) =>
  `[[notify]]\nkind = "webhook"\nurl_env = "SOAK_${told.toUpperCase()}"\ntimeout = "1s"\nwhen = ["success", "failure", "needs-you", "stopped", "skipped"]\n`;

const LEAST = 5;

function grow(data: string, number: number): string {
  const clip = readdirSync(join(data, 'videos'))[0] ?? '';
  const name = clip.split('.')[0] ?? '';
  copyFileSync(join(data, 'videos', clip), join(data, 'videos', clip.replace(name, `soak-${number}`)));
  copyFileSync(join(data, 'metas', `${name}.label.json`), join(data, 'metas', `soak-${number}.label.json`));
  return 'data grow';
}

function shrink(data: string): string {
  const clips = readdirSync(join(data, 'videos'));
  const [last = ''] = clips.slice(-1);
  if (clips.length <= LEAST) return 'data stay';
  rmSync(join(data, 'videos', last));
  rmSync(join(data, 'metas', `${last.split('.')[0]}.label.json`), { force: true });
  return 'data shrink';
}

function change(data: string): string {
  const [first = ''] = readdirSync(join(data, 'metas'));
  const path = join(data, 'metas', first);
  writeFileSync(path, `${readFileSync(path, 'utf8')}\n`);
  return 'data change';
}

/** Changes one thing, or nothing; says what, and what now stands in nightly.toml. */
export function changed(
  one: Series,
  before: Settings,
  number: number,
  chance: Chance,
): { readonly settings: Settings; readonly what: string } {
  const data = join(one.place.folder, 'avha');
  const edit = (patch: Partial<Settings>) => {
    const settings = { ...before, ...patch };
    write(one, settings);
    return { settings, what: JSON.stringify(patch) };
  };
  switch (chance.below(12)) {
    case 0:
      return { settings: before, what: grow(data, number) };
    case 1:
      return { settings: before, what: shrink(data) };
    case 2:
      return { settings: before, what: change(data) };
    case 3:
      return edit({ data_changed: chance.one(['finish-then-restart', 'restart', 'continue', 'refuse']) });
    case 4:
      return edit({ finished: chance.one(['skip', 'restart', 'restart', 'continue-from-last-good']) });
    case 5:
      return edit({ config_changed: chance.one(['refuse', 'restart']) });
    case 6:
      return edit({ epoch: chance.one([400, 500]) });
    case 7:
      return edit({ told: chance.one(['nobody', 'hangs', 'refuses', 'gone'] as const) });
    case 8:
      return edit({ lora: !before.lora });
    case 9:
      return edit({ rehearse: chance.one(['never', 'when changed'] as const) });
    default:
      return { settings: before, what: '' };
  }
}

/** What would make the next nights do nothing but refuse: a person comes and lets them go on. */
export function mended(one: Series, before: Settings): Settings {
  const settings = { ...before, config_changed: 'restart', data_changed: 'finish-then-restart' };
  write(one, settings);
  return settings;
}

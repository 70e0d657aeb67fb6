/** A series in a rig: a nightly.toml for the fake engine, and one call per night. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Ended, type Environment, json, type Rig, rig } from './rig.ts';

export interface Series {
  readonly place: Rig;
  readonly file: string;
  readonly folder: string;
  night(env?: Environment, ...more: readonly string[]): Promise<Ended>;
  /** Writes nightly.toml again. */
  write(text: string): void;
}

/** Every night trains anew, unless the test says otherwise. */
function everyNight(more: string): string {
  if (more.includes('finished =')) return more;
  return more.includes('[on]')
    ? more.replace('[on]', '[on]\nfinished = "restart"')
    : `${more}\n[on]\nfinished = "restart"\n`;
}

/** An eval command that gives a model the accuracy it was first asked with, and the same again when it is last-good. */
export function accuracyOf(value: string): string {
  const shell = `f="$COOKBOOK_RECORD/acc.json"; [ -e "$f" ] || echo '{"accuracy": ${value}}' > "$f"; cat "$f"`;
  return `eval = ["sh", "-c", ${JSON.stringify(shell)}]\nmetrics = { accuracy = "higher" }\n`;
}

/** Lines of a nightly.toml whose runs take a second: one GPU, 20 steps, no wait between attempts. */
export function nightlyToml(place: Rig, more = '', top = ''): string {
  return `schema_version = 1
name = "demo"
preset = "reason1-av-caption"
dataset = "../avha"
model = ${JSON.stringify(join(place.folder, '.model'))}
gpus = 1
set = [
  "train.train_batch_per_replica=1", "train.train_policy.mini_batch=1", "train.max_num_steps=20",
  "train.optm_warmup_steps=2", "train.epoch=500",
]
folder = "series"
gpu_leases = ${JSON.stringify(join(place.folder, 'gpus'))}
save_reserve = "5s"
${top}
[retry]
wait = "0s"
[gate]
validation_loss = "if-present"
${everyNight(more)}`;
}

/** A new series in a folder with spaces and an umlaut in its name. */
export function series(name: string, more = '', top = ''): Series {
  const place = rig(name);
  const base = join(place.folder, 'nächte und tage');
  mkdirSync(base);
  place.dataset();
  const file = join(base, 'nightly.toml');
  writeFileSync(file, nightlyToml(place, more, top));
  return {
    place,
    file,
    folder: join(base, 'series'),
    night: (env = {}, ...args) => place.run(['nightly', 'run', file, ...args], env),
    write: (text) => writeFileSync(file, text),
  };
}

/** The one JSON line of a night. */
export function lineOf(ended: Ended) {
  const lines = ended.stdout.trim().split('\n');
  if (lines.length !== 1) throw new Error(`${lines.length} lines:\n${ended.stdout}\n${ended.stderr}`);
  return json(lines[0] ?? '');
}

/** A JSON file. */
export function fileOf(path: string) {
  return json(readFileSync(path, 'utf8'));
}

/** A series in a rig: a nightly.toml for the fake engine, and one call per night. */
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
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

/** Stands in for the Python of a merge: copies the base as the real worker writes it. The arithmetic is tested with torch. */
const PUPPET = `#!/bin/sh
case "$*" in
*merge/merge.py*)
  [ -n "$PUPPET_FAILS" ] && { echo "$PUPPET_FAILS" >&2; exit 1; }
  sleep "\${PUPPET_WAITS:-0}"
  exec node -e '
const { copyFileSync, readFileSync } = require("node:fs");
const order = JSON.parse(readFileSync(process.argv[1], "utf8"));
for (const name of Object.keys(order.files)) copyFileSync(order.base + "/" + name, order.out + "/" + name);
console.log(JSON.stringify({ event: "done", unmoved: [] }));
' "$3" ;;
esac
exec /usr/bin/env PATH="$REAL_PATH" python3 "$@"
`;

/** The environment of a series whose merges that puppet makes. */
export function mergingPuppet({ folder }: Rig): {
  readonly FAKE_REAL_PYTHON: string;
  readonly REAL_PATH: string;
} {
  const puppet = join(folder, 'puppet');
  writeFileSync(puppet, PUPPET);
  chmodSync(puppet, 0o755);
  return { FAKE_REAL_PYTHON: puppet, REAL_PATH: process.env['PATH'] ?? '' };
}

/** The setting of an adapter for the one matrix that the models of the tests have. */
export const LORA = `"policy.lora={r = 2, lora_alpha = 4, target_modules = ['lm_head']}"`;

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

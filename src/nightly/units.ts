/** Fills in the templates of a series: nightly.toml, a systemd service and timer, a cron line. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { shellWord } from '../findings/shell-word.ts';
import { templatesFolder } from '../recipe/templates.ts';

/** What a series is set up from. */
export interface SetUp {
  readonly name: string;
  readonly preset: string;
  readonly dataset: string;
  /** Further lines of nightly.toml, and its settings. */
  readonly top?: readonly string[];
  readonly set?: readonly string[];
  /** Whether the gate asks the evaluation that is copied beside nightly.toml. */
  readonly evaluate?: boolean;
  /** Times of day, local. */
  readonly at: string;
  readonly until: string;
  /** Absolute path of nightly.toml. */
  readonly file: string;
  /** Program and first arguments of cookbook-run, as they are called now. */
  readonly program: readonly string[];
  /** PATH, as it is now: a timer's own has no engine in it. */
  readonly path: string;
}

/** A quoted text of a unit file: `%` and backslashes mean themselves (systemd.syntax(7), systemd.exec(5)). */
function systemdText(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('%', '%%')}"`;
}

/** One word of a systemd command line, where `$` has a meaning, too (systemd.service(5)). */
function systemdWord(text: string): string {
  return systemdText(text).replaceAll('$', '$$$$');
}

/** One word for the shell that cron uses; cron itself takes a bare `%` for a line break (crontab(5)). */
function cronWord(text: string): string {
  return shellWord(text).replaceAll('%', '\\%');
}

function fill(template: string, values: Readonly<Record<string, string>>): string {
  const text = readFileSync(join(templatesFolder(), 'nightly', template), 'utf8');
  return text.replace(/@([A-Z]+)@/g, (whole, key: string) => values[key] ?? whole);
}

const NOT_ASKED = `# eval = ["python3", "eval/eval.py"]  # \`nightly init --eval\` brings one; asked about this model and the last good one
# [gate.metrics]
# accuracy = { direction = "higher", min = 0.5, max_drop = 0.01 }
`;
const ASKED = `eval = ["python3", "eval/eval.py", "--samples", "200"]  # with the Python of the engine
eval_timeout = "1h30m"
[gate.metrics]
exact_match = { direction = "higher", max_drop = 0.02 }
# option_accuracy = { direction = "higher", max_drop = 0.02 }          # labels that are letters
# "json.field_accuracy" = { direction = "higher", max_drop = 0.02 }    # labels that are objects, as of AVHA
`;

/** The text of nightly.toml. JSON strings are TOML strings. */
export function nightlyText(one: SetUp): string {
  const word = (text: string) => JSON.stringify(text);
  return fill('nightly.toml', {
    NAME: word(one.name),
    PRESET: word(one.preset),
    DATASET: word(one.dataset),
    AT: word(one.at),
    UNTIL: word(one.until),
    TOP: (one.top ?? []).map((line) => `${line}\n`).join(''),
    EVAL: one.evaluate === true ? ASKED : NOT_ASKED,
    SET: `[${(one.set ?? []).map(word).join(', ')}]`,
  });
}

/** The texts of the systemd user units. */
export function systemdUnits(one: SetUp): {
  readonly service: string;
  readonly timer: string;
  readonly watchService: string;
  readonly watchTimer: string;
} {
  const command = [...one.program, 'nightly', 'run', one.file].map(systemdWord).join(' ');
  const watch = [...one.program, 'nightly', 'watch', one.file].map(systemdWord).join(' ');
  const path = systemdText(`PATH=${one.path}`);
  const name = one.name.replaceAll('%', '%%');
  return {
    service: fill('nightly.service', { NAME: name, COMMAND: command, PATH: path }),
    timer: fill('nightly.timer', { NAME: name, AT: one.at }),
    watchService: fill('watch.service', { NAME: name, COMMAND: watch, PATH: path }),
    watchTimer: fill('watch.timer', { NAME: name, UNTIL: one.until }),
  };
}

/** The line for `crontab -e`. */
export function cronLine(one: SetUp): string {
  const [hour, minute] = one.at.split(':').map(Number);
  const command = [...one.program, 'nightly', 'run', one.file].map(cronWord).join(' ');
  const path = cronWord(one.path);
  return `${minute} ${hour} * * * PATH=${path} ${command} >> ${cronWord(`${one.file}.log`)} 2>&1`;
}

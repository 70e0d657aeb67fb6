/** `nightly init`: writes nightly.toml and the units of a series, and says what to type to install them. */
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Setting } from '../config/layers.ts';
import { writeTomlValue } from '../config/toml.ts';
import { joinKey } from '../config/value.ts';
import { adapterOf } from '../engine/registry.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import { secretsIn } from '../findings/secrets.ts';
import { shellWord } from '../findings/shell-word.ts';
import type { Io } from '../io.ts';
import { jsonAnswer } from '../json/text.ts';
import { timeOfDay } from '../nightly/deadline.ts';
import { NIGHTLY } from '../nightly/schema.ts';
import { loadSpec } from '../nightly/series-config.ts';
import { cronLine, nightlyText, type SetUp, systemdUnits } from '../nightly/units.ts';
import { findPreset } from '../plan/chosen-preset.ts';
import { type SettingFlags, settingRequest } from '../plan/flags.ts';
import { flagSettings } from '../plan/settings.ts';
import { templatesFolder } from '../recipe/templates.ts';
import { overwrite, writeNewFile } from '../run/new-file.ts';

interface NightlyInitOptions extends SettingFlags {
  readonly preset?: string;
  readonly engine?: string;
  readonly script?: string;
  readonly at: string;
  readonly until: string;
  readonly name?: string;
  readonly scheduler: 'systemd' | 'cron' | 'none';
  readonly eval?: boolean;
  readonly force?: boolean;
  readonly json?: boolean;
}

function usage(message: string, help: string): Failure {
  return new Failure(ExitCode.usage, message, help);
}

async function setUp(path: string, options: NightlyInitOptions, io: Io): Promise<SetUp> {
  const { preset, dataset } = options;
  const like = 'cookbook-run nightly init --preset reason1-av-caption --dataset FOLDER --at 02:00';
  if (preset === undefined || dataset === undefined)
    throw usage('nightly init needs --preset and --dataset', like);
  for (const [flag, text] of [
    ['--at', options.at],
    ['--until', options.until],
  ] as const)
    if (timeOfDay(text) === undefined)
      throw usage(`${flag} does not understand \`${text}\``, `${flag} 02:00`);
  if (options.output !== undefined)
    throw usage('nightly init takes no --output: every run of a series has a folder of its own', like);
  const recipe = await findPreset(preset, io);
  const name = options.name ?? recipe.name.replace(/[^A-Za-z0-9._-]+/g, '-');
  if (!NIGHTLY.shape.name.safeParse(name).success)
    throw usage(
      `\`${name}\` cannot be the name of a series, and of files: letters, digits, dots and dashes, at most 61`,
      `${like} --name demo; nothing was written`,
    );
  const asked = settingRequest(options);
  const given = (['config', 'model', 'gpus'] as const).flatMap((key) => {
    const value = asked[key];
    return value === undefined ? [] : [[key, value] as const];
  });
  const own = (['engine', 'script'] as const).flatMap((key) =>
    options[key] === undefined ? [] : [[key, options[key]] as const],
  );
  const { keys } = adapterOf(recipe);
  return {
    name,
    preset,
    dataset: resolve(io.cwd, dataset),
    top: [...given, ...own].map(([key, value]) => `${key} = ${JSON.stringify(value)}`),
    evaluate: options.eval === true,
    set: [
      ...(keys.data?.validation === undefined ? [] : [`${keys.data.validation}=true`]),
      ...[...flagSettings(asked, keys), ...(asked.settings ?? [])].map(overrideText),
    ],
    at: options.at,
    until: options.until,
    file: resolve(io.cwd, path),
    program: [process.execPath, process.argv[1] ?? 'cookbook-run'],
    path: io.env['PATH'] ?? '/usr/bin:/bin',
  };
}

/** The files of the evaluation that ships, beside nightly.toml. */
function evaluation(folder: string): ReadonlyArray<readonly [string, string]> {
  const from = join(templatesFolder(), 'eval');
  return readdirSync(from)
    .filter((name) => name.endsWith('.py'))
    .map((name) => [join(folder, 'eval', name), readFileSync(join(from, name), 'utf8')] as const);
}

/** A setting as one would type it. */
function overrideText({ path, value }: Setting): string {
  return value === undefined ? `~${joinKey(path)}` : `${joinKey(path)}=${writeTomlValue(value)}`;
}

/** What to type next: a dry run, and what hands the series to its scheduler. */
function toInstall(
  one: SetUp,
  scheduler: NightlyInitOptions['scheduler'],
  files: readonly string[],
): readonly string[] {
  const dry = `cookbook-run nightly run ${shellWord(one.file)} --dry-run`;
  if (scheduler === 'none') return [dry];
  if (scheduler === 'cron') return [dry, `(crontab -l; echo ${shellWord(cronLine(one))}) | crontab -`];
  const unit = `cookbook-run-${one.name}`;
  const units = files.filter((file) => /\.(service|timer)$/.test(file)).map(shellWord);
  return [
    dry,
    `mkdir -p ~/.config/systemd/user && cp ${units.join(' ')} ~/.config/systemd/user/`,
    'loginctl enable-linger',
    `systemctl --user daemon-reload && systemctl --user enable --now ${unit}.timer ${unit}-watch.timer`,
  ];
}

/** Writes the files; an existing one is kept unless --force is given. */
export async function nightlyInit(
  operand: string | undefined,
  flags: NightlyInitOptions,
  io: Io,
): Promise<ExitCode> {
  // `nightly init train.epoch=3` names no file.
  const setting = operand !== undefined && /^~|=/.test(operand);
  const path = operand === undefined || setting ? 'nightly.toml' : operand;
  const overrides = [...(setting ? [operand] : []), ...(flags.overrides ?? [])];
  const options = { ...flags, overrides };
  const one = await setUp(path, options, io);
  const folder = dirname(one.file);
  const unit = `cookbook-run-${one.name}`;
  const units = systemdUnits(one);
  const files: ReadonlyArray<readonly [string, string]> = [
    [one.file, nightlyText(one)],
    ...(options.scheduler === 'systemd'
      ? ([
          [join(folder, `${unit}.service`), units.service],
          [join(folder, `${unit}.timer`), units.timer],
          [join(folder, `${unit}-watch.service`), units.watchService],
          [join(folder, `${unit}-watch.timer`), units.watchTimer],
        ] as const)
      : []),
    ...(options.eval === true ? evaluation(folder) : []),
  ];
  if (secretsIn(files.map(([, text]) => text).join('\n'), io.env).length > 0)
    throw usage(
      'the name or a path holds a secret of the environment',
      'leave secrets in the environment; nothing was written',
    );
  const there = files.find(([file]) => existsSync(file));
  if (there !== undefined && options.force !== true)
    throw usage(`${there[0]} is there already`, 'choose another file, or overwrite it with --force');
  try {
    mkdirSync(folder, { recursive: true });
    for (const [file, text] of files) {
      mkdirSync(dirname(file), { recursive: true });
      if (options.force === true) overwrite(file, text);
      else writeNewFile(file, text);
    }
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(ExitCode.disk, `cannot write: ${(error as Error).message}`, 'choose another folder', {
      cause: error,
    });
  }
  loadSpec(one.file, io.cwd, io.env);
  for (const [file] of files) io.stderr.write(`wrote ${file}\n`);
  io.stderr.write('try it, then install it:\n');
  const commands = toInstall(
    one,
    options.scheduler,
    files.map(([file]) => file),
  );
  if (options.json === true)
    io.stdout.write(jsonAnswer({ series: one.name, files: files.map(([file]) => file), commands }));
  else io.stdout.write(commands.map((line) => `${line}\n`).join(''));
  return ExitCode.ok;
}

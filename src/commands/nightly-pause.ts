/** `nightly pause`, `nightly unpause` and `nightly watch`: a series that rests, and one that should not be silent. */
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import type { Io } from '../io.ts';
import { jsonAnswer } from '../json/text.ts';
import { durationSeconds } from '../nightly/deadline.ts';
import { pause, unpause } from '../nightly/pause.ts';
import { loadSpec } from '../nightly/series-config.ts';
import { placeOf } from '../nightly/series-paths.ts';
import { silenceOf } from '../nightly/silence.ts';
import { notify } from '../nightly/tell/tell.ts';

/** Pauses a series: its nights train nothing and end 0 until `nightly unpause`. A night that runs is not touched. */
export function nightlyPause(
  path: string,
  { reason, json }: { readonly reason?: string; readonly json?: boolean },
  io: Io,
): ExitCode {
  const spec = loadSpec(path, io.cwd, io.env);
  const since = new Date(io.now()).toISOString();
  const made = { since, ...(reason === undefined ? {} : { reason }) };
  pause(placeOf(spec), made);
  if (json === true) io.stdout.write(jsonAnswer({ series: spec.file.name, paused: true, ...made }));
  io.stderr.write(`${spec.file.name} is paused; go on with: cookbook-run nightly unpause ${path}\n`);
  return ExitCode.ok;
}

/** Lets it go on. */
export function nightlyUnpause(path: string, { json }: { readonly json?: boolean }, io: Io): ExitCode {
  const spec = loadSpec(path, io.cwd, io.env);
  const was = unpause(placeOf(spec));
  if (json === true) io.stdout.write(jsonAnswer({ series: spec.file.name, paused: false, was }));
  io.stderr.write(`${spec.file.name} ${was ? 'goes on in the next night' : 'was not paused'}\n`);
  return ExitCode.ok;
}

/** The dead man's switch: 1, and a message of kind `silence`, if no night began within the time given. */
export async function nightlyWatch(
  path: string,
  options: { readonly within: string; readonly json?: boolean },
  io: Io,
): Promise<ExitCode> {
  const seconds = durationSeconds(options.within);
  if (seconds === undefined)
    throw new Failure(ExitCode.usage, `--within does not understand \`${options.within}\``, '--within 26h');
  const spec = loadSpec(path, io.cwd, io.env);
  const silence = silenceOf(placeOf(spec), io.now(), seconds);
  const told =
    silence === undefined
      ? []
      : await notify(
          spec,
          {
            ending: 'silence',
            series: spec.file.name,
            headline: silence,
            todo: `look why its timer did not start it: cookbook-run nightly status ${spec.path}`,
            facts: [['file', spec.path]],
          },
          io,
        );
  if (options.json === true)
    io.stdout.write(jsonAnswer({ series: spec.file.name, silent: silence !== undefined, told }));
  if (silence !== undefined) io.stderr.write(`${spec.file.name}: ${silence}\n`);
  for (const { hook, problem } of told) if (problem !== undefined) io.stderr.write(`${hook}: ${problem}\n`);
  return silence === undefined ? ExitCode.ok : ExitCode.failed;
}

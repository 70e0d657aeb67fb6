/** `setup`: the environment of an engine version as a script or a Dockerfile; nothing is installed before it is shown. */
import { join, resolve } from 'node:path';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import { AS_COMMAND, runToEnd } from '../host/run-to-end.ts';
import type { Io } from '../io.ts';
import { jsonText } from '../json/text.ts';
import { chosenEngine } from '../plan/chosen-engine.ts';
import { type SetupPlace, setupDockerfile, setupScript } from '../report/setup.ts';
import { interruption } from '../run/interruption.ts';

/** What `setup` takes. */
interface SetupOptions {
  readonly engine?: string;
  readonly venv?: string;
  readonly uv?: string;
  readonly dockerfile?: boolean;
  readonly run?: boolean;
  readonly json?: boolean;
}

function refuseBoth({ venv, uv, dockerfile, run }: SetupOptions): void {
  if (venv !== undefined && uv !== undefined)
    throw new Failure(ExitCode.usage, '--venv and --uv are two places', 'give one of them');
  if (dockerfile === true && (run === true || venv !== undefined || uv !== undefined))
    throw new Failure(
      ExitCode.usage,
      '--dockerfile prints a file for docker, which has no other place and is not run here',
      'give `cookbook-run setup --dockerfile` alone, and keep what it prints as Dockerfile',
    );
}

/** Prints the script; with `--run` runs it then: 0 where all is there at its end, else 69, or 73 for a folder of something else. */
export async function setup(options: SetupOptions, io: Io): Promise<ExitCode> {
  refuseBoth(options);
  const { adapter, engine } = chosenEngine(options.engine);
  const needed = await adapter.setup?.(engine.version);
  if (needed === undefined)
    throw new Failure(ExitCode.usage, `what ${adapter.name} needs is not written down here`);
  const about = { schemaVersion: 1, engine: needed.engine, version: needed.version };
  if (options.dockerfile === true) {
    const text = setupDockerfile(needed);
    if (options.json === true) io.stdout.write(jsonText({ ...about, exitCode: 0, kind: 'dockerfile', text }));
    else io.stdout.write(text, 'file');
    return ExitCode.ok;
  }
  const folder = options.uv ?? options.venv ?? join('.', `.venv-${needed.engine}-${needed.version}`);
  const place: SetupPlace = {
    kind: options.uv === undefined ? 'venv' : 'uv',
    folder: resolve(io.cwd, folder),
  };
  const script = setupScript(needed, place);
  const answer = (exitCode: ExitCode, ran: boolean): ExitCode => {
    if (options.json === true) io.stdout.write(jsonText({ ...about, exitCode, ran, ...place, text: script }));
    return exitCode;
  };
  if (options.json !== true) io.stdout.write(script, 'file');
  if (options.run !== true) {
    io.stderr.write('nothing was run: add --run, or pipe it into bash\n');
    return answer(ExitCode.ok, false);
  }
  const stop = new AbortController();
  const interrupted = interruption(io, 'setup', () => stop.abort('a signal'));
  const hear = (text: string) => io.stderr.write(text);
  const { cwd, env } = io;
  const { code, error } = await runToEnd('bash', ['-c', script], {
    ...AS_COMMAND,
    cwd,
    env,
    stop: stop.signal,
    hear,
  });
  interrupted.release();
  interrupted.check();
  if (error !== undefined) throw new Failure(ExitCode.host, `bash could not be started: ${error.message}`);
  if (code === 0) return answer(ExitCode.ok, true);
  return answer(code === ExitCode.disk ? ExitCode.disk : ExitCode.host, true);
}

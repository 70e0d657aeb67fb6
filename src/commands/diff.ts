/** `diff`: a preset against a file, against what was published, or a run against a run. */
import { againstEachOther, againstPublished } from '../diff/compare.ts';
import { operandOf } from '../diff/side.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import type { Io } from '../io.ts';
import { jsonAnswer } from '../json/text.ts';
import { shownBy } from '../plan/chosen-engine.ts';
import { findPreset } from '../plan/chosen-preset.ts';
import { diffText } from '../report/diff.ts';
import { painter } from '../report/style.ts';

interface DiffOptions {
  readonly upstream?: boolean;
  readonly engine?: string;
  readonly json?: boolean;
  readonly runsDir?: string;
}

async function published(name: string, engine: string | undefined, io: Io) {
  const recipe = await findPreset(name, io);
  return againstPublished(recipe, await shownBy(engine, { recipe }), io.cwd);
}

/** Prints how two configs differ: key, theirs, ours, and why where that is known. */
export async function diff(
  words: { readonly first: string; readonly second?: string },
  options: DiffOptions,
  io: Io,
): Promise<ExitCode> {
  const { first, second } = words;
  if ((options.upstream === true) === (second !== undefined)) {
    throw new Failure(
      ExitCode.usage,
      options.upstream === true
        ? '--upstream compares one preset with what NVIDIA published; a second name is too many'
        : 'diff needs two things to compare',
      'write `diff PRESET --upstream`, `diff PRESET FILE` or `diff RUN RUN`',
    );
  }
  const answer =
    second === undefined
      ? await published(first, options.engine, io)
      : await againstEachOther(
          await operandOf(first, io, options.runsDir),
          await operandOf(second, io, options.runsDir),
          options.engine,
          io.cwd,
        );
  io.stdout.write(
    options.json === true ? jsonAnswer(answer) : diffText(answer, io.stdout.columns, painter(io, io.stdout)),
  );
  return ExitCode.ok;
}

/** `merge`: a LoRA adapter and its base model become one folder that every server and `transformers` load. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { surroundingsOf } from '../checkpoint/facts.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import { shellWord } from '../findings/shell-word.ts';
import type { Io } from '../io.ts';
import { jsonText } from '../json/text.ts';
import { ADAPTER_CONFIG } from '../merge/adapter.ts';
import { type DecidedMerge, type Merged, merge, prepareMerge } from '../merge/merge.ts';
import { dataProgress } from '../report/data-progress.ts';
import { findRun, readPlan, runsFolder } from '../run/record.ts';
import { pythonFor } from './engine-python.ts';

/** What `merge` takes. */
interface MergeOptions {
  readonly base?: string;
  readonly out: string;
  readonly python?: string;
  readonly runsDir?: string;
  readonly json?: boolean;
}

/** The folder of an adapter, and where names in it count from. */
interface Named {
  readonly folder: string;
  readonly cwd: string;
}

/** The adapter that the word names: a folder that holds one, or the run that made it. Throws Failure 66. */
function adapterNamed(word: string, options: MergeOptions, io: Io): Named {
  const folder = resolve(io.cwd, word);
  if (existsSync(join(folder, ADAPTER_CONFIG))) return { folder, cwd: io.cwd };
  if (existsSync(folder) && !existsSync(join(folder, 'run.json')))
    throw new Failure(
      ExitCode.input,
      `${word} is no adapter: it has no ${ADAPTER_CONFIG}`,
      'name the folder with adapter_config.json and adapter_model.safetensors in it, or a run',
    );
  const state = findRun(runsFolder(io.cwd, io.env, options.runsDir), word);
  const { id, model } = state.record;
  if (model === undefined)
    throw new Failure(
      ExitCode.input,
      `run ${id} left no adapter that is proved whole (${state.standing})`,
      `cookbook-run runs show ${id}`,
    );
  if (model.kind === 'whole')
    throw new Failure(
      ExitCode.input,
      `run ${id} made a whole model, so there is nothing to merge`,
      `it is in ${model.path}`,
    );
  return { folder: model.path, cwd: readPlan(state.files).cwd };
}

function document(prepared: DecidedMerge, merged: Merged, seconds: number): object {
  const { out, adapter, base, plan, side, bytes, warnings, there } = prepared;
  return {
    schemaVersion: 1,
    outcome: 'succeeded',
    exitCode: ExitCode.ok,
    out,
    already: there,
    adapter: adapter.folder,
    base: base.checkpoint.name,
    dtypes: plan.dtypes,
    tensors: { all: merged.tensors, changed: plan.changed, unmoved: merged.unmoved },
    files: { weights: merged.files, kept: merged.kept, beside: side.files.map(({ name }) => name) },
    bytes,
    seconds,
    missing: side.missing,
    warnings,
  };
}

function text({ out, plan, there, base }: DecidedMerge, merged: Merged): string {
  const still = merged.unmoved.length;
  const unmoved = still === 0 ? '' : ` (${still} of them by nothing: frozen in the training)`;
  const what = `${plan.changed} of ${merged.tensors} tensors changed${unmoved}, ${plan.dtypes.join(' and ')} as in the base`;
  return [
    there ? `${out} is this merge already: ${what}` : `merged into ${out}: ${what}`,
    `base: ${base.checkpoint.name}`,
    'verified: index and headers, every tensor in name, shape and type; every value is finite',
    ...(merged.kept > 0 && !there
      ? [`${merged.kept} of ${merged.files} files were there from an earlier try`]
      : []),
    `next: cookbook-run feasibility --model ${shellWord(out)} --consumer MODEL`,
  ].join('\n');
}

/** Merges; 0 once the folder is proved, and the codes of the table where it is refused or stopped. */
export async function mergeAdapter(word: string, options: MergeOptions, io: Io): Promise<ExitCode> {
  const named = adapterNamed(word, options, io);
  const started = io.monotonic();
  const prepared = prepareMerge({
    adapter: named.folder,
    ...(options.base === undefined ? {} : { base: options.base }),
    out: resolve(io.cwd, options.out),
    surroundings: surroundingsOf(options.base === undefined ? named.cwd : io.cwd, io.env),
  });
  for (const warning of prepared.warnings) io.stderr.write(`warning: ${warning}\n`);
  const python = prepared.there ? '' : await pythonFor('merge', options.python, 'torch', io);
  const bar = dataProgress(io);
  const megabytes = (bytes: number) => Math.round(bytes / 1e6);
  let merged: Merged;
  try {
    merged = await merge(
      prepared,
      python,
      (done) => bar.update(megabytes(done), megabytes(prepared.bytes), 'MB'),
      io,
    );
  } finally {
    bar.stop();
  }
  if (merged.unmoved.length > 0 && merged.unmoved.length === prepared.plan.changed)
    io.stderr.write(
      'warning: the adapter changes nothing: all its products are zero, as before the first step\n',
    );
  const seconds = Math.round((io.monotonic() - started) / 100) / 10;
  io.stdout.write(
    options.json === true ? jsonText(document(prepared, merged, seconds)) : `${text(prepared, merged)}\n`,
  );
  return ExitCode.ok;
}

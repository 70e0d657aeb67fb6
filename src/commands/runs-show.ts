/** `runs show`: one run, as far as its record tells. */
import { ExitCode } from '../findings/exit-code.ts';
import type { Io } from '../io.ts';
import { jsonText } from '../json/text.ts';
import { runText } from '../report/run-text.ts';
import { painter } from '../report/style.ts';
import { artefactsOf } from '../run/artefacts.ts';
import { PARTS, remarkOn, shareOf, sharesOf, summaryOf } from '../run/metrics/summary.ts';
import { findRun, runsFolder } from '../run/record.ts';

interface RunsShowOptions {
  readonly json?: boolean;
  readonly runsDir?: string;
}

/** Prints one run's record, what it measured and what is proved. */
export async function runsShow(id: string, options: RunsShowOptions, io: Io): Promise<ExitCode> {
  const state = findRun(runsFolder(io.cwd, io.env, options.runsDir), id);
  const run = await artefactsOf(state);
  const { record, standing, files } = state;
  const metrics = summaryOf(run.metrics);
  const shares =
    record.endedAt === undefined ? undefined : sharesOf(run.metrics, record.startedAt, record.endedAt);
  if (options.json === true) {
    const document = {
      ...record,
      standing,
      record: files.folder,
      metrics,
      ...(shares === undefined
        ? {}
        : {
            shares: {
              seconds: shares.total,
              ...Object.fromEntries(
                PARTS.filter((part) => shares.seconds[part] !== undefined).map((part) => [
                  part,
                  Number(shareOf(shares, part).toFixed(4)),
                ]),
              ),
            },
          }),
    };
    io.stdout.write(jsonText(document));
    return ExitCode.ok;
  }
  const remark = shares === undefined ? undefined : remarkOn(shares, run.context.loader);
  io.stdout.write(runText(run, metrics, shares, remark, io.now(), painter(io, io.stdout)));
  return ExitCode.ok;
}

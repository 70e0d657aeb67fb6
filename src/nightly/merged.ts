/**
 * A training that starts from the adapter of the last good run: no engine reads one to start from, so it is merged into its model
 * first, and that model lies in `merged/<run>` as long as anything rests on it.
 */
import { existsSync, lstatSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { surroundingsOf } from '../checkpoint/facts.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import { shellWord } from '../findings/shell-word.ts';
import type { Io } from '../io.ts';
import { ADAPTER_CONFIG } from '../merge/adapter.ts';
import { type DecidedMerge, merge, prepareMerge } from '../merge/merge.ts';
import { markedKey } from '../merge/work.ts';
import { linkStatusOf } from '../path-status.ts';
import { enginePython } from '../preflight/probe.ts';
import { runFiles } from '../run/files.ts';
import { readPlan } from '../run/record.ts';
import type { Deadline } from './deadline.ts';
import { deadlineStops } from './deadline-stops.ts';
import type { RetentionRow } from './retention.ts';
import type { Place } from './series-paths.ts';
import type { Member } from './series-run.ts';

/** The last good run, and where its export lies. */
interface Good {
  readonly run: string;
  readonly path: string;
}

/** Whether the export is an adapter, which needs its model. */
export function isAdapter(path: string): boolean {
  return existsSync(join(path, ADAPTER_CONFIG));
}

const MERGED = 'merged';

const mergedIn = ({ folder }: Place) => join(folder, MERGED);

/** A merge that a night can make, or why it cannot and what would help. */
type PlannedMerge = DecidedMerge | { readonly because: string; readonly help: string };

/** Decides the merge of the last good adapter by headers alone, and looks for what makes it. Writes nothing. */
export async function planMergeOf(place: Place, good: Good, io: Io): Promise<PlannedMerge> {
  const out = join(mergedIn(place), good.run);
  try {
    const { cwd } = readPlan(runFiles(join(place.runs, good.run)));
    const decided = prepareMerge({ adapter: good.path, out, surroundings: surroundingsOf(cwd, io.env) });
    if (decided.there) return decided;
    const python = await enginePython(io);
    if (python.ok) return decided;
    throw new Failure(ExitCode.host, `the Python of the engine was not found: ${python.reason}`);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const type = `cookbook-run merge ${shellWord(good.path)} --out ${shellWord(out)}`;
    return {
      because: `the adapter of ${good.run} cannot be merged into its model, and the engine starts from no adapter: ${error.message}`,
      help: `mend that and try it with \`${type}\`, or set \`finished = "restart"\` under [on]; nothing was started`,
    };
  }
}

/** Makes the merge, until the deadline at most. Throws Failure where it cannot be made. */
export async function makeMerge(
  decided: DecidedMerge,
  deadline: Deadline | undefined,
  reserveSeconds: number,
  io: Io,
): Promise<void> {
  const python = await enginePython(io);
  if (!python.ok) throw new Failure(ExitCode.host, python.reason);
  const stops = deadlineStops(deadline, reserveSeconds, io);
  const onSignal: Io['onSignal'] = (handler) => {
    const releases = [io.onSignal(handler), stops(() => handler('SIGTERM'))];
    return () => {
      for (const release of releases) release();
    };
  };
  mkdirSync(join(decided.out, '..'), { recursive: true });
  await merge(decided, python.value, () => {}, { ...io, onSignal });
}

/** Whether a run that is kept is an adapter, by its weights. */
const restsOnBase = ({ kept, paths, notOurs }: RetentionRow) =>
  (kept !== undefined || notOurs.length > 0) && [...paths, ...notOurs].some(isAdapter);

/** The rows with the runs kept whose export an adapter that is kept was trained on: it is nothing without them. */
export function keepBases(
  rows: readonly RetentionRow[],
  members: readonly Member[],
): readonly RetentionRow[] {
  const bases = new Map(
    rows.filter(restsOnBase).flatMap(({ run }): readonly (readonly [string, string])[] => {
      const from = members.find((one) => one.state.record.id === run)?.membership.startedFrom;
      return from === undefined || from.path.endsWith(`/${MERGED}/${from.run}`) ? [] : [[from.run, run]];
    }),
  );
  return rows.map((row) => {
    const user = bases.get(row.run);
    return row.kept !== undefined || user === undefined ? row : { ...row, kept: restsText(user) };
  });
}

const restsText = (user: string) => `${user}, which is kept, is an adapter to it`;

/** What retention must know of merged models. */
export interface MergedFacts {
  readonly members: readonly Member[];
  readonly rows: readonly RetentionRow[];
  readonly lastGood: string | undefined;
  /** Ids of the runs of the training that goes on. */
  readonly open: ReadonlySet<string>;
  readonly openPaths: readonly string[];
}

/** Decides for every merged model of the series: one stays while a run that is kept, or is to come, rests on it. */
export function planMerged(place: Place, facts: MergedFacts): readonly RetentionRow[] {
  const folder = mergedIn(place);
  const names = linkStatusOf(folder)?.isDirectory() ? readdirSync(folder) : [];
  const kept = new Set(facts.rows.filter(restsOnBase).map((row) => row.run));
  // By its end: the series may have been moved since.
  const usersOf = (run: string) =>
    facts.members
      .filter((one) => one.membership.startedFrom?.path.endsWith(`/${MERGED}/${run}`))
      .map((one) => one.state.record.id);
  return names.flatMap((name) => {
    const path = join(folder, name);
    // Only what says of itself that a merge made it: a link or another folder is somebody else's.
    if (!lstatSync(path).isDirectory() || markedKey(path) === undefined) return [];
    const run = name.replace(/\.part$/, '');
    const reason = () => {
      if (run === facts.lastGood) return 'the next training may start from it';
      const users = usersOf(run);
      if (users.some((id) => facts.open.has(id))) return 'the training that goes on started from it';
      const user = users.find((id) => kept.has(id));
      if (user !== undefined) return restsText(user);
      if (facts.openPaths.some((open) => open.startsWith(`${path}/`))) return 'a process uses it';
      return undefined;
    };
    const why = reason();
    return [
      { run: `${MERGED}/${name}`, ...(why === undefined ? {} : { kept: why }), paths: [path], notOurs: [] },
    ];
  });
}

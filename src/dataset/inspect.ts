/** Looks at a dataset before a GPU does: settings, files, and how many samples there will be. */
import { resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Report } from '../findings/finding.ts';
import { Files } from './files.ts';
import { Notes } from './finding-collector.ts';
import { datasetMissing } from './findings/place.ts';
import { holdOutImpossible, trainValidationOverlap } from './findings/sampling.ts';
import { whyNoRoot } from './folder.ts';
import { heldOutCount, holdOut } from './hold-out.ts';
import { LAYOUTS } from './layouts/index.ts';
import { Modalities } from './modality.ts';
import type { DatasetRequest } from './request.ts';
import type { Sample } from './sample.ts';
import { checkSettings } from './settings-check.ts';

/** What there is. `samples` are sound ones; `train` is also the number of samples in an epoch of a blend. */
export interface DatasetCounts {
  readonly samples: number;
  readonly train: number;
  readonly validation: number;
  readonly videos: number;
  readonly images: number;
  readonly labels: number;
  readonly bySubdirectory?: Readonly<Record<string, number>>;
  /** How often each answer is there, in a layout with few different ones. */
  readonly byAnswer?: Readonly<Record<string, number>>;
}

/** Findings about a dataset, what was not looked at, and the counts. */
export interface DatasetReport extends Report {
  readonly counts: DatasetCounts;
  /** Why the training data could not be opened at all: its counts say nothing then. */
  readonly unread?: string;
}

/** Who a sample was: enough to hold out and compare. */
interface Kept {
  readonly id: string;
  readonly group: string;
  readonly paths: readonly string[];
}

/** The samples of a root: how many, and who they were where that is asked, since a million of them would fill the memory. */
interface Reading {
  count: number;
  readonly byGroup: Map<string, number>;
  readonly kept: Kept[];
}

const nothing = (): Reading => ({ count: 0, byGroup: new Map(), kept: [] });

/** Whether samples are compared with those of a second folder, or one of several sub-directories may be left empty. */
function asksWho({ validation: { enabled, path }, blend }: DatasetRequest): boolean {
  return enabled && (path !== undefined || (blend?.subdirectories.length ?? 0) > 1);
}

/** Who else wants to see what is read. */
export interface Visitor {
  /** Every sound sample, while it is at hand; what is wrong with it goes to the notes. */
  sample?(sample: Sample, notes: Notes): void;
  /** Now and then: samples read so far, and how many there may be. Throws to end the reading. */
  progress?(done: number, expected: number): void;
  /** After the last sample, before the findings are put in order. */
  finish?(notes: Notes): void;
}

/** Between two turns of the event loop, in which signals and timers come through: milliseconds. */
const TURN = 50;
/** Samples between two looks at the clock, which costs as much as a look at a file. */
const EVERY = 32;

/** Why nothing can be read below a folder that a key names. */
function whyUnread(request: DatasetRequest, root: string, key: string, notes: Notes): string | undefined {
  const why = whyNoRoot(root, LAYOUTS[request.layout].root);
  if (why === undefined) return undefined;
  const fetch = LAYOUTS[request.layout].fetch?.(request);
  notes.add(datasetMissing, root, { key, why, ...(fetch === undefined ? {} : { fetch }) });
  return why;
}

/** The same of the training data, which may not be named at all. */
function whyNoTraining(request: DatasetRequest, root: string, notes: Notes): string | undefined {
  if (request.root !== '') return whyUnread(request, root, request.rootKey, notes);
  const why = 'no folder is named';
  notes.add(datasetMissing, root, { key: root, why });
  return why;
}

async function read(request: DatasetRequest, root: string, notes: Notes, visitor: Visitor): Promise<Reading> {
  const reading = nothing();
  const keeps = asksWho(request);
  const modalities = new Modalities();
  let turned = performance.now();
  for (const sample of await LAYOUTS[request.layout].read(root, request, notes)) {
    visitor.sample?.(sample, notes);
    modalities.add(sample);
    const { id, group, media } = sample;
    reading.count += 1;
    reading.byGroup.set(group, (reading.byGroup.get(group) ?? 0) + 1);
    if (keeps) reading.kept.push({ id, group, paths: media.map(({ path }) => path) });
    if (reading.count % EVERY === 0 && performance.now() - turned > TURN) {
      await setImmediate();
      visitor.progress?.(reading.count, notes.counts.labels);
      turned = performance.now();
    }
  }
  modalities.judge(root, request, notes);
  visitor.progress?.(reading.count, reading.count);
  return reading;
}

function noteOverlap(train: readonly Kept[], validation: readonly Kept[], notes: Notes): void {
  const ids = new Set(train.map((sample) => sample.id));
  const media = new Set(train.flatMap((sample) => sample.paths));
  for (const { id, paths } of validation) {
    const shared = paths.find((path) => media.has(path));
    if (ids.has(id)) notes.add(trainValidationOverlap, paths[0] ?? id, { id, by: 'id' });
    else if (shared !== undefined) notes.add(trainValidationOverlap, shared, { id, by: 'clip' });
  }
}

function split({ count, byGroup, kept }: Reading, request: DatasetRequest, notes: Notes): number {
  const key = request.keys?.validation;
  const off = key === undefined ? {} : { off: key };
  if (count < 2) {
    if (count === 1)
      notes.add(holdOutImpossible, request.rootKey, { problem: 'there is only one sample', ...off });
    return 0;
  }
  // Which samples are held out matters where a sub-directory may be emptied.
  if (byGroup.size === 1) return heldOutCount(count, request.validation.share);
  const { train, validation } = holdOut(kept, request.validation.share);
  const left = new Set(train.map((sample) => sample.group));
  const emptied = [...byGroup.keys()].filter((group) => !left.has(group));
  for (const group of emptied) {
    notes.add(holdOutImpossible, request.rootKey, {
      problem: `nothing of ${group} would be left to train on`,
      ...off,
    });
  }
  return validation.length;
}

/** Reads settings and files of a dataset; never throws on what it finds there. */
export async function inspectDataset(
  request: DatasetRequest,
  visitor: Visitor = {},
  files: Files = new Files(),
): Promise<DatasetReport> {
  const notes = new Notes(files);
  // A folder that is not there is part of the answer: it may come.
  if (request.root !== '') files.exists(resolve(request.cwd, request.root));
  checkSettings(request, notes);
  const root = request.root === '' ? request.rootKey : resolve(request.cwd, request.root);
  const unread = whyNoTraining(request, root, notes);
  const train = unread === undefined ? await read(request, root, notes, visitor) : nothing();
  const { videos, images, labels } = notes.counts;
  const { enabled, path } = request.validation;
  let validation = 0;
  if (enabled && path !== undefined) {
    const none = whyUnread(request, path, 'custom.dataset.validation_path', notes);
    const held = none === undefined ? await read(request, path, notes, visitor) : nothing();
    noteOverlap(train.kept, held.kept, notes);
    validation = held.count;
  } else if (enabled) {
    validation = split(train, request, notes);
  }
  const groups = request.blend?.subdirectories.map((name) => [name, train.byGroup.get(name) ?? 0] as const);
  visitor.finish?.(notes);
  const counts = {
    samples: train.count,
    train: enabled && path === undefined ? train.count - validation : train.count,
    validation,
    videos,
    images,
    labels,
    ...(groups === undefined ? {} : { bySubdirectory: Object.fromEntries(groups) }),
    ...(Object.keys(notes.answers).length === 0 ? {} : { byAnswer: notes.answers }),
  };
  return {
    findings: notes.findings(root),
    skipped: notes.skipped(),
    counts,
    ...(unread === undefined ? {} : { unread }),
  };
}

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

/** What is kept of a sample: enough to count, hold out and compare. */
interface Kept {
  readonly id: string;
  readonly group: string;
  readonly paths: readonly string[];
}

const NONE: readonly string[] = [];

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

async function read(
  request: DatasetRequest,
  root: string,
  notes: Notes,
  visitor: Visitor,
): Promise<readonly Kept[]> {
  const kept: Kept[] = [];
  const modalities = new Modalities();
  let turned = performance.now();
  for await (const sample of LAYOUTS[request.layout].read(root, request, notes)) {
    visitor.sample?.(sample, notes);
    modalities.add(sample);
    // Paths are compared with those of a second folder only: a million of them would fill the memory.
    const paths = request.validation.path === undefined ? NONE : sample.media.map((media) => media.path);
    kept.push({ id: sample.id, group: sample.group, paths });
    if (kept.length % EVERY === 0 && performance.now() - turned > TURN) {
      await setImmediate();
      visitor.progress?.(kept.length, notes.counts.labels);
      turned = performance.now();
    }
  }
  modalities.judge(root, request, notes);
  visitor.progress?.(kept.length, kept.length);
  return kept;
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

function split(samples: readonly Kept[], request: DatasetRequest, notes: Notes): number {
  if (samples.length < 2) {
    if (samples.length === 1)
      notes.add(holdOutImpossible, request.rootKey, { problem: 'there is only one sample' });
    return 0;
  }
  const held = heldOutCount(samples.length, request.validation.share);
  const [one] = samples;
  // Which samples are held out matters where a sub-directory may be emptied: their hashes are some 5 % of a check of 10,000 clips.
  if (held < samples.length && samples.every(({ group }) => group === one?.group)) return held;
  const { train, validation } = holdOut(samples, request.validation.share);
  const left = new Set(train.map((sample) => sample.group));
  const emptied = [...new Set(samples.map((sample) => sample.group))].filter((group) => !left.has(group));
  for (const group of emptied) {
    notes.add(holdOutImpossible, request.rootKey, {
      problem: `nothing of ${group} would be left to train on`,
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
  const samples = unread === undefined ? await read(request, root, notes, visitor) : [];
  const { videos, images, labels } = notes.counts;
  const { enabled, path } = request.validation;
  let validation = 0;
  if (enabled && path !== undefined) {
    const none = whyUnread(request, path, 'custom.dataset.validation_path', notes);
    const held = none === undefined ? await read(request, path, notes, visitor) : [];
    noteOverlap(samples, held, notes);
    validation = held.length;
  } else if (enabled) {
    validation = split(samples, request, notes);
  }
  const groups = request.blend?.subdirectories.map((name) => {
    return [name, samples.filter((sample) => sample.group === name).length] as const;
  });
  visitor.finish?.(notes);
  const counts = {
    samples: samples.length,
    train: enabled && path === undefined ? samples.length - validation : samples.length,
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

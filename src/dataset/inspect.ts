/** Looks at a dataset before a GPU does: settings, files, and how many samples there will be. */
import { resolve } from 'node:path';
import type { Report } from '../findings/finding.ts';
import { datasetMissing } from './findings/dataset-missing.ts';
import { holdOutImpossible } from './findings/hold-out-impossible.ts';
import { trainValidationOverlap } from './findings/train-validation-overlap.ts';
import { whyNoFolder } from './folder.ts';
import { holdOut } from './hold-out.ts';
import { readAvha } from './layouts/avha.ts';
import { readBlendedAv } from './layouts/blended-av.ts';
import { Notes } from './notes.ts';
import type { DatasetRequest } from './request.ts';
import type { Reading, Sample } from './sample.ts';
import { checkSettings } from './settings-check.ts';

/** What there is. `samples` are sound ones; `train` is also the number of samples in an epoch of a blend. */
export interface DatasetCounts {
  readonly samples: number;
  readonly train: number;
  readonly validation: number;
  readonly videos: number;
  readonly labels: number;
  readonly bySubdirectory?: Readonly<Record<string, number>>;
}

/** Findings about a dataset, what was not looked at, and the counts. */
export interface DatasetReport extends Report {
  readonly counts: DatasetCounts;
}

const NOTHING: Reading = { samples: [], videos: 0, labels: 0 };

function read(request: DatasetRequest, root: string, key: string, notes: Notes): Reading {
  const why = whyNoFolder(root);
  if (why !== undefined) {
    notes.add(datasetMissing, root, { key, why });
    return NOTHING;
  }
  return request.blend === undefined
    ? readAvha(root, request.vision, notes)
    : readBlendedAv(root, request.blend, request.vision, notes);
}

function readTraining(request: DatasetRequest, notes: Notes): Reading {
  if (request.root !== '') return read(request, resolve(request.cwd, request.root), request.rootKey, notes);
  notes.add(datasetMissing, request.rootKey, { key: request.rootKey, why: 'no folder is named' });
  return NOTHING;
}

function noteOverlap(train: readonly Sample[], validation: readonly Sample[], notes: Notes): void {
  const ids = new Set(train.map((sample) => sample.id));
  const videos = new Set(train.map((sample) => sample.video));
  for (const { id, video } of validation) {
    if (ids.has(id)) notes.add(trainValidationOverlap, video, { id, by: 'id' });
    else if (videos.has(video)) notes.add(trainValidationOverlap, video, { id, by: 'clip' });
  }
}

function split(samples: readonly Sample[], request: DatasetRequest, notes: Notes): number {
  if (samples.length < 2) {
    if (samples.length === 1)
      notes.add(holdOutImpossible, request.rootKey, { problem: 'there is only one sample' });
    return 0;
  }
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
export function inspectDataset(request: DatasetRequest): DatasetReport {
  const notes = new Notes();
  checkSettings(request, notes);
  const { samples, videos, labels } = readTraining(request, notes);
  const { enabled, path } = request.validation;
  let validation = 0;
  if (enabled && path !== undefined) {
    const held = read(request, path, 'custom.dataset.validation_path', notes);
    noteOverlap(samples, held.samples, notes);
    validation = held.samples.length;
  } else if (enabled) {
    validation = split(samples, request, notes);
  }
  const groups = request.blend?.subdirectories.map((name) => {
    return [name, samples.filter((sample) => sample.group === name).length] as const;
  });
  const counts = {
    samples: samples.length,
    train: enabled && path === undefined ? samples.length - validation : samples.length,
    validation,
    videos,
    labels,
    ...(groups === undefined ? {} : { bySubdirectory: Object.fromEntries(groups) }),
  };
  const root = request.root === '' ? request.rootKey : resolve(request.cwd, request.root);
  return { findings: notes.findings(root), skipped: notes.skipped(), counts };
}

/** What the config says about data and pictures, before any file is read. */
import { isAbsolute, resolve } from 'node:path';
import type { Notes } from './finding-collector.ts';
import { visionFpsAndNframes, visionMaxBelowMin } from './findings/lengths.ts';
import { datasetOptionInvalid, pathNotAbsolute } from './findings/place.ts';
import { weightInvalid, weightsMismatch } from './findings/sampling.ts';
import { LAYOUTS } from './layouts/index.ts';
import type { Blend, DatasetRequest, Vision } from './request.ts';

/** Pixels along one side of a token: patch size 14 or 16, times the spatial merge of 2. */
const TOKEN_SIDE: Readonly<Record<string, number>> = { qwen2_5_vl: 28, qwen3_vl: 32 };
/** `VIDEO_MIN_TOKEN_NUM` of qwen-vl-utils 0.0.14 (vision_process.py): the default lower bound of a frame. */
const MIN_TOKENS = 128;

function checkVision(vision: Vision, family: string | undefined, notes: Notes): void {
  const { fps, nframes, minPixels, maxPixels: max } = vision;
  if (fps !== undefined && nframes !== undefined)
    notes.add(visionFpsAndNframes, 'custom.vision', { fps, nframes });
  if (max === undefined) return;
  const subject = 'custom.vision.max_pixels';
  if (minPixels !== undefined && max < minPixels) {
    notes.add(visionMaxBelowMin, subject, { max, min: minPixels, bound: 'given' });
  }
  const side = family === undefined ? undefined : TOKEN_SIDE[family];
  if (side === undefined) {
    notes.skip(visionMaxBelowMin.id, `the size of a token of ${family ?? 'the model'} is not known`);
  } else if (max < side ** 2) {
    notes.add(visionMaxBelowMin, subject, { max, min: side ** 2, bound: 'token' });
  } else if (minPixels === undefined && max < MIN_TOKENS * side ** 2) {
    notes.add(visionMaxBelowMin, subject, { max, min: MIN_TOKENS * side ** 2, bound: 'default' });
  }
}

function checkBlend(blend: Blend, problems: DatasetRequest['problems'], notes: Notes): void {
  const { subdirectories, weights } = blend;
  const key = 'custom.dataset.subdirectories';
  if (subdirectories.length === 0 && !problems.some((problem) => problem.key === key)) {
    notes.add(datasetOptionInvalid, key, {
      problem: 'is missing',
      fix: 'List the sub-directories of dataset_root.',
    });
  }
  if (weights === undefined) return;
  const sum = weights.reduce((total, weight) => total + weight, 0);
  if (!weights.every((weight) => Number.isFinite(weight) && weight >= 0) || sum <= 0) {
    notes.add(weightInvalid, 'custom.dataset.weights', { weights });
  }
  if (subdirectories.length > 0 && weights.length !== subdirectories.length) {
    const data = { weights: weights.length, subdirectories: subdirectories.length };
    notes.add(weightsMismatch, 'custom.dataset.weights', data);
  }
}

/** Checks the settings of a request. */
export function checkSettings(request: DatasetRequest, notes: Notes): void {
  for (const { key, problem, fix } of request.problems)
    notes.add(datasetOptionInvalid, key, { problem, fix });
  // Only the engine's own key must be absolute; `custom.dataset` paths are ours, and resolved in the working folder.
  if (LAYOUTS[request.layout].absolute && request.root !== '' && !isAbsolute(request.root)) {
    notes.add(pathNotAbsolute, request.rootKey, { absolute: resolve(request.cwd, request.root) });
  }
  checkVision(request.vision, request.family, notes);
  if (request.blend !== undefined) checkBlend(request.blend, request.problems, notes);
}

/** Every rule, in the order of reports; a new one is one export in the file of its theme, one line here and its fixtures. */
import type { Rule } from '../rule.ts';
import { dataReadManyTimes, sampleLongerThanPacker } from './data.ts';
import {
  attentionRefusedByModel,
  choiceUnknown,
  contextParallelRefused,
  degreesDoNotFit,
} from './placement.ts';
import {
  experimentUnknown,
  reasonerLoraDropped,
  textReadOtherwise,
  tomlKeyDropped,
  tomlKeyRefused,
  tomlValueRefused,
} from './refused.ts';
import { keepsNoCheckpoint } from './retention.ts';
import {
  countBelowOne,
  cyclesOutliveRun,
  multiplierNotReached,
  rateUnusable,
  runOutlivesCycles,
  scheduleListsDiffer,
  warmupNeverEnds,
} from './schedule.ts';
import {
  exportOff,
  goesOnUnasked,
  overrideNotYours,
  startWeightsIgnored,
  startWeightsMissing,
  startWeightsNoRoom,
  startWeightsNotCosmos,
} from './weights.ts';

export const RULES: readonly Rule[] = [
  tomlKeyRefused,
  tomlValueRefused,
  experimentUnknown,
  reasonerLoraDropped,
  tomlKeyDropped,
  textReadOtherwise,
  overrideNotYours,
  countBelowOne,
  rateUnusable,
  multiplierNotReached,
  scheduleListsDiffer,
  runOutlivesCycles,
  cyclesOutliveRun,
  warmupNeverEnds,
  degreesDoNotFit,
  contextParallelRefused,
  choiceUnknown,
  attentionRefusedByModel,
  startWeightsNotCosmos,
  startWeightsMissing,
  startWeightsNoRoom,
  startWeightsIgnored,
  keepsNoCheckpoint,
  goesOnUnasked,
  exportOff,
  sampleLongerThanPacker,
  dataReadManyTimes,
];

/** Every kind of finding about data, from the folder to the single value. */
import type { FindingKind } from '../../findings/finding.ts';
import { answerContradictsLabel } from './answer-contradicts-label.ts';
import { answerCut } from './answer-cut.ts';
import { answerNotAnOption } from './answer-not-an-option.ts';
import { answerUnusual } from './answer-unusual.ts';
import { box3dInvalid } from './box-3d-invalid.ts';
import { box3dUnusual } from './box-3d-unusual.ts';
import { classImbalanced } from './class-imbalanced.ts';
import { clipNameAmbiguous } from './clip-name-ambiguous.ts';
import { clipsNotExtracted } from './clips-not-extracted.ts';
import { columnsUnread } from './columns-unread.ts';
import { conversationColumn } from './conversation-column.ts';
import { conversationInvalid } from './conversation-invalid.ts';
import { datasetEmpty } from './dataset-empty.ts';
import { datasetLayoutUnknown } from './dataset-layout-unknown.ts';
import { datasetMissing } from './dataset-missing.ts';
import { datasetOptionInvalid } from './dataset-option-invalid.ts';
import { duplicateId } from './duplicate-id.ts';
import { fileIgnored } from './file-ignored.ts';
import { fileUnreadable } from './file-unreadable.ts';
import { holdOutImpossible } from './hold-out-impossible.ts';
import { imageUnusable } from './image-unusable.ts';
import { intervalBetweenFrames } from './interval-between-frames.ts';
import { intervalInvalid } from './interval-invalid.ts';
import { itemInvalid } from './item-invalid.ts';
import { labelBooleanAsString } from './label-boolean-as-string.ts';
import { labelKeyMissing } from './label-key-missing.ts';
import { labelKeyUnknown } from './label-key-unknown.ts';
import { labelMissing } from './label-missing.ts';
import { labelNotJson } from './label-not-json.ts';
import { labelNotUtf8 } from './label-not-utf8.ts';
import { labelSchemaUnknown } from './label-schema-unknown.ts';
import { labelValueUnusual } from './label-value-unusual.ts';
import { labelWithoutVideo } from './label-without-video.ts';
import { labelWrongType } from './label-wrong-type.ts';
import { labelsContradict } from './labels-contradict.ts';
import { mediaMissing } from './media-missing.ts';
import { mediaMixed } from './media-mixed.ts';
import { mediaShapeRefused } from './media-shape-refused.ts';
import { mediaTagsMismatch } from './media-tags-mismatch.ts';
import { mediaUndecodable } from './media-undecodable.ts';
import { metaFileMissing } from './meta-file-missing.ts';
import { metaNotArray } from './meta-not-array.ts';
import { overlayMismatch } from './overlay-mismatch.ts';
import { packerLimit } from './packer-limit.ts';
import { partKeyUnread } from './part-key-unread.ts';
import { pathNotAbsolute } from './path-not-absolute.ts';
import { promptUnreadable } from './prompt-unreadable.ts';
import { questionsIncomplete } from './questions-incomplete.ts';
import { rowNotJson } from './row-not-json.ts';
import { sampleRepeated } from './sample-repeated.ts';
import { sampleWithoutMedia } from './sample-without-media.ts';
import { savedDatasetInvalid } from './saved-dataset-invalid.ts';
import { savedIndicesIgnored } from './saved-indices-ignored.ts';
import { scoreInvalid } from './score-invalid.ts';
import { scoresUnbalanced } from './scores-unbalanced.ts';
import { shardUnusable } from './shard-unusable.ts';
import { splitMissing } from './split-missing.ts';
import { splitMixed } from './split-mixed.ts';
import { trainValidationOverlap } from './train-validation-overlap.ts';
import { turnsUnusual } from './turns-unusual.ts';
import { videoEmpty } from './video-empty.ts';
import { videoLfsPointer } from './video-lfs-pointer.ts';
import { videoNotMp4 } from './video-not-mp4.ts';
import { videoTooFewFrames } from './video-too-few-frames.ts';
import { videoTruncated } from './video-truncated.ts';
import { videoWithoutLabel } from './video-without-label.ts';
import { visionFpsAndNframes } from './vision-fps-and-nframes.ts';
import { visionMaxBelowMin } from './vision-max-below-min.ts';
import { visionTokensCut } from './vision-tokens-cut.ts';
import { weightInvalid } from './weight-invalid.ts';
import { weightsMismatch } from './weights-mismatch.ts';

export const DATASET_FINDINGS: readonly FindingKind[] = [
  datasetMissing,
  datasetEmpty,
  datasetLayoutUnknown,
  datasetOptionInvalid,
  pathNotAbsolute,
  promptUnreadable,
  labelWithoutVideo,
  videoWithoutLabel,
  labelMissing,
  labelNotJson,
  labelNotUtf8,
  labelWrongType,
  labelKeyMissing,
  labelKeyUnknown,
  labelBooleanAsString,
  labelValueUnusual,
  labelSchemaUnknown,
  splitMissing,
  clipsNotExtracted,
  clipNameAmbiguous,
  box3dInvalid,
  box3dUnusual,
  conversationInvalid,
  videoEmpty,
  videoLfsPointer,
  videoNotMp4,
  videoTruncated,
  videoTooFewFrames,
  visionFpsAndNframes,
  visionMaxBelowMin,
  visionTokensCut,
  answerCut,
  mediaShapeRefused,
  metaFileMissing,
  metaNotArray,
  itemInvalid,
  mediaMissing,
  imageUnusable,
  mediaUndecodable,
  mediaTagsMismatch,
  answerNotAnOption,
  answerContradictsLabel,
  questionsIncomplete,
  classImbalanced,
  overlayMismatch,
  answerUnusual,
  splitMixed,
  mediaMixed,
  packerLimit,
  weightsMismatch,
  weightInvalid,
  duplicateId,
  trainValidationOverlap,
  holdOutImpossible,
  fileUnreadable,
  fileIgnored,
  savedDatasetInvalid,
  savedIndicesIgnored,
  shardUnusable,
  conversationColumn,
  columnsUnread,
  rowNotJson,
  partKeyUnread,
  sampleWithoutMedia,
  sampleRepeated,
  intervalInvalid,
  intervalBetweenFrames,
  scoreInvalid,
  scoresUnbalanced,
  labelsContradict,
  turnsUnusual,
];

/** Every finding of the verdict. */
import type { FindingKind } from '../../../findings/finding.ts';
import { decoderKeyIgnored } from './decoder-key-ignored.ts';
import { entryUnverifiable } from './entry-unverifiable.ts';
import { evaluationOnly } from './evaluation-only.ts';
import { goalAsks } from './goal-asks.ts';
import { noTextToTrain } from './no-text-to-train.ts';
import { numericColumnsDropped } from './numeric-columns-dropped.ts';
import { otherLauncher } from './other-launcher.ts';
import { productNotWhole } from './product-not-whole.ts';
import { targetNotTrained } from './target-not-trained.ts';
import { tokensNotDecoder } from './tokens-not-decoder.ts';
import { tokensNotInVocabulary } from './tokens-not-in-vocabulary.ts';

/** The kinds, by what they are about: target, model, settings, data, words. */
export const VERDICT_KINDS: readonly FindingKind[] = [
  productNotWhole,
  targetNotTrained,
  entryUnverifiable,
  decoderKeyIgnored,
  evaluationOnly,
  otherLauncher,
  tokensNotDecoder,
  tokensNotInVocabulary,
  numericColumnsDropped,
  noTextToTrain,
  goalAsks,
];

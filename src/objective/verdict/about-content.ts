/** Judges what the labels hold against what the loss can use. */

import type { Finding } from '../../findings/finding.ts';
import { found } from '../../findings/objective-kind.ts';
import { tokensNotDecoder } from '../../findings/tokens-not-decoder.ts';
import type { DatasetContent } from '../dataset-content/content.ts';
import { type LabelSign, labelSigns } from '../dataset-content/label-text.ts';
import { datasetUnread, noTextToTrain, numericColumnsDropped, tokensNotInVocabulary } from './kinds.ts';
import type { Situation } from './situation.ts';

function names(content: DatasetContent, ...kinds: readonly string[]): readonly string[] {
  return content.columns.filter(({ kind }) => kinds.includes(kind)).map(({ name }) => name);
}

function labels(content: DatasetContent): readonly LabelSign[] {
  const signs = content.answers.flatMap((answer, index) => labelSigns(answer, content.prompts[index] ?? ''));
  return [...new Map(signs.map((one) => [one.sign, one])).values()];
}

/** What the dataset asks for that a loss of text cannot give. */
export function aboutContent(one: Situation): readonly Finding[] {
  const { content, run, family, objective } = one;
  if (content === undefined) return [];
  const { loss } = run;
  if (loss === 'actions' || loss === 'diffusion') return [];
  const seen = content.columns.some(({ kind }) => ['text', 'numbers', 'latents'].includes(kind));
  // Labels that a config names and that lie on another machine are not looked at: the answer says so in its first line.
  // Columns of a form of their own (boxes of a layout) are labels too, though nothing here reads them.
  const bare = content.columns.every(({ kind }) => kind === 'media' || kind === 'id');
  if (!seen)
    return content.here && bare
      ? [found(datasetUnread, content.path, { why: content.unread[0] ?? 'nothing in it holds labels' })]
      : [];
  const subject = content.path;
  const text = names(content, 'text');
  const numbers = names(content, 'numbers');
  const latents = names(content, 'latents');
  if (text.length === 0) {
    const holds = latents.length > 0 ? 'latents for a diffusion model' : 'trajectories or actions as numbers';
    return [
      found(noTextToTrain, subject, {
        columns: [...numbers, ...latents],
        holds,
        latents: latents.length > 0,
        shows: objective.shows.textLoss,
      }),
    ];
  }
  const dropped =
    numbers.length + latents.length === 0
      ? []
      : [
          found(numericColumnsDropped, subject, {
            columns: [...numbers, ...latents],
            text: text.join(', '),
            shows: objective.shows.labels,
          }),
        ];
  const signs = labels(content).flatMap((sign) => {
    if (sign.sign === 'metric-trajectory')
      return [
        found(tokensNotDecoder, subject, {
          what: 'The labels hold trajectories as text',
          evidence: `an example: ${sign.piece}`,
        }),
      ];
    return family?.kind === 'alpamayo' || family?.id === 'alpamayo-vlm-repack'
      ? [
          found(tokensNotDecoder, subject, {
            what: 'The labels hold trajectory tokens',
            evidence: `an example: ${sign.piece}`,
          }),
        ]
      : [
          found(tokensNotInVocabulary, subject, {
            token: sign.piece,
            model: family?.title ?? 'a Cosmos-Reason model',
          }),
        ];
  });
  return [...dropped, ...signs];
}

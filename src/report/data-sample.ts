/** One sample of a dataset as text. */
import type { MediaAsSeen, SampleAsSeen } from '../dataset/tokens/as-seen.ts';
import type { Paint } from './style.ts';

/** Control characters made visible: a caption must not move the cursor of a terminal. */
function visible(text: string): string {
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, (character) => {
    return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
  });
}

/** What is seen of a clip or picture, in words. */
export function mediaText({ media, seen }: MediaAsSeen): string {
  if (seen === undefined) return 'its size is not known without decoding';
  const { width, height } = seen.size;
  const tokens = `${seen.pads} tokens`;
  if (media.kind === 'image') {
    const from = media.picture;
    return `${from?.width}x${from?.height} seen as ${width}x${height}, ${tokens}`;
  }
  const { clip } = media;
  const frames = seen.frames ?? [];
  const times = frames.map((frame) => (frame / (clip?.fps ?? 1)).toFixed(2));
  return [
    `${clip?.width}x${clip?.height}, ${clip?.frames} frames at ${clip?.fps.toFixed(2)} fps`,
    `seen as ${frames.length} frames of ${width}x${height}, ${tokens}`,
    `frames ${frames.join(' ')}`,
    `at seconds ${times.join(' ')}`,
  ].join('\n         ');
}

/** The sample: where it lies, what is seen of it, and its text with every special token. */
export function sampleText(
  sample: SampleAsSeen,
  place: { readonly number: number; readonly exact: boolean; readonly limit: number },
  paint: Paint,
): string {
  const { tokens } = sample;
  const row = (name: string, text: string): string => `${paint('bold', name.padEnd(8))} ${text}\n`;
  const rows = [
    row('sample', `${place.number} ${visible(sample.id)}`),
    ...sample.media.flatMap((one) => [
      row(one.media.kind === 'video' ? 'clip' : 'picture', visible(one.media.path)),
      row('', mediaText(one)),
    ]),
    ...(tokens === undefined
      ? []
      : [
          row(
            'tokens',
            `${place.exact ? '' : '<= '}${tokens.total} of ${place.limit}, ${tokens.vision} of them vision`,
          ),
        ]),
  ];
  return `${rows.join('')}\n${visible(sample.text)}\n`;
}

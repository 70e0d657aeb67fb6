import { defineDatasetFinding } from '../finding-kind.ts';

/** ffmpeg could not decode a clip or a picture, or complained while it did. */
export const mediaUndecodable = defineDatasetFinding<{
  readonly why: string;
  /** It gave up; else it went on after what it complained of. */
  readonly failed: boolean;
}>({
  id: 'media-undecodable',
  summary: 'A clip or picture cannot be decoded, or not without errors.',
  severity: 'error',
  category: 'data',
  docs: {
    what: 'With `--decode` ffmpeg decoded the file from its first to its last frame, and failed (error), or complained and went on (warning). The header alone looked sound.',
    why: "The engine's video readers are built on ffmpeg's libraries: where ffmpeg fails they fail too, 50 times for the same sample, and then the run ends, with exit code 0 on 0.4.7. What ffmpeg patches over reaches the model as damaged frames.",
    fix: 'Copy or encode the file again, or remove its sample.',
  },
  say: ({ why, failed }, subject) => ({
    ...(failed ? {} : { severity: 'warning' as const }),
    message: `ffmpeg ${failed ? 'could not decode' : 'found errors in'} ${subject}: ${why}.`,
    help: `See all of it with: ffmpeg -v error -i ${subject} -f null -`,
  }),
});

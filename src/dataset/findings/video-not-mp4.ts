import { defineDatasetFinding } from '../finding-kind.ts';

/** A clip is not an MP4 with a video track. */
export const videoNotMp4 = defineDatasetFinding<{ readonly why: string; readonly decodable?: boolean }>({
  id: 'video-not-mp4',
  summary: 'A clip is not an MP4 with a video track.',
  severity: 'error',
  category: 'data',
  docs: {
    what: 'The file is called a video, but its boxes are not those of an MP4, or none of its tracks holds frames. Another video format (Matroska, AVI) is only a warning: the readers may take it, but it could not be checked.',
    why: 'The data loader fails at this sample, 50 times, and then ends the run, with exit code 0 on 0.4.7.',
    fix: 'Convert or copy the clip again.',
  },
  say: ({ why, decodable }, subject) => ({
    ...(decodable ? { severity: 'warning' as const } : {}),
    message: `The clip ${subject} is not a usable MP4: ${why}.`,
    help: `See it with ffprobe; convert with: ffmpeg -i ${subject} -c:v libx264 NEW.mp4`,
  }),
});

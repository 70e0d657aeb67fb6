import { defineDatasetFinding } from '../finding-kind.ts';

/** A sample has neither a clip nor a picture. */
export const sampleWithoutMedia = defineDatasetFinding<Record<string, never>>({
  id: 'sample-without-media',
  summary: 'A sample has neither a clip nor a picture.',
  severity: 'warning',
  category: 'data',
  docs: {
    what: 'No message of a conversation has a video or image part.',
    why: 'It is trained on as text: a question about a clip that nobody sees teaches the model to guess.',
    fix: 'Add the clip to the first user message, or leave it if the sample is meant as text.',
  },
  say: (_, subject) => ({
    message: `${subject} has neither a clip nor a picture.`,
    help: 'Add {"type": "video", "video": "clip.mp4"} to the content of the user message.',
  }),
});

import { defineDatasetFinding } from '../finding-kind.ts';

/** A clip or picture has settings of its own, which are not read. */
export const partKeyUnread = defineDatasetFinding<{ readonly keys: readonly string[] }>({
  id: 'part-key-unread',
  summary: 'A clip or picture has settings of its own, which are not read.',
  severity: 'warning',
  category: 'data',
  docs: {
    what: 'A media part of a message has keys beside its type and its file, such as `fps`, `nframes` or `max_pixels`.',
    why: 'The published scripts write `[custom.vision]` over them; ours takes `[custom.vision]` alone, for all samples.',
    fix: 'Set `custom.vision`, and leave the keys out of the data.',
  },
  say: ({ keys }, subject) => ({
    message: `${subject}: its media have ${keys.join(', ')}, which are not read.`,
    help: 'Set custom.vision.fps, nframes or max_pixels for all samples.',
  }),
});

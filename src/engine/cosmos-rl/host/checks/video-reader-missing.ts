import { toType } from '../../../../findings/remedy.ts';
import { compareVersions } from '../../versions.ts';
import { defineCheck } from '../facts.ts';

/** No installed package can read the frames of a clip. */
export const videoReaderMissing = defineCheck({
  id: 'video-reader-missing',
  summary: 'No installed package can read the frames of a clip.',
  severity: 'error',
  category: 'host',
  reads: ['engine'],
  docs: {
    what: 'Neither decord nor torchcodec is installed, and torchvision no longer reads videos.',
    why: 'qwen-vl-utils then calls `torchvision.io.read_video`, which torchvision 0.25 and later do not have: every sample fails (seen with cosmos-rl 0.4.7 and torchvision 0.26).',
    fix: "Install decord into the engine's environment.",
  },
  evaluate({ engine: { packages, python } }) {
    const { torchvision, decord, torchcodec } = packages;
    if (decord !== undefined || torchcodec !== undefined) return [];
    if (torchvision === undefined || compareVersions(torchvision, '0.25') < 0) return [];
    return [
      {
        subject: 'decord',
        message: `No package can read clips: torchvision ${torchvision} has no read_video, and decord is not installed.`,
        because: 'qwen-vl-utils falls back to torchvision.io.read_video, so every sample would fail.',
        remedy: toType([python, '-m', 'pip', 'install', 'decord']),
        data: { torchvision },
      },
    ];
  },
});

import { toType } from '../../../../findings/remedy.ts';
import { defineCheck } from '../facts.ts';

/** The engine's launch scripts need bash, which is not on PATH. */
export const bashMissing = defineCheck({
  id: 'bash-missing',
  summary: "The engine's launch scripts need bash, which is not on PATH.",
  severity: 'error',
  category: 'host',
  reads: ['programs'],
  docs: {
    what: 'There is no program called `bash` on PATH.',
    why: 'launch_controller.sh and launch_replica.sh begin with `#!/usr/bin/env bash` (all known versions).',
    fix: 'Install bash.',
  },
  evaluate: ({ programs }) =>
    programs['bash'] !== undefined
      ? []
      : [
          {
            subject: 'bash',
            message: 'No program called bash is on PATH, and the launch scripts of the engine need it.',
            remedy: toType(['apt-get', 'install', 'bash']),
          },
        ],
});

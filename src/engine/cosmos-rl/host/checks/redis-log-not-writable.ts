import { toType } from '../../../../findings/remedy.ts';
import { defineCheck } from '../facts.ts';

/** redis cannot write its log, so it would not start. */
export const redisLogNotWritable = defineCheck({
  id: 'redis-log-not-writable',
  summary: 'redis cannot write its log, so it would not start.',
  severity: 'error',
  category: 'host',
  reads: ['redisLog'],
  docs: {
    what: '/tmp/redis.log belongs to another user, or is not a plain file.',
    why: 'All runs on a host share this log (`--redis-logfile-path`, dispatcher/data/packer/base.py:46, 0.4.7). redis ends when it cannot open it; in a sticky /tmp the kernel refuses even root (fs.protected_regular).',
    fix: 'Remove the file, or let its owner remove it.',
  },
  evaluate: ({ redisLog: { path, writable } }) =>
    writable
      ? []
      : [
          {
            subject: path,
            message: `${path} cannot be written by this user, and redis does not start without its log.`,
            remedy: toType(['sudo', 'rm', path]),
            data: { path },
          },
        ],
});

import { note, toType } from '../../../../findings/remedy.ts';
import { defineCheck } from '../facts.ts';

/** Ports that cookbook-run draws for a run, and the engine's own default with those it goes on to. */
const PORTS = '12800:12809,20000:32767';

/** The redis of a run listens on every address of the host, without a password. */
export const redisOpenToNetwork = defineCheck({
  id: 'redis-open-to-network',
  summary: 'The redis of a run listens on every address of the host, without a password.',
  severity: 'warning',
  category: 'host',
  reads: ['engineLookup', 'networkInterfaces'],
  docs: {
    what: 'The host has a network interface beside the loopback, and the engine starts a redis that anybody who reaches it can read and command for as long as a run lasts. `doctor` says it; a launch does not repeat it.',
    why: 'The controller writes `bind 0.0.0.0`, `protected-mode no` and no password into the config of its redis (utils/network_util.py, 0.4.7), which stays even after a killed run. No setting changes that.',
    fix: 'Keep the ports closed to other hosts with a firewall, or run in a container or network namespace that publishes none.',
  },
  evaluate({ engineLookup, networkInterfaces }, { outputDir }) {
    if (!engineLookup.found || networkInterfaces.length === 0 || outputDir !== undefined) return [];
    return [
      {
        subject: 'redis',
        message: `The redis of a run listens on all addresses (0.0.0.0) without protection, and others reach this host by ${networkInterfaces.join(', ')}.`,
        because: 'the engine writes "bind 0.0.0.0" and "protected-mode no" (utils/network_util.py, 0.4.7)',
        remedy: [
          toType(
            [
              'sudo',
              'iptables',
              '-I',
              'INPUT',
              '-p',
              'tcp',
              '-m',
              'multiport',
              '--dports',
              PORTS,
              '!',
              '-i',
              'lo',
              '-j',
              'DROP',
            ],
            'close the ports of runs on one node to others with {}',
          ),
          note('run in a container that publishes no ports'),
        ],
        data: { interfaces: networkInterfaces },
      },
    ];
  },
});

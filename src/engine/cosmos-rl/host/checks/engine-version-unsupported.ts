import { toType } from '../../../../findings/remedy.ts';
import { engineOf, KNOWN_VERSIONS, minorOf, NEWEST } from '../../versions.ts';
import { defineCheck } from '../facts.ts';

/** The installed engine is not a version that cookbook-run has read and tested. */
export const engineVersionUnsupported = defineCheck({
  id: 'engine-version-unsupported',
  summary: 'The installed engine is not a version that cookbook-run has read and tested.',
  severity: 'error',
  category: 'host',
  reads: ['engine'],
  docs: {
    what: 'The version of cosmos-rl is not one of the known ones (0.2.6, 0.3.9, 0.4.4, 0.4.7).',
    why: 'Keys, defaults and log lines change between versions; cosmos-rl ignores keys it does not know, so a config for another version trains something else. A version of a known line (0.4.5) is taken as its nearest known one, with a warning.',
    fix: 'Install a known version: `pip install cosmos-rl==0.4.7`.',
  },
  evaluate({ engine: { version } }) {
    const engine = engineOf(version);
    if (engine?.exact === true) return [];
    const known = KNOWN_VERSIONS.join(', ');
    const remedy = toType(['pip', 'install', `cosmos-rl==${NEWEST}`], 'install a known version: {}');
    if (engine === undefined || minorOf(version) !== minorOf(NEWEST)) {
      const message = `cosmos-rl ${version} is not supported; known versions are ${known}.`;
      return [{ subject: 'cosmos-rl', message, remedy, data: { version, known: KNOWN_VERSIONS } }];
    }
    const message = `cosmos-rl ${version} was not tested; it is treated as ${engine.known}.`;
    return [
      {
        subject: 'cosmos-rl',
        severity: 'warning',
        message,
        remedy,
        data: { version, nearest: engine.known },
      },
    ];
  },
});

import { toRemove, toType } from '../../findings/remedy.ts';
import { defineHostCheck } from '../../host/check.ts';

/** Something already listens on a port of the run. */
export const portBusy = defineHostCheck({
  id: 'port-busy',
  summary: 'Something already listens on a port of the run.',
  severity: 'warning',
  category: 'busy',
  reads: ['busyPorts'],
  docs: {
    what: 'A port of the run is taken.',
    why: 'An engine that goes on to the next free port on one node makes it a warning, where cookbook-run chose the port; where you named the port, others rely on it, and it is an error. An engine that does not go on ends: an error too. A listener on IPv6 alone may not be seen by the engine, but its workers may reach it under `localhost`.',
    fix: 'End what listens there (`ss -ltnp`), or name another port.',
  },
  evaluate({ busyPorts }, { ports }, { portsMove }) {
    if (ports === undefined) return [];
    const { numbers, named = {} } = ports;
    const fixed = Object.keys(named).length > 0;
    return busyPorts.map((port) => {
      const name = Object.keys(numbers).find((one) => numbers[one] === port) ?? 'engine';
      const key = named[name];
      return {
        subject: `port ${port}`,
        severity: fixed || !portsMove ? 'error' : 'warning',
        message: `Port ${port}, meant for the ${name} of the run, is taken.`,
        remedy: [
          toType(['ss', '-ltnp', `sport = :${port}`], 'see what listens there with {}'),
          ...(key === undefined ? [] : [{ ...toRemove(key), text: 'let a free one be chosen with {}' }]),
        ],
        data: { port, fixed },
      };
    });
  },
});

import { toRemove, toType } from '../../findings/remedy.ts';
import { defineCheck } from '../../host/check.ts';

/** Something already listens on a port of the run. */
/** What the plan calls a port. */
function nameOf(ports: Readonly<Record<string, number>>, port: number): string {
  return Object.keys(ports).find((name) => ports[name] === port) ?? 'engine';
}

export const portBusy = defineCheck({
  id: 'port-busy',
  summary: 'Something already listens on a port of the run.',
  severity: 'warning',
  category: 'busy',
  reads: ['busyPorts'],
  docs: {
    what: "The controller's or redis' port is taken.",
    why: 'On one node the engine goes on to the next free port (launcher/launch_all.py, 0.4.7), so a port that cookbook-run chose is only a warning; where you named the port, others rely on it, and it is an error. A listener on IPv6 alone is not seen by the engine, but its workers may reach it under `localhost`.',
    fix: 'End what listens there (`ss -ltnp`), or name another port.',
  },
  evaluate({ busyPorts }, { ports }) {
    if (ports === undefined) return [];
    return busyPorts.map((port) => ({
      subject: `port ${port}`,
      severity: ports.fixed === true ? 'error' : 'warning',
      message: `Port ${port}, meant for the ${nameOf(ports.numbers, port)} of the run, is taken.`,
      remedy: [
        toType(['ss', '-ltnp', `sport = :${port}`], 'see what listens there with {}'),
        ...(ports.fixed === true && port === ports.numbers.redis
          ? [{ ...toRemove('redis'), text: 'let a free one be chosen with {}' }]
          : []),
      ],
      data: { port, fixed: ports.fixed === true },
    }));
  },
});

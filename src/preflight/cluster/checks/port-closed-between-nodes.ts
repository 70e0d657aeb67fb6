import { note } from '../../../findings/remedy.ts';
import { defineClusterCheck } from '../check.ts';

/** A node cannot reach a port of the first node. */
export const portClosedBetweenNodes = defineClusterCheck({
  id: 'port-closed-between-nodes',
  summary: 'A node cannot reach a port of the first node.',
  severity: 'error',
  category: 'host',
  docs: {
    what: 'The first node listened on a port for each service of the engine, and every node tried to connect to it.',
    why: 'Every node talks to the services of the first one, and ranks meet there; where a firewall closes the ports the run waits until its timeouts, minutes later, without naming the port.',
    fix: 'Let the nodes of the cluster reach each other on ports 20000 to 32767, from which a run draws its own.',
  },
  evaluate({ nodes }) {
    if (!nodes.ok) return { skipped: nodes.reason };
    const [head] = nodes.value;
    const ports = head?.links.map(({ name, port }) => ({ name, port })) ?? [];
    return ports.flatMap(({ name, port }) => {
      const closed = nodes.value.flatMap(({ node, links }) =>
        links.filter((link) => link.name === name && !link.ok).map(({ why }) => ({ node, why })),
      );
      if (closed.length === 0) return [];
      return [
        {
          subject: `port ${port} (${name})`,
          message: `${closed.map(({ node }) => node).join(', ')} cannot reach port ${port} (${name}) of ${head?.node}: ${closed[0]?.why}.`,
          remedy: note('the nodes must reach each other on ports 20000 to 32767'),
          data: { name, port, head: head?.node, nodes: closed.map(({ node }) => node) },
        },
      ];
    });
  },
});

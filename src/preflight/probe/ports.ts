/** Which ports are taken, found by really binding them. */
import { createServer } from 'node:net';
import type { HostFacts } from '../../host/facts.ts';

function bindable(port: number, host: string, ipv6Only: boolean): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      // A host without IPv6 cannot have an IPv6 listener.
      resolve(ipv6Only && ['EAFNOSUPPORT', 'EADDRNOTAVAIL', 'EINVAL'].includes(error.code ?? ''));
    });
    server.listen({ port, host, ipv6Only, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/**
 * The ports on which something listens. The wildcard address meets every IPv4 listener, as in the probes of
 * engines; IPv6 is tried too, since the workers connect to `localhost:PORT`.
 */
export async function probePorts(ports: readonly number[]): Promise<HostFacts['busyPorts']> {
  const busy: number[] = [];
  for (const port of ports) {
    if (!Number.isInteger(port) || port < 1 || port > 65535)
      return { ok: false, reason: `${port} is not a port` };
    if (!(await bindable(port, '0.0.0.0', false)) || !(await bindable(port, '::', true))) busy.push(port);
  }
  return { ok: true, value: busy };
}

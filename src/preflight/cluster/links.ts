/** Ports of the first node, as the others reach them: a listener there, and connections from every node. */
import { createServer, type Server, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Link } from './facts.ts';

/** Ports by the names that the engine gives them. */
export type Ports = Readonly<Record<string, number>>;

/** Listening ports; `busy` names those that something else has. */
interface Listening {
  readonly busy: ReadonlySet<number>;
  /** Resolves once so many connections came to each port, or the time is over; then nothing listens any more. */
  heard(connections: number, timeoutMs: number): Promise<void>;
}

/** Listens on every port, on all addresses, and says hello to whoever comes. */
export async function listenOn(ports: Ports): Promise<Listening> {
  const counts = new Map<number, number>();
  const busy = new Set<number>();
  const servers: Server[] = [];
  for (const port of Object.values(ports)) {
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.end('hello\n');
      counts.set(port, (counts.get(port) ?? 0) + 1);
    });
    const bound = await new Promise<boolean>((done) => {
      server.once('error', () => done(false));
      server.listen({ port, host: '0.0.0.0', exclusive: true }, () => done(true));
    });
    if (bound) servers.push(server);
    else busy.add(port);
  }
  return {
    busy,
    async heard(connections, timeoutMs) {
      const all = () =>
        Object.values(ports).every((port) => busy.has(port) || (counts.get(port) ?? 0) >= connections);
      const end = Date.now() + timeoutMs;
      while (!all() && Date.now() < end) await sleep(50);
      await Promise.all(servers.map((server) => new Promise((closed) => server.close(closed))));
    },
  };
}

function connectOnce(host: string, port: number, timeoutMs: number): Promise<string | undefined> {
  return new Promise((done) => {
    const socket = new Socket();
    const end = (why: string | undefined) => {
      socket.destroy();
      done(why);
    };
    socket.setTimeout(timeoutMs, () => end('no answer: a firewall between the nodes drops it'));
    socket.once('error', (error: NodeJS.ErrnoException) =>
      end(error.code === 'ECONNREFUSED' ? 'the connection is refused' : (error.code ?? error.message)),
    );
    socket.once('data', () => end(undefined));
    socket.once('close', () => end('the connection was closed without a word'));
    socket.connect(port, host);
  });
}

/** Connects to every port of the first node; tries again until the time is over, since nodes do not start at once. */
export async function linksTo(host: string, ports: Ports, timeoutMs: number): Promise<readonly Link[]> {
  const end = Date.now() + timeoutMs;
  return Promise.all(
    Object.entries(ports).map(async ([name, port]): Promise<Link> => {
      for (;;) {
        const why = await connectOnce(host, port, Math.max(1000, Math.min(5000, end - Date.now())));
        if (why === undefined) return { name, port, ok: true };
        if (Date.now() >= end) return { name, port, ok: false, why };
        await sleep(250);
      }
    }),
  );
}

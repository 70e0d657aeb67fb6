/** Free TCP ports for a run of its own: two runs that share one end each other. */
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

function canBind(port: number): Promise<boolean> {
  return new Promise((done) => {
    const server = createServer();
    server.once('error', () => done(false));
    server.listen({ port, host: '0.0.0.0', exclusive: true }, () => server.close(() => done(true)));
  });
}

/**
 * A free port for each name, drawn at random from 20000–32767, below Linux' range for outgoing connections, so that runs which
 * start in the same instant do not meet; first those that are wanted. A name for which none was found is missing.
 */
export async function freePorts(
  names: readonly string[],
  wanted: readonly number[] = [],
): Promise<Readonly<Record<string, number>>> {
  const found: number[] = [];
  for (const port of wanted) if (!found.includes(port) && (await canBind(port))) found.push(port);
  for (let attempt = 0; attempt < 200 && found.length < names.length; attempt += 1) {
    const port = randomInt(20_000, 32_768);
    if (!found.includes(port) && (await canBind(port))) found.push(port);
  }
  return Object.fromEntries(found.map((port, index) => [names[index] ?? '', port]));
}

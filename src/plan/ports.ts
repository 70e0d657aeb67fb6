/** Free TCP ports for a run of its own: two runs that share a redis end each other. */
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
 * Two free ports, drawn at random from 20000–32767, below Linux' range for outgoing connections, so that runs which start in
 * the same instant do not meet. The controller's is the first.
 */
export async function freePorts(): Promise<{ readonly controller: number; readonly redis: number }> {
  const found: number[] = [];
  for (let attempt = 0; attempt < 200 && found.length < 2; attempt += 1) {
    const port = randomInt(20_000, 32_768);
    if (!found.includes(port) && (await canBind(port))) found.push(port);
  }
  const [controller = 8000, redis = 12_800] = found;
  return { controller, redis };
}

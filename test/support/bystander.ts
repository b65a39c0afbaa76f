import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

/** A server that accepts no requests and only counts connections. */
export async function bystander() {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.destroy();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { address: `127.0.0.1:${port}`, connections: () => connections, close: () => server.close() };
}

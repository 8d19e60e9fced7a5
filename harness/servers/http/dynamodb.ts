import { once } from 'node:events';
import http, { type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * A DynamoDB in memory, as a listener for a server of our own: dynalite's server has an RSA-4096 certificate that expired
 * in 2018. Its tables `table-1`, `table-2` and so on have the key `id`, a string.
 */
export async function dynamoDb(tables: number): Promise<RequestListener> {
  const { default: dynalite } = await import('dynalite');
  const [handle] = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 }).listeners('request');
  const listener: RequestListener = (request, response) => {
    (handle as RequestListener)(request, response);
    // dynalite throws what a caller's leaving makes the request say, and that would end the process.
    request.removeAllListeners('error').on('error', () => {});
  };
  if (tables > 0) await createTables(listener, tables);
  return listener;
}

/** Over a server that is closed before anybody counts. */
async function createTables(listener: RequestListener, tables: number): Promise<void> {
  const server = http.createServer(listener);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  try {
    for (let n = 1; n <= tables; n += 1) await createTable(port, `table-${n}`);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

async function createTable(port: number, name: string): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${port}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'DynamoDB_20120810.CreateTable',
      'x-amz-date': '20250101T000000Z',
      // dynalite asks for a signature, and checks none.
      authorization: 'AWS4-HMAC-SHA256 Credential=holdline, SignedHeaders=host, Signature=none',
    },
    body: JSON.stringify({
      TableName: name,
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 },
    }),
  });
  if (!response.ok) throw new Error(`the table ${name} could not be created: ${await response.text()}`);
}

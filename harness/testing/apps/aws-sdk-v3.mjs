import { createServer } from 'node:http';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';

const client = new DynamoDBClient({
  endpoint: process.env.TABLE_URL,
  region: 'eu-west-1',
  credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
});
createServer(async (_request, response) => {
  const { TableNames } = await client.send(new ListTablesCommand({}));
  response.end(TableNames.length === 1 ? 'ok' : 'no table');
}).listen(process.env.PORT, '127.0.0.1');

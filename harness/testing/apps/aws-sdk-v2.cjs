const http = require('node:http');
const { DynamoDB } = require('aws-sdk');

const client = new DynamoDB({
  endpoint: process.env.TABLE_URL,
  region: 'eu-west-1',
  credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
});
http
  .createServer(async (_request, response) => {
    const { TableNames } = await client.listTables().promise();
    response.end(TableNames.length === 1 ? 'ok' : 'no table');
  })
  .listen(process.env.PORT, '127.0.0.1');

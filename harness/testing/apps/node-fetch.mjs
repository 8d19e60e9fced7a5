import { createServer } from 'node:http';
import fetch from 'node-fetch';

const { PORT, PRICES_URL, STOCK_URL } = process.env;

createServer(async (_request, response) => {
  await (await fetch(`${PRICES_URL}/prices/A1`)).text();
  await (await fetch(`${STOCK_URL}/stock`, { method: 'POST', body: 'A1' })).text();
  response.end('ok');
}).listen(PORT, '127.0.0.1');

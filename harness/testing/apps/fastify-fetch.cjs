const fastify = require('fastify');
const undici = require('undici');

const { PORT, PRICES_URL, STOCK_URL } = process.env;

const app = fastify();
app.get('/', async () => {
  await (await fetch(`${PRICES_URL}/prices/A1`)).text();
  await (await undici.fetch(`${STOCK_URL}/stock`, { method: 'POST', body: 'A1' })).text();
  return 'ok';
});
app.listen({ port: PORT, host: '127.0.0.1' });

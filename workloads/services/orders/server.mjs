// An order service as many are: it receives an order, asks two others, and answers. Nothing in it knows of holdline.
import http from 'node:http';
import { reserve } from './clients/inventory.mjs';
import { priceOf } from './clients/pricing.mjs';

const routes = {
  'GET /healthz': async () => ({ up: true }),
  'GET /orders': async (id) => ({ id, price: await priceOf('A1') }),
  'POST /orders': async (_, order) => {
    const [price, stock] = [await priceOf(order.sku), await reserve(order.sku, order.quantity)];
    return { sku: order.sku, cents: price.cents * order.quantity, reserved: stock.reserved };
  },
};

async function bodyOf(request) {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text === '' ? {} : JSON.parse(text);
}

const server = http.createServer(async (request, response) => {
  const [, path, id] = request.url.split('/');
  const route = routes[`${request.method} /${path}`];
  try {
    const answer = route === undefined ? null : await route(id, await bodyOf(request));
    response.writeHead(answer === null ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer ?? { error: 'not found' }));
  } catch (error) {
    response.writeHead(502, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ error: error.message }));
  }
});

server.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => console.log('listening'));
process.once('SIGTERM', () => server.close(() => process.exit(0)) && server.closeAllConnections());

import { once } from 'node:events';
import { createServer } from 'node:http';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import axios from 'axios';

const { PORT, PRICES_URL, STOCK_URL } = process.env;

if (isMainThread) {
  const worker = new Worker(new URL(import.meta.url));
  createServer(async (_request, response) => {
    worker.postMessage('price');
    const [answer] = await once(worker, 'message');
    response.end(answer);
  }).listen(PORT, '127.0.0.1');
} else {
  parentPort.on('message', async () => {
    await (await fetch(`${PRICES_URL}/prices/A1`)).text();
    await axios.get(`${STOCK_URL}/stock`);
    parentPort.postMessage('ok');
  });
}

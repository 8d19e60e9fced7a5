import cluster from 'node:cluster';
import http from 'node:http';
import https from 'node:https';

const { PORT, PRICES_URL, STOCK_URL } = process.env;

const own = new http.Agent();
const read = (module, url, options) =>
  new Promise((resolve, reject) => {
    module
      .get(url, options, (answer) => answer.resume().once('end', () => setImmediate(resolve)))
      .once('error', reject);
  });

if (cluster.isPrimary) {
  cluster.fork();
  cluster.fork();
} else {
  http
    .createServer(async (_request, response) => {
      await read(https, `${PRICES_URL}/prices/A1`, {});
      await read(http, `${STOCK_URL}/stock`, { agent: own });
      response.end('ok');
    })
    .listen(PORT, '127.0.0.1');
}

const http = require('node:http');
const { createProxyServer } = require('http-proxy');

const { PORT, PRICES_URL, STOCK_URL } = process.env;

const proxy = createProxyServer({ changeOrigin: true });
http
  .createServer((request, response) => {
    const target = request.url.startsWith('/prices') ? PRICES_URL : STOCK_URL;
    proxy.web(request, response, { target }, (error) => response.writeHead(502).end(error.message));
  })
  .listen(PORT, '127.0.0.1');

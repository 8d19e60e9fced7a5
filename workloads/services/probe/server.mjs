// As little as a service can do: one call for each request, over connections that are kept.
import http from 'node:http';

const agent = new http.Agent({ keepAlive: true });

http
  .createServer((_request, response) => {
    const call = http.get(process.env.CALL_URL, { agent }, (answer) => answer.pipe(response));
    call.once('error', () => response.writeHead(502).end());
  })
  .listen(Number(process.env.PORT), '127.0.0.1');

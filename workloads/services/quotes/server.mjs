// As many services are: Express, one call by axios over connections that are kept, and JSON.
import http from 'node:http';
import axios from 'axios';
import express from 'express';

const prices = axios.create({ baseURL: process.env.PRICES_URL, httpAgent: new http.Agent({ keepAlive: true }) });
const app = express();

app.get('/quotes/:sku', async (request, response) => {
  const { data } = await prices.get(`/prices/${request.params.sku}`);
  response.json({ sku: data.sku, quantity: 2, cents: 2 * data.cents });
});

app.listen(Number(process.env.PORT), '127.0.0.1');

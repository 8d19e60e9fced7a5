import axios from 'axios';
import express from 'express';

const { PORT, PRICES_URL, STOCK_URL } = process.env;

express()
  .get('/', async (_request, response) => {
    await axios.get(`${PRICES_URL}/prices/A1`);
    await axios.post(`${STOCK_URL}/stock`, { sku: 'A1' });
    response.send('ok');
  })
  .listen(PORT, '127.0.0.1');

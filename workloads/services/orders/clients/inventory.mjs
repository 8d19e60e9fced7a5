import https from 'node:https';
import axios from 'axios';

// The line that holdline finds: this Agent closes its connection after every request.
const httpsAgent = new https.Agent({ keepAlive: false });
const inventory = axios.create({ baseURL: process.env.INVENTORY_URL, httpsAgent });

/** Reserves some of a product; gives how many there are to be had. */
export async function reserve(sku, quantity) {
  const { data } = await inventory.post('/reservations', { sku, quantity });
  return data;
}

const url = process.env.PRICING_URL;

/** What a product costs. The fetch of Node keeps its connections by itself. */
export async function priceOf(sku) {
  const response = await fetch(`${url}/prices/${sku}`);
  return response.json();
}

import type Sharp from 'sharp';

/** Loaded with the first picture: most processes never make one, and it takes a moment. */
export async function loadSharp(): Promise<typeof Sharp> {
  const { default: sharp } = await import('sharp');
  // One thread for each picture, and no memory of earlier ones: a server has pages to render.
  sharp.concurrency(1);
  sharp.cache(false);
  return sharp;
}

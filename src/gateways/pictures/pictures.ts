import type Sharp from 'sharp';

/** Loaded with the first picture: most processes never make one, and it takes a moment. */
export async function loadSharp(): Promise<typeof Sharp> {
  const { default: sharp } = await import('sharp');
  // One thread for each picture, and no memory of earlier ones: a server has pages to render.
  sharp.concurrency(1);
  sharp.cache(false);
  return sharp;
}

/** Draws a picture that we wrote ourselves; what comes from people is in it as outlines and pixels only. */
export async function drawSvg(svg: string, format: 'png' | 'jpeg'): Promise<Buffer> {
  const sharp = await loadSharp();
  const drawn = sharp(Buffer.from(svg));
  return format === 'png'
    ? drawn.png({ palette: true, quality: 90 }).toBuffer()
    : drawn.flatten({ background: '#ffffff' }).jpeg({ quality: 86, mozjpeg: true }).toBuffer();
}

/** A picture as an address that an SVG can show. */
export async function toDataAddress(picture: Buffer): Promise<string> {
  const sharp = await loadSharp();
  const png = await sharp(picture).png().toBuffer();
  return `data:image/png;base64,${png.toString('base64')}`;
}

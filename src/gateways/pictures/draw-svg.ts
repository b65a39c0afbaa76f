import { loadSharp } from './load-sharp.ts';

/** Draws a picture that we wrote ourselves; what comes from people is text in it, escaped or as outlines. */
export async function drawSvg(svg: string): Promise<Buffer> {
  const sharp = await loadSharp();
  return sharp(Buffer.from(svg)).png({ palette: true, quality: 90 }).toBuffer();
}

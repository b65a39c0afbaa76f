import { loadSharp } from './load-sharp.ts';

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

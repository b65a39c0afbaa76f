import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { paths } from '../../src/paths.ts';
import { tokenFrom, type BrowserSession } from './browser-session.ts';

/** A picture like a camera's, with a red left half and a blue right half. */
export async function takePhoto({
  width = 640,
  height = 480,
  orientation = 1,
  format = 'jpeg',
}: {
  width?: number;
  height?: number;
  orientation?: number;
  format?: 'jpeg' | 'png' | 'webp' | 'avif' | 'gif' | 'tiff';
} = {}): Promise<Buffer> {
  const half = { width: Math.floor(width / 2), height, channels: 3 as const, background: '#0000ff' };
  const right = await sharp({ create: half }).png().toBuffer();
  return sharp({ create: { width, height, channels: 3, background: '#ff0000' } })
    .composite([{ input: right, left: width - half.width, top: 0 }])
    .withExif({ IFD0: { Artist: 'Somebody Private' }, IFD3: { GPSLatitude: '12/1 58/1 0/1' } })
    .withMetadata({ orientation })
    .toFormat(format)
    .toBuffer();
}

/** A PNG of one colour: few bytes, many pixels. */
export function bombOf(side: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.writeUInt8(1, 8);
  const rows = deflateSync(Buffer.alloc(side * (1 + side / 8)));
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  return Buffer.concat([signature, pngChunk('IHDR', header), pngChunk('IDAT', rows), pngChunk('IEND')]);
}

function pngChunk(type: string, data = Buffer.alloc(0)): Buffer {
  const named = Buffer.concat([Buffer.from(type), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}

/** Uploads a file with the profile's form. */
export async function sendPhoto(agent: BrowserSession, bytes: Buffer, fileName = 'me.jpg') {
  const token = await tokenFrom(agent, paths.ownProfile);
  return agent.post(paths.ownPhoto).field('_csrf', token).attach('photo', bytes, fileName);
}

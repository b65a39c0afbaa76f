/** Draws the site's icons from public/images/favicon.svg: `node --import tsx src/devenv/assets/build-icons.ts`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { drawSharePicture } from '../../features/slots/share-drawing.ts';
import { drawSvg } from '../../gateways/pictures/portrait.ts';

const PUBLIC = fileURLToPath(new URL('../../../public/', import.meta.url));
const mark = readFileSync(`${PUBLIC}images/favicon.svg`);
const PAPER = '#ffffff';

/** The logo on a square. The margin, as a share of the side, is for systems that cut off corners. */
async function square(side: number, margin: number): Promise<Buffer> {
  const inner = Math.round(side * (1 - 2 * margin));
  const drawn = await sharp(mark, { density: (72 * inner) / 32 })
    .resize(inner, inner)
    .png()
    .toBuffer();
  const background = margin === 0 ? { r: 0, g: 0, b: 0, alpha: 0 } : PAPER;
  return sharp({ create: { width: side, height: side, channels: 4, background } })
    .composite([{ input: drawn }])
    .png({ palette: true })
    .toBuffer();
}

function toIco(png: Buffer, side: number): Buffer {
  const header = Buffer.alloc(22);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(1, 4);
  header.writeUInt8(side, 6);
  header.writeUInt8(side, 7);
  header.writeUInt16LE(1, 10);
  header.writeUInt16LE(32, 12);
  header.writeUInt32LE(png.length, 14);
  header.writeUInt32LE(header.length, 18);
  return Buffer.concat([header, png]);
}

/** The picture that chats show for pages without one of their own. */
const share = drawSharePicture(
  {
    title: 'Live sessions with mentors',
    arts: [
      { name: 'code', tint: 3 },
      { name: 'yoga', tint: 4 },
    ],
    lines: ['Book an hour with people who have done it.'],
    leaf: null,
    stub: null,
    person: null,
  },
  undefined,
);
writeFileSync(`${PUBLIC}images/share.jpg`, await drawSvg(share, 'jpeg'));
writeFileSync(`${PUBLIC}favicon.ico`, toIco(await square(32, 0), 32));
writeFileSync(`${PUBLIC}apple-touch-icon.png`, await square(180, 0.12));
writeFileSync(`${PUBLIC}images/logo-256.png`, await square(256, 0.08));
writeFileSync(`${PUBLIC}images/icon-192.png`, await square(192, 0.12));
writeFileSync(`${PUBLIC}images/icon-512.png`, await square(512, 0.12));

import PQueue from 'p-queue';
import type Sharp from 'sharp';

/** Loaded with the first picture, because most processes never need it and loading is slow. */
export async function loadSharp(): Promise<typeof Sharp> {
  const { default: sharp } = await import('sharp');
  // One thread per picture and no cache, because the server must render pages meanwhile.
  sharp.concurrency(1);
  sharp.cache(false);
  return sharp;
}

/** Draws an SVG of our own. Text and photos of people are in it as outlines and pixels only. */
export async function drawSvg(svg: string, format: 'png' | 'jpeg'): Promise<Buffer> {
  const sharp = await loadSharp();
  const drawn = sharp(Buffer.from(svg));
  return format === 'png'
    ? drawn.png({ palette: true, quality: 90 }).toBuffer()
    : drawn.flatten({ background: '#ffffff' }).jpeg({ quality: 86, mozjpeg: true }).toBuffer();
}

/** A data URL, for use in an SVG. */
export async function toDataAddress(picture: Buffer): Promise<string> {
  const sharp = await loadSharp();
  const png = await sharp(picture).png().toBuffer();
  return `data:image/png;base64,${png.toString('base64')}`;
}

/** The sizes in which a portrait is stored, in pixels per side. */
export const PORTRAIT_SIZES = [96, 192, 512] as const;
export type PortraitSize = (typeof PORTRAIT_SIZES)[number];

export const MIN_PORTRAIT_SIDE = 192;
/** More than telephones produce; less than the memory of a small server. */
export const MAX_PORTRAIT_PIXELS = 50_000_000;
const LARGEST = 512;
const TIMEOUT_S = 20;
/** Each takes one core and up to 200 MB while it is made. */
const MAX_WAITING = 20;

export type Portraits = Readonly<Record<PortraitSize, Buffer>>;

export type PortraitResult =
  | { readonly kind: 'made'; readonly portraits: Portraits }
  | { readonly kind: 'no-picture' | 'unreadable-heic' | 'too-small' | 'too-many-pixels' | 'busy' };

/**
 * One picture at a time, in threads outside the event loop. The work needs nothing from the context of its request.
 */
const queue = new PQueue({ concurrency: 1 });

/**
 * Makes WebP portraits from a photo: upright, square, in sRGB, without metadata. Bytes without the signature of a JPEG,
 * PNG, WebP or HEIC file are refused at once.
 */
export async function makePortraits(bytes: Buffer): Promise<PortraitResult> {
  const format = formatOf(bytes);
  if (!format) return { kind: 'no-picture' };
  if (queue.size >= MAX_WAITING) return { kind: 'busy' };
  return queue.add(async () => {
    try {
      return await convert(bytes);
    } catch (error) {
      return { kind: refusalFor(error, format) };
    }
  });
}

async function convert(bytes: Buffer): Promise<PortraitResult> {
  const sharp = await loadSharp();
  const source = sharp(bytes, { failOn: 'error', limitInputPixels: MAX_PORTRAIT_PIXELS, pages: 1 });
  const { width, height } = await source.metadata();
  if (Math.min(width, height) < MIN_PORTRAIT_SIDE) return { kind: 'too-small' };
  if (width * height > MAX_PORTRAIT_PIXELS) return { kind: 'too-many-pixels' };
  const { data, info } = await source
    .autoOrient()
    .resize(LARGEST, LARGEST, { fit: 'cover', position: 'attention' })
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .timeout({ seconds: TIMEOUT_S })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width: side, channels } = info;
  const toWebp = (size: PortraitSize) =>
    sharp(data, { raw: { width: side, height: side, channels } })
      .resize(size, size)
      .webp({ quality: 82, effort: 5 })
      .toBuffer();
  return {
    kind: 'made',
    portraits: { 96: await toWebp(96), 192: await toWebp(192), 512: await toWebp(512) },
  };
}

type Format = 'jpeg' | 'png' | 'webp' | 'heic';

/** Checks the first bytes. The name and the declared type of a file cannot be trusted. */
function formatOf(bytes: Buffer): Format | undefined {
  if (bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff]))) return 'jpeg';
  if (bytes.subarray(0, 8).equals(Buffer.from('89504e470d0a1a0a', 'hex'))) return 'png';
  const text = bytes.toString('latin1', 0, 12);
  if (/^RIFF.{4}WEBP/s.test(text)) return 'webp';
  // HEIC and AVIF. The prebuilt sharp reads only AVIF, because HEIC needs a licence.
  if (/^.{4}ftyp(hei[cxms]|hev[cx]|mif1|msf1|avif)/s.test(text)) return 'heic';
  return undefined;
}

function refusalFor(error: unknown, format: Format): 'no-picture' | 'unreadable-heic' | 'too-many-pixels' {
  if (error instanceof Error && error.message.includes('exceeds pixel limit')) return 'too-many-pixels';
  return format === 'heic' ? 'unreadable-heic' : 'no-picture';
}

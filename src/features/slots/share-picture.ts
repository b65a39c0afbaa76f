import PQueue from 'p-queue';
import {
  drawSvg,
  drawText,
  type Style,
  toDataAddress,
  widthOf,
  wrapText,
} from '../../gateways/pictures/index.ts';
import { DomainError } from '../../shared/errors.ts';
import { KeptFiles } from '../../shared/kept-files.ts';
import { BRAND, digestOf } from '../../shared/text.ts';
import { toFace } from '../../web/face.ts';

/** What a picture says, which chats show beside the address of a page. */
export interface SharePicture {
  readonly title: string;
  /** Below the title, one line each. */
  readonly lines: readonly string[];
  /** On the stub of the ticket: its price, or in words why there is nothing to be had. Null for a picture of a person. */
  readonly stub: { readonly text: string; readonly isClosed: boolean } | null;
  readonly person: { readonly id: string; readonly name: string; readonly photo: string | null };
}

/** Counted up when the drawing changes. */
const DRAWING = 2;
const STUB_AT = 850;
const TITLE: Style = { weight: 'bold', size: 62 };
const LINE: Style = { weight: 'medium', size: 36 };
const NAME: Style = { weight: 'bold', size: 38 };
const PRICE: Style = { weight: 'bold', size: 60 };
const CLOSED: Style = { weight: 'bold', size: 50 };
const INK = '#12211b';
const MUTED = '#50615a';
const GREEN = '#0b4f3d';
const GREY = '#5b6b64';
const TINTS = ['#cfe9dc', '#ffe2a3', '#fbd5d5', '#d3e3fb', '#e4daf8', '#c9ebec', '#ffdcc2', '#e2e6cf'];
const MARK =
  '<path fill="#ffc83d" d="M5 6h22a3 3 0 0 1 3 3v3.5a3.5 3.5 0 0 0 0 7V23a3 3 0 0 1-3 3H5a3 3 0 0 1-3-3v-3.5a3.5 3.5 0 0 0 0-7V9a3 3 0 0 1 3-3z"/><path fill="none" stroke="#0b4f3d" stroke-width="3" stroke-linecap="round" stroke-linejoin="round" d="m10.5 16.3 3.8 3.7 7.4-8"/>';

/** Changes with all that the picture shows, so that its address can be kept for ever. */
export function pictureVersion(picture: SharePicture): string {
  return digestOf(`${DRAWING} ${JSON.stringify(picture)}`, 'base64url').slice(0, 12);
}

interface Circle {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

interface TextBlock {
  readonly text: string;
  readonly style: Style;
  readonly fill: string;
  /** From one base line to the next. */
  readonly step: number;
  readonly lines: number;
}

/** SVG of 1200 by 630. @param photo an address that an SVG can show; initials without one */
export function drawSharePicture(picture: SharePicture, photo: string | undefined): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="630" viewBox="0 0 1200 630">
<rect width="1200" height="630" fill="${GREEN}"/>
<circle cx="1120" cy="40" r="260" fill="#ffffff" opacity="0.05"/><circle cx="40" cy="640" r="220" fill="#ffffff" opacity="0.05"/>
<rect x="60" y="56" width="1080" height="470" rx="28" fill="#ffffff"/>
${picture.stub === null ? drawPerson(picture, photo) : drawSession(picture, photo, picture.stub)}
<g transform="translate(60 546) scale(1.6)">${MARK}</g>
${drawText(BRAND, { weight: 'bold', size: 36 }, { x: 124, y: 584, fill: '#ffffff' })}
</svg>`;
}

/** A ticket: who, what and when, and on its stub the price, or why nobody can book. */
function drawSession(
  { title, lines, person }: SharePicture,
  photo: string | undefined,
  stub: NonNullable<SharePicture['stub']>,
): string {
  const width = STUB_AT - 150;
  const [name = '', ...more] = lines;
  return (
    drawStub(stub) +
    drawFace(person, photo, { x: 172, y: 160, radius: 62 }) +
    drawBlocks({ x: 260, y: 173, width: width - 150 }, [
      { text: name, style: NAME, fill: INK, step: 46, lines: 1 },
    ]) +
    drawBlocks({ x: 110, y: 302, width }, [
      { text: title, style: TITLE, fill: INK, step: 68, lines: 2 },
      ...more.map((text) => ({ text, style: LINE, fill: MUTED, step: 46, lines: 1 })),
    ])
  );
}

function drawPerson({ title, lines, person }: SharePicture, photo: string | undefined): string {
  const [headline = '', ...more] = lines;
  return (
    drawFace(person, photo, { x: 250, y: 291, radius: 140 }) +
    drawBlocks({ x: 440, y: 240, width: 640 }, [
      { text: title, style: TITLE, fill: INK, step: 66, lines: 2 },
      { text: headline, style: LINE, fill: INK, step: 46, lines: 2 },
      ...more.map((text) => ({ text, style: LINE, fill: MUTED, step: 46, lines: 1 })),
    ])
  );
}

function drawStub({ text, isClosed }: NonNullable<SharePicture['stub']>): string {
  const ink = isClosed ? GREY : GREEN;
  return (
    `<path d="M${STUB_AT} 56H1112a28 28 0 0 1 28 28V498a28 28 0 0 1-28 28H${STUB_AT}Z" fill="${isClosed ? '#e6eae8' : '#e8f3ee'}"/>` +
    `<circle cx="${STUB_AT}" cy="56" r="22" fill="${GREEN}"/><circle cx="${STUB_AT}" cy="526" r="22" fill="${GREEN}"/>` +
    `<path d="M${STUB_AT} 96V490" stroke="${ink}" stroke-opacity="0.35" stroke-width="4" stroke-dasharray="2 14" stroke-linecap="round"/>` +
    (isClosed ? drawWords(text.split(' ')) : drawCentred(text, PRICE, { y: 310, fill: GREEN }))
  );
}

/** One below the other, around the middle of the stub. */
function drawWords(words: readonly string[]): string {
  const step = 60;
  const first = 310 - ((words.length - 1) * step) / 2;
  return words
    .map((word, index) => drawCentred(word, CLOSED, { y: first + index * step, fill: GREY }))
    .join('');
}

function drawCentred(text: string, style: Style, { y, fill }: { y: number; fill: string }): string {
  const width = 1140 - STUB_AT;
  const size = Math.min(style.size, (style.size * (width - 50)) / widthOf(text, style));
  const fitted = { ...style, size };
  return drawText(text, fitted, { x: STUB_AT + (width - widthOf(text, fitted)) / 2, y, fill });
}

function drawFace(
  person: SharePicture['person'],
  photo: string | undefined,
  { x, y, radius }: Circle,
): string {
  if (photo !== undefined) {
    const place = `x="${x - radius}" y="${y - radius}" width="${2 * radius}" height="${2 * radius}"`;
    return (
      `<clipPath id="face"><circle cx="${x}" cy="${y}" r="${radius}"/></clipPath>` +
      `<image ${place} clip-path="url(#face)" href="${photo}"/>`
    );
  }
  const { initials, tint } = toFace(person);
  const style: Style = { weight: 'bold', size: radius * 0.8 };
  return (
    `<circle cx="${x}" cy="${y}" r="${radius}" fill="${TINTS[tint] ?? TINTS[0]}"/>` +
    drawText(initials, style, { x: x - widthOf(initials, style) / 2, y: y + radius * 0.28, fill: GREEN })
  );
}

/** Texts below each other, each in as many lines as it needs and may take. */
function drawBlocks(
  { x, y, width }: { readonly x: number; readonly y: number; readonly width: number },
  blocks: readonly TextBlock[],
): string {
  let base = y;
  return blocks
    .flatMap(({ text, style, fill, step, lines }) =>
      wrapText(text, style, { width, lines }).map((line) => {
        const drawn = drawText(line, style, { x, y: base, fill });
        base += step;
        return drawn;
      }),
    )
    .join('');
}

const MAX_KEPT_BYTES = 8 * 1024 * 1024;
/** Each takes a tenth of a second; whoever comes after so many comes again later. */
const MAX_WAITING = 20;

/** Photos of mentors; the accounts have them. */
export interface FaceSource {
  findByHandle(handle: string, size: 192): Promise<{ readonly bytes: Buffer } | undefined>;
}

/** The pictures that chats show of an address, drawn one at a time beside the event loop, and kept by what they show. */
export class SharePictures {
  private readonly kept = new KeptFiles(MAX_KEPT_BYTES);
  /** The work needs nothing of the request that asked for it. */
  private readonly queue = new PQueue({ concurrency: 1 });

  constructor(private readonly faces: FaceSource) {}

  /**
   * As JPEG.
   * @throws DomainError SERVICE_UNAVAILABLE when too many are asked for at once
   */
  async draw(picture: SharePicture, handle: string): Promise<Buffer> {
    const drawn = await this.kept.get(pictureVersion(picture), () => {
      if (this.queue.size >= MAX_WAITING) throw new DomainError('SERVICE_UNAVAILABLE');
      return this.queue.add(() => this.drawNow(picture, handle));
    });
    if (!drawn) throw new DomainError('NOT_FOUND');
    return drawn;
  }

  private async drawNow(picture: SharePicture, handle: string): Promise<Buffer> {
    const photo = picture.person.photo === null ? undefined : await this.faces.findByHandle(handle, 192);
    return drawSvg(drawSharePicture(picture, photo && (await toDataAddress(photo.bytes))), 'jpeg');
  }
}

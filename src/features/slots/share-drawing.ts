import { drawText, type Style, widthOf, wrapText } from '../../gateways/pictures/index.ts';
import { BRAND } from '../../shared/text.ts';
import { toFace } from '../../web/face.ts';
import type { TopicArt } from '../../web/partials.page.ts';
import type { SharePicture } from './share-picture.ts';
import { drawTopic, groundOf, paleTint } from './topic-drawing.ts';

/** The ticket fills the picture, because chats show it small. */
const LEFT = 40;
const TOP = 40;
const RIGHT = 1160;
const BOTTOM = 590;
const STUB_AT = 850;
const STUB_MIDDLE = (STUB_AT + RIGHT) / 2;
const COVER_END = 212;
const TEXT_AT = 92;
const TEXT_WIDTH = STUB_AT - TEXT_AT - 44;

const TITLE: Style = { weight: 'bold', size: 70 };
const LONG_TITLE: Style = { weight: 'bold', size: 54 };
const DATE: Style = { weight: 'bold', size: 50 };
const LINE: Style = { weight: 'medium', size: 37 };
const NAME: Style = { weight: 'bold', size: 40 };
const HEADLINE: Style = { weight: 'medium', size: 28 };
const PRICE: Style = { weight: 'bold', size: 46 };
const MONTH: Style = { weight: 'bold', size: 38 };
const DAY: Style = { weight: 'bold', size: 120 };
const BRAND_NAME: Style = { weight: 'bold', size: 38 };
const INK = '#12211b';
const MUTED = '#50615a';
const GREEN = '#0b4f3d';
const GREY = '#5b6b64';
const MARK =
  '<path fill="#ffc83d" d="M5 6h22a3 3 0 0 1 3 3v3.5a3.5 3.5 0 0 0 0 7V23a3 3 0 0 1-3 3H5a3 3 0 0 1-3-3v-3.5a3.5 3.5 0 0 0 0-7V9a3 3 0 0 1 3-3z"/><path fill="none" stroke="#0b4f3d" stroke-width="3" stroke-linecap="round" stroke-linejoin="round" d="m10.5 16.3 3.8 3.7 7.4-8"/>';

type Pictured = NonNullable<SharePicture['person']>;

/** By its middle. */
interface Square {
  readonly x: number;
  readonly y: number;
  readonly side: number;
}

interface TextBlock {
  readonly text: string;
  readonly style: Style;
  readonly fill: string;
  /** The distance between two baselines. */
  readonly step: number;
  readonly lines: number;
}

/** SVG of 1200 by 630. @param photo an address that an SVG can show; initials without one */
export function drawSharePicture(picture: SharePicture, photo: string | undefined): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="630" viewBox="0 0 1200 630">
<rect width="1200" height="630" fill="${GREEN}"/>
<rect x="${LEFT}" y="${TOP}" width="${RIGHT - LEFT}" height="${BOTTOM - TOP}" rx="32" fill="#ffffff"/>
${picture.stub === null ? drawPerson(picture, photo) : drawSession(picture, photo, picture.stub)}
</svg>`;
}

/** A ticket: mentor, title and time; on its stub the day, the price or why it cannot be booked, and the site. */
function drawSession(
  picture: SharePicture,
  photo: string | undefined,
  stub: NonNullable<SharePicture['stub']>,
): string {
  const { title, lines, person } = picture;
  const [date = '', ...times] = lines;
  return (
    drawCover(picture) +
    (person ? drawMentor(person, photo) : '') +
    drawTitle(title) +
    drawBlocks({ x: TEXT_AT, y: times.length > 1 ? 462 : 492, width: TEXT_WIDTH }, [
      { text: date, style: DATE, fill: INK, step: 52, lines: 1 },
      ...times.map((text) => ({ text, style: LINE, fill: MUTED, step: 46, lines: 1 })),
    ]) +
    drawStub(picture, stub)
  );
}

/** A band at the top in the colour of the topic, with its picture. */
function drawCover({ arts: [art] }: SharePicture): string {
  if (!art) return '';
  const band = `<path d="M${LEFT} ${COVER_END}V${TOP + 32}a32 32 0 0 1 32-32H${STUB_AT}V${COVER_END}Z" fill="${groundOf(art)}"/>`;
  return band + drawTopic(art, { x: 636, y: COVER_END - 150, height: 150 });
}

function drawMentor(person: Pictured, photo: string | undefined): string {
  return (
    drawFace(person, photo, { x: TEXT_AT + 64, y: 128, side: 128 }) +
    drawBlocks({ x: TEXT_AT + 154, y: person.headline === '' ? 142 : 108, width: 390 }, [
      { text: person.name, style: NAME, fill: INK, step: 44, lines: 1 },
      { text: person.headline, style: HEADLINE, fill: MUTED, step: 34, lines: 2 },
    ])
  );
}

/** Two lines, or three smaller ones, centred between the mentor and the date. */
function drawTitle(title: string): string {
  const isLong = wrapText(title, TITLE, { width: TEXT_WIDTH, lines: 3 }).length > 2;
  const style = isLong ? LONG_TITLE : TITLE;
  const step = style.size * 1.1;
  const wrapped = wrapText(title, style, { width: TEXT_WIDTH, lines: isLong ? 3 : 2 });
  const first = 318 + style.size * 0.35 - ((wrapped.length - 1) * step) / 2;
  return wrapped
    .map((line, index) => drawText(line, style, { x: TEXT_AT, y: first + index * step, fill: INK }))
    .join('');
}

function drawPerson({ title, lines, person, arts }: SharePicture, photo: string | undefined): string {
  const [headline = '', ...more] = lines;
  return (
    (person
      ? drawFace(person, photo, { x: 275, y: 315, side: 350 })
      : `<g transform="translate(115 155) scale(10)">${MARK}</g>`) +
    drawBlocks({ x: 510, y: 210, width: 590 }, [
      { text: title, style: TITLE, fill: INK, step: 74, lines: 2 },
      { text: headline, style: LINE, fill: INK, step: 48, lines: 2 },
      ...more.map((text) => ({
        text: wholeParts(text, LINE, 590),
        style: LINE,
        fill: MUTED,
        step: 48,
        lines: 1,
      })),
    ]) +
    arts.map((art, index) => drawTile(art, 1114 - 168 * (index + 1))).join('') +
    drawBrand(510, 536)
  );
}

function drawTile(art: TopicArt, x: number): string {
  const tile = `<rect x="${x}" y="430" width="152" height="124" rx="28" fill="${groundOf(art)}"/>`;
  return tile + drawTopic(art, { x: x + 13.5, y: 442, height: 100 });
}

/** Leaves out the last parts between bullets that do not fit, so that no topic is cut short. */
function wholeParts(text: string, style: Style, width: number): string {
  const parts = text.split(' • ');
  while (parts.length > 1 && widthOf(parts.join(' • '), style) > width) parts.pop();
  return parts.join(' • ');
}

function drawStub({ leaf }: SharePicture, { text, isClosed }: NonNullable<SharePicture['stub']>): string {
  const ink = isClosed ? GREY : GREEN;
  const edge = RIGHT - 32;
  return (
    `<path d="M${STUB_AT} ${TOP}H${edge}a32 32 0 0 1 32 32V${BOTTOM - 32}a32 32 0 0 1-32 32H${STUB_AT}Z" fill="${isClosed ? '#e6eae8' : '#e8f3ee'}"/>` +
    `<circle cx="${STUB_AT}" cy="${TOP}" r="24" fill="${GREEN}"/><circle cx="${STUB_AT}" cy="${BOTTOM}" r="24" fill="${GREEN}"/>` +
    `<path d="M${STUB_AT} ${TOP + 44}V${BOTTOM - 36}" stroke="${ink}" stroke-opacity="0.35" stroke-width="4" stroke-dasharray="2 14" stroke-linecap="round"/>` +
    (leaf ? drawLeaf(leaf, ink) : '') +
    drawCentred(text, PRICE, { y: 424, fill: ink }) +
    drawBrand(STUB_MIDDLE - (62 + widthOf(BRAND, BRAND_NAME)) / 2, 536)
  );
}

/** A calendar leaf. */
function drawLeaf({ month, day }: NonNullable<SharePicture['leaf']>, ink: string): string {
  const x = STUB_MIDDLE - 100;
  return (
    `<rect x="${x}" y="92" width="200" height="240" rx="24" fill="#ffffff"/>` +
    `<path d="M${x} 156V116a24 24 0 0 1 24-24H${x + 176}a24 24 0 0 1 24 24V156Z" fill="${ink}"/>` +
    drawCentred(month, MONTH, { y: 138, fill: '#ffffff' }) +
    drawCentred(day, DAY, { y: 288, fill: INK })
  );
}

function drawBrand(x: number, y: number): string {
  return (
    `<g transform="translate(${x} ${y - 36}) scale(1.55)">${MARK}</g>` +
    drawText(BRAND, BRAND_NAME, { x: x + 62, y, fill: GREEN })
  );
}

/** On the stub, smaller if it would be too wide. */
function drawCentred(text: string, style: Style, { y, fill }: { y: number; fill: string }): string {
  const width = RIGHT - STUB_AT - 56;
  const size = Math.min(style.size, (style.size * width) / widthOf(text, style));
  const fitted = { ...style, size };
  return drawText(text, fitted, { x: STUB_MIDDLE - widthOf(text, fitted) / 2, y, fill });
}

function drawFace(person: Pictured, photo: string | undefined, { x, y, side }: Square): string {
  const corner = x - side / 2;
  const place = `x="${corner}" y="${y - side / 2}" width="${side}" height="${side}" rx="${side * 0.26}"`;
  if (photo !== undefined) {
    return (
      `<clipPath id="face"><rect ${place}/></clipPath>` +
      `<image ${place} clip-path="url(#face)" href="${photo}"/>`
    );
  }
  const { initials, tint } = toFace(person);
  const style: Style = { weight: 'bold', size: side * 0.4 };
  return (
    `<rect ${place} fill="${paleTint(tint)}"/>` +
    drawText(initials, style, { x: x - widthOf(initials, style) / 2, y: y + side * 0.14, fill: GREEN })
  );
}

/** Texts below each other, each with as many lines as it needs, up to its limit. */
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

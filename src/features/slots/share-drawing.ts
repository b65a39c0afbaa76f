import { drawText, type Style, widthOf, wrapText } from '../../gateways/pictures/index.ts';
import { BRAND } from '../../shared/text.ts';
import { toFace } from '../../web/face.ts';
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
/** Font sizes are as large as fits. */
const TIME: Style = { weight: 'medium', size: 44 };
const NAME: Style = { weight: 'bold', size: 40 };
const HEADLINE: Style = { weight: 'medium', size: 30 };
const PRICE: Style = { weight: 'bold', size: 60 };
const CALL: Style = { weight: 'bold', size: 40 };
const MONTH: Style = { weight: 'bold', size: 38 };
const DAY: Style = { weight: 'bold', size: 120 };
const BRAND_NAME: Style = { weight: 'bold', size: 40 };
const INK = '#12211b';
const MUTED = '#50615a';
const GREEN = '#0b4f3d';
const MARIGOLD = '#ffc145';
const ON_MARIGOLD = '#2a1c00';
const GREY = '#5b6b64';
const MARK =
  '<path fill="#ffc83d" d="M5 6h22a3 3 0 0 1 3 3v3.5a3.5 3.5 0 0 0 0 7V23a3 3 0 0 1-3 3H5a3 3 0 0 1-3-3v-3.5a3.5 3.5 0 0 0 0-7V9a3 3 0 0 1 3-3z"/><path fill="none" stroke="#0b4f3d" stroke-width="3" stroke-linecap="round" stroke-linejoin="round" d="m10.5 16.3 3.8 3.7 7.4-8"/>';

type Pictured = NonNullable<SharePicture['person']>;

/** Placed by its centre. */
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
${drawContent(picture, photo)}
</svg>`;
}

function drawContent(picture: SharePicture, photo: string | undefined): string {
  if (picture.stub !== null) return drawSession(picture, photo, picture.stub);
  return picture.person ? drawPerson(picture, picture.person, photo) : drawSite(picture);
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
    drawBlocks({ x: TEXT_AT, y: times.length > 1 ? 456 : 486, width: TEXT_WIDTH }, [
      { text: date, style: DATE, fill: INK, step: 54, lines: 1 },
      ...times.map((text) => ({
        text,
        style: fitted(text, TIME, TEXT_WIDTH - 4),
        fill: MUTED,
        step: 50,
        lines: 1,
      })),
    ]) +
    drawStub(picture, stub)
  );
}

/** A band at the top in the colour of the topic, with its picture. */
function drawCover({ arts: [art] }: SharePicture): string {
  if (!art) return '';
  return (
    drawBand(groundOf(art), { right: STUB_AT, end: COVER_END }) +
    drawTopic(art, { x: 636, y: COVER_END - 150, height: 150 })
  );
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

/** The site itself. */
function drawSite({ title, lines }: SharePicture): string {
  return (
    `<g transform="translate(115 155) scale(10)">${MARK}</g>` +
    drawBlocks({ x: 510, y: 210, width: 590 }, [
      { text: title, style: TITLE, fill: INK, step: 74, lines: 2 },
      ...lines.map((text) => ({ text, style: LINE, fill: INK, step: 48, lines: 2 })),
    ]) +
    drawBrand(510, 536)
  );
}

const BESIDE_FACE = { x: 446, width: 660 };
const BAND_END = 240;

/** Like the top of the mentor's page: the face on the edge of a band with pictures of the topics. */
function drawPerson({ title, lines, arts }: SharePicture, person: Pictured, photo?: string): string {
  const [headline = '', ...more] = lines;
  const isLong = wrapText(title, TITLE, { width: BESIDE_FACE.width, lines: 2 }).length > 1;
  const topics = isLong ? [] : more.map((text) => wholeParts(text, LINE, BESIDE_FACE.width));
  return (
    drawBand(arts[0] ? groundOf(arts[0]) : paleTint(toFace(person).tint), { right: RIGHT, end: BAND_END }) +
    arts.map((art, index) => drawTopic(art, { x: 1112 - 250 * (index + 1), y: 60, height: 180 })).join('') +
    `<rect x="86" y="108" width="324" height="324" rx="86" fill="#ffffff"/>` +
    drawFace(person, photo, { x: 248, y: 270, side: 304 }) +
    drawBlocks({ ...BESIDE_FACE, y: 324 }, [
      { text: title, style: TITLE, fill: INK, step: 66, lines: 2 },
      { text: headline, style: LINE, fill: INK, step: 48, lines: isLong ? 1 : 2 },
      ...topics.map((text) => ({ text, style: LINE, fill: MUTED, step: 48, lines: 1 })),
    ]) +
    drawBrand(92, 540) +
    drawCall('See free times')
  );
}

/** A band at the top, up to `right`. At the right edge of the ticket it has the ticket's rounded corner. */
function drawBand(fill: string, { right, end }: { readonly right: number; readonly end: number }): string {
  const corner = right === RIGHT ? `H${right - 32}a32 32 0 0 1 32 32V${end}` : `H${right}V${end}`;
  return `<path d="M${LEFT} ${end}V${TOP + 32}a32 32 0 0 1 32-32${corner}Z" fill="${fill}"/>`;
}

/** Drawn like a button, in the corner. */
function drawCall(text: string): string {
  const width = widthOf(text, CALL) + 72;
  const x = RIGHT - 52 - width;
  return (
    `<rect x="${x}" y="484" width="${width}" height="74" rx="22" fill="${MARIGOLD}"/>` +
    drawText(text, CALL, { x: x + 36, y: 534, fill: ON_MARIGOLD })
  );
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
    drawCentred(text, PRICE, { y: 432, fill: ink }) +
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

/** Draws the text on the stub, smaller if it would be too wide. */
function drawCentred(text: string, style: Style, { y, fill }: { y: number; fill: string }): string {
  const fitting = fitted(text, style, RIGHT - STUB_AT - 56);
  return drawText(text, fitting, { x: STUB_MIDDLE - widthOf(text, fitting) / 2, y, fill });
}

/** Smaller if the text would be too wide. */
function fitted(text: string, style: Style, width: number): Style {
  return { ...style, size: Math.min(style.size, (style.size * width) / widthOf(text, style)) };
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

/** Draws texts one below the other. Each takes as many lines as it needs, up to its limit. */
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

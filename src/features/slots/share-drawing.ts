import { drawText, isDrawable, type Style, widthOf, wrapText } from '../../gateways/pictures/lettering.ts';
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
const MIDDLE = 600;
/** Some chats show only the square in the middle. So face, title and time are in it, and the rest is beside it. */
const SQUARE = { left: 285, right: 915 };
const STUB_MIDDLE = (SQUARE.right + RIGHT) / 2;
/** The middles of what is left and right of the square. */
const SIDES = [(LEFT + SQUARE.left) / 2, STUB_MIDDLE] as const;
/** The picture of a topic, and how far its middle is from its left edge. */
const ART = { height: 160, middle: 113 };
const TEXT_AT = SQUARE.left + 36;
const TEXT_WIDTH = SQUARE.right - TEXT_AT - 30;

const TITLE: Style = { weight: 'bold', size: 64 };
const LONG_TITLE: Style = { weight: 'bold', size: 52 };
const DATE: Style = { weight: 'bold', size: 50 };
const LINE: Style = { weight: 'medium', size: 37 };
/** Font sizes are as large as fits. */
const TIME: Style = { weight: 'medium', size: 44 };
const NAME: Style = { weight: 'bold', size: 42 };
const HEADLINE: Style = { weight: 'medium', size: 30 };
const PERSON: Style = { weight: 'bold', size: 74 };
const LONG_PERSON: Style = { weight: 'bold', size: 54 };
const PRICE: Style = { weight: 'bold', size: 60 };
const MONTH: Style = { weight: 'bold', size: 36 };
const DAY: Style = { weight: 'bold', size: 108 };
const LEAST = 30;
const BRAND_NAME: Style = { weight: 'bold', size: 36 };
const INK = '#12211b';
const MUTED = '#50615a';
const GREEN = '#0b4f3d';
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

/** Lines begin at the same place or are centred. */
type Across = { readonly x: number } | { readonly middle: number };

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
${drawContent(withDrawableTexts(picture), photo)}
</svg>`;
}

/** The typeface has Latin and Devanagari letters. What is in others is replaced, so that no place is left blank. */
function withDrawableTexts(picture: SharePicture): SharePicture {
  const { title, lines, stub, person } = picture;
  const orElse = (text: string, other: string) => (text === '' || isDrawable(text) ? text : other);
  return {
    ...picture,
    title: orElse(title, stub ? 'Live session' : 'Mentor'),
    lines: lines.map((line) => orElse(line, '')),
    person: person && {
      ...person,
      name: orElse(person.name, 'Mentor'),
      headline: orElse(person.headline, ''),
    },
  };
}

function drawContent(picture: SharePicture, photo: string | undefined): string {
  if (picture.stub !== null) return drawSession(picture, photo, picture.stub);
  return picture.person ? drawPerson(picture, picture.person, photo) : drawSite(picture);
}

/** A ticket: mentor, title and time; beside them the topic; on its stub the day, the price or why it cannot be booked, and the site. */
function drawSession(
  picture: SharePicture,
  photo: string | undefined,
  stub: NonNullable<SharePicture['stub']>,
): string {
  const { title, lines, person, arts } = picture;
  const [date = '', ...times] = lines;
  return (
    arts
      .slice(0, 1)
      .map((art) => drawSide(art))
      .join('') +
    (person ? drawMentor(person, photo) : '') +
    drawTitle(title) +
    drawBlocks({ x: TEXT_AT, y: times.length > 1 ? 458 : 486, width: TEXT_WIDTH }, [
      { text: date, style: fitted(date, DATE, TEXT_WIDTH - 4), fill: INK, step: 54, lines: 1 },
      ...times.map((text) => ({
        text,
        style: fitted(text, TIME, TEXT_WIDTH - 4),
        fill: MUTED,
        step: 48,
        lines: 1,
      })),
    ]) +
    drawStub(picture, stub)
  );
}

/** The left end of the ticket in the colour of the topic, with its picture. */
function drawSide(art: TopicArt): string {
  const edge = LEFT + 32;
  const height = BOTTOM - TOP - 64;
  return (
    `<path d="M${SQUARE.left} ${TOP}H${edge}a32 32 0 0 0-32 32v${height}a32 32 0 0 0 32 32H${SQUARE.left}Z" fill="${groundOf(art)}"/>` +
    drawBeside([art], (TOP + BOTTOM - ART.height) / 2)
  );
}

function drawMentor(person: Pictured, photo: string | undefined): string {
  return (
    drawFace(person, photo, { x: TEXT_AT + 62, y: 136, side: 124 }) +
    drawBlocks({ x: TEXT_AT + 148, y: person.headline === '' ? 150 : 116, width: TEXT_WIDTH - 148 }, [
      { text: person.name, style: NAME, fill: INK, step: 42, lines: 1 },
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
function drawSite({ title, lines, arts }: SharePicture): string {
  return (
    drawBeside(arts, (TOP + BOTTOM - ART.height) / 2) +
    `<g transform="translate(${MIDDLE - 112} 66) scale(7)">${MARK}</g>` +
    drawBlocks({ middle: MIDDLE, y: 340, width: TEXT_WIDTH }, [
      { text: title, style: TITLE, fill: INK, step: 68, lines: 2 },
      ...lines.map((text) => ({
        text,
        style: fittedOrBroken(text, LINE),
        fill: MUTED,
        step: 46,
        lines: 2,
      })),
    ]) +
    drawBrand(MIDDLE, 560)
  );
}

const BAND_END = 218;

/** Like the top of the mentor's page: the face on the edge of a band, between pictures of the topics. */
function drawPerson({ title, lines, arts }: SharePicture, person: Pictured, photo?: string): string {
  const [headline = '', ...more] = lines;
  const isLong = widthOf(title, PERSON) > TEXT_WIDTH;
  const topics = isLong ? [] : more.map((text) => wholeParts(text, HEADLINE, TEXT_WIDTH));
  return (
    drawBand(arts[0] ? groundOf(arts[0]) : paleTint(toFace(person).tint)) +
    drawBeside(arts, BAND_END - ART.height) +
    `<rect x="${MIDDLE - 134}" y="58" width="268" height="268" rx="72" fill="#ffffff"/>` +
    drawFace(person, photo, { x: MIDDLE, y: 192, side: 248 }) +
    drawBlocks({ middle: MIDDLE, y: 394, width: TEXT_WIDTH }, [
      { text: title, style: isLong ? LONG_PERSON : PERSON, fill: INK, step: isLong ? 56 : 52, lines: 2 },
      {
        text: headline,
        style: fittedOrBroken(headline, LINE),
        fill: INK,
        step: 44,
        lines: isLong ? 1 : 2,
      },
      ...topics.map((text) => ({ text, style: HEADLINE, fill: MUTED, step: 40, lines: 1 })),
    ]) +
    drawBrand(MIDDLE, 566)
  );
}

/** Left and right of the square. */
function drawBeside(arts: readonly TopicArt[], y: number): string {
  return SIDES.flatMap((middle, index) => {
    const art = arts[index];
    return art ? [drawTopic(art, { x: middle - ART.middle, y, height: ART.height })] : [];
  }).join('');
}

/** A band at the top, with the ticket's rounded corners. */
function drawBand(fill: string): string {
  return `<path d="M${LEFT} ${BAND_END}V${TOP + 32}a32 32 0 0 1 32-32H${RIGHT - 32}a32 32 0 0 1 32 32V${BAND_END}Z" fill="${fill}"/>`;
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
  const at = SQUARE.right;
  return (
    `<path d="M${at} ${TOP}H${edge}a32 32 0 0 1 32 32V${BOTTOM - 32}a32 32 0 0 1-32 32H${at}Z" fill="${isClosed ? '#e6eae8' : '#e8f3ee'}"/>` +
    `<circle cx="${at}" cy="${TOP}" r="24" fill="${GREEN}"/><circle cx="${at}" cy="${BOTTOM}" r="24" fill="${GREEN}"/>` +
    `<path d="M${at} ${TOP + 44}V${BOTTOM - 36}" stroke="${ink}" stroke-opacity="0.35" stroke-width="4" stroke-dasharray="2 14" stroke-linecap="round"/>` +
    (leaf ? drawLeaf(leaf, ink) : '') +
    drawCentred(text, fitted(text, PRICE, RIGHT - at - 40), { middle: STUB_MIDDLE, y: 430, fill: ink }) +
    drawBrand(STUB_MIDDLE, 540)
  );
}

/** A calendar leaf. */
function drawLeaf({ month, day }: NonNullable<SharePicture['leaf']>, ink: string): string {
  const x = STUB_MIDDLE - 90;
  return (
    `<rect x="${x}" y="104" width="180" height="216" rx="24" fill="#ffffff"/>` +
    `<path d="M${x} 164V128a24 24 0 0 1 24-24H${x + 156}a24 24 0 0 1 24 24V164Z" fill="${ink}"/>` +
    drawCentred(month, MONTH, { middle: STUB_MIDDLE, y: 148, fill: '#ffffff' }) +
    drawCentred(day, DAY, { middle: STUB_MIDDLE, y: 282, fill: INK })
  );
}

function drawBrand(middle: number, y: number): string {
  const x = middle - (54 + widthOf(BRAND, BRAND_NAME)) / 2;
  return (
    `<g transform="translate(${x} ${y - 32}) scale(1.36)">${MARK}</g>` +
    drawText(BRAND, BRAND_NAME, { x: x + 54, y, fill: GREEN })
  );
}

function drawCentred(
  text: string,
  style: Style,
  { middle, y, fill }: { readonly middle: number; readonly y: number; readonly fill: string },
): string {
  return drawText(text, style, { x: middle - widthOf(text, style) / 2, y, fill });
}

/** Smaller if the text would be too wide. */
function fitted(text: string, style: Style, width: number): Style {
  return { ...style, size: Math.min(style.size, (style.size * width) / widthOf(text, style)) };
}

/** The same, but a text that would be too small keeps its size, and is broken into lines. */
function fittedOrBroken(text: string, style: Style): Style {
  const fitting = fitted(text, style, TEXT_WIDTH - 4);
  return fitting.size < LEAST ? style : fitting;
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
  { y, width, ...across }: { readonly y: number; readonly width: number } & Across,
  blocks: readonly TextBlock[],
): string {
  let base = y;
  return blocks
    .flatMap(({ text, style, fill, step, lines }) =>
      wrapText(text, style, { width, lines }).map((line) => {
        const x = 'x' in across ? across.x : across.middle - widthOf(line, style) / 2;
        const drawn = drawText(line, style, { x, y: base, fill });
        base += step;
        return drawn;
      }),
    )
    .join('');
}

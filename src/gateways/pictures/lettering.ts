import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Blob, Buffer as Glyphs, Face, Font, shape } from 'harfbuzzjs';
import { projectFolder } from '../../shared/project-folder.ts';
import { graphemes } from '../../shared/text.ts';

const FOLDER = join(projectFolder, 'public/fonts/lettering');
const VERSION = '5.3.0';
/** The font files of each weight, in the order in which they are searched for a glyph. */
const FILES = {
  medium: [`anek-${VERSION}-latin-500.ttf`, `anek-${VERSION}-devanagari-600.ttf`],
  bold: [`anek-${VERSION}-latin-750.ttf`, `anek-${VERSION}-devanagari-600.ttf`],
} as const;

export interface Style {
  readonly weight: keyof typeof FILES;
  readonly size: number;
}

export interface Place {
  readonly x: number;
  /** The baseline. */
  readonly y: number;
  readonly fill: string;
}

interface Run {
  readonly font: Font;
  readonly text: string;
}

/** Of the letters of a text. If more are left out, the rest means something else. */
const LEAST_DRAWN = 0.75;

const fonts = new Map<string, Font>();

/**
 * Draws text as SVG outlines in the site's typeface, so that system fonts do not matter. Letters without a glyph are
 * left out.
 */
export function drawText(text: string, style: Style, { x, y, fill }: Place): string {
  let at = x;
  const shapes = runsOf(text, style.weight).map(({ font, text: part }) => {
    const scale = style.size / font.face.upem;
    return glyphsOf(font, part).map(({ id, advance, dx, dy }) => {
      const [left, top] = [at + dx * scale, y - dy * scale];
      at += advance * scale;
      const outline = font.glyphToPath(id);
      return (
        outline &&
        `<path transform="translate(${round(left)} ${round(top)}) scale(${scale} ${-scale})" d="${outline}"/>`
      );
    });
  });
  return `<g fill="${fill}">${shapes.flat().join('')}</g>`;
}

/** Whether a text can be drawn. A few letters that are left out, or an emoji, do not matter. */
export function isDrawable(text: string): boolean {
  const letters = text.normalize('NFC').match(/[\p{L}\p{N}]/gu) ?? [];
  const fontsOfSite = FILES.bold.map(loadFont);
  const drawn = letters.filter((letter) =>
    fontsOfSite.some((font) => font.nominalGlyph(letter.codePointAt(0) ?? 0) !== undefined),
  );
  return drawn.length > 0 && drawn.length >= letters.length * LEAST_DRAWN;
}

export function widthOf(text: string, style: Style): number {
  return runsOf(text, style.weight)
    .flatMap(({ font, text: part }) =>
      glyphsOf(font, part).map(({ advance }) => (advance * style.size) / font.face.upem),
    )
    .reduce((sum, advance) => sum + advance, 0);
}

/** Breaks a text into lines, between words if possible. A text that is too long ends with an ellipsis. */
export function wrapText(
  text: string,
  style: Style,
  box: { readonly width: number; readonly lines: number },
): string[] {
  const fits = (line: string) => widthOf(line, style) <= box.width;
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).flatMap((each) => breakWord(each, fits))) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (fits(longer)) line = longer;
    else {
      lines.push(line);
      line = word;
    }
  }
  lines.push(line);
  if (lines.length <= box.lines) return lines.filter((each) => each !== '');
  const shown = lines.slice(0, box.lines);
  return [...shown.slice(0, -1), shortenToFit(shown.at(-1) ?? '', fits)];
}

function breakWord(word: string, fits: (text: string) => boolean): string[] {
  if (fits(word)) return [word];
  const parts = [''];
  for (const { segment } of graphemes.segment(word)) {
    const longer = `${parts.at(-1) ?? ''}${segment}`;
    if (fits(longer)) parts[parts.length - 1] = longer;
    else parts.push(segment);
  }
  return parts;
}

function shortenToFit(line: string, fits: (text: string) => boolean): string {
  const letters = Array.from(graphemes.segment(line), ({ segment }) => segment);
  while (letters.length > 0 && !fits(`${letters.join('')}…`)) letters.pop();
  return `${letters.join('').trimEnd()}…`;
}

/** Splits a text into runs of one font. Combining marks stay with the letter before them. */
function runsOf(text: string, weight: Style['weight']): Run[] {
  const candidates = FILES[weight].map(loadFont);
  const runs: { font: Font; text: string }[] = [];
  for (const { segment } of graphemes.segment(text.normalize('NFC'))) {
    const letter = segment.codePointAt(0) ?? 0;
    const font = candidates.find((candidate) => candidate.nominalGlyph(letter) !== undefined);
    if (!font) continue;
    const last = runs.at(-1);
    if (last?.font === font) last.text += segment;
    else runs.push({ font, text: segment });
  }
  return runs;
}

function glyphsOf(font: Font, text: string) {
  const glyphs = new Glyphs();
  glyphs.addText(text);
  glyphs.guessSegmentProperties();
  shape(font, glyphs);
  return glyphs
    .getGlyphInfosAndPositions()
    .map(({ codepoint: id, xAdvance = 0, xOffset = 0, yOffset = 0 }) => ({
      id,
      advance: xAdvance,
      dx: xOffset,
      dy: yOffset,
    }));
}

function loadFont(file: string): Font {
  const known = fonts.get(file);
  if (known) return known;
  const font = new Font(new Face(new Blob(readFileSync(join(FOLDER, file)))));
  fonts.set(file, font);
  return font;
}

function round(pixels: number): number {
  return Math.round(pixels * 100) / 100;
}

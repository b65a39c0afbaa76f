import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from '../../shared/project-folder.ts';
import { coloursOf } from '../../web/face.ts';
import type { TopicArt } from '../../web/partials.page.ts';

interface Place {
  readonly x: number;
  readonly y: number;
  readonly height: number;
}

const WHITE = '#ffffff';
/** In units of the drawings. */
const HEIGHT = 96;

/** The background of faces without a photo. */
export function paleTint(tint: number): string {
  return coloursOf(tint).pale;
}

/** The background of a topic's picture. */
export function groundOf({ tint }: TopicArt): string {
  return mix(coloursOf(tint).pale, WHITE, 0.5);
}

/** The picture of a topic as part of an SVG, in the colours of the light theme. */
export function drawTopic({ name, tint }: TopicArt, { x, y, height }: Place): string {
  const { pale, deep } = coloursOf(tint);
  const colours: Readonly<Record<string, string>> = {
    currentColor: deep,
    'var(--art-mid)': mix(deep, pale, 0.38),
    'var(--art-soft)': mix(pale, WHITE, 0.8),
    'var(--art-light)': WHITE,
    'var(--art-spark)': '#ffc145',
    'var(--art-dark)': '#2a1c00',
  };
  const drawing = drawings().get(name) ?? '';
  const coloured = drawing.replaceAll(/currentColor|var\(--art-\w+\)/g, (colour) => colours[colour] ?? WHITE);
  return `<g transform="translate(${x} ${y}) scale(${height / HEIGHT})" fill="none" stroke-width="4" stroke-linecap="round" stroke-linejoin="round">${coloured}</g>`;
}

let kept: ReadonlyMap<string, string> | undefined;

/** The content of each symbol, by its id. */
function drawings(): ReadonlyMap<string, string> {
  kept ??= new Map(
    [...readFile().matchAll(/<symbol id="(\w+)"[^>]*>(.*?)<\/symbol>/gs)].map(
      ([, id = '', drawing = '']) => [id, drawing] as const,
    ),
  );
  return kept;
}

function readFile(): string {
  return readFileSync(join(projectFolder, 'public/images/topics.svg'), 'utf8');
}

/** Mixes this share of the first colour with the second one. */
function mix(one: string, other: string, share: number): string {
  const parts = [1, 3, 5].map((at) => {
    const [first, second] = [one, other].map((colour) => Number.parseInt(colour.slice(at, at + 2), 16));
    return Math.round((first ?? 0) * share + (second ?? 0) * (1 - share));
  });
  return `rgb(${parts.join(',')})`;
}

import qrcode from 'qrcode-generator';
import { BRAND, ScriptText } from '../shared/text.ts';

/** What a public page tells chats and search engines. */
export interface PageSharing {
  /** For chats, if the title of the page says too little without the site around it. */
  readonly title?: string;
  /** The canonical path of this page, with the query parameters that matter. */
  readonly path: string;
  readonly kind: 'website' | 'profile';
  /** 1200 by 630 pixels. */
  readonly picture?: { readonly path: string; readonly text: string };
  /** schema.org, as JSON-LD. */
  readonly data?: readonly object[];
  /** Not for search engines, such as one of many searches over the same sessions. */
  readonly isHidden?: boolean;
}

export type SharedHead = ReturnType<typeof toSharedHead>;

const DEFAULT_PICTURE = { path: '/images/share.jpg', text: BRAND };

/** The same for the layout, with absolute addresses. */
export function toSharedHead(sharing: PageSharing, baseUrl: string) {
  const { title = null, path, kind, picture = DEFAULT_PICTURE, data = [], isHidden = false } = sharing;
  return {
    title,
    url: baseUrl + path,
    kind,
    picture: { url: baseUrl + picture.path, text: picture.text },
    data: data.map((entry) => new ScriptText(entry)),
    isHidden,
  };
}

export interface QrCode {
  /** Modules per side, including the quiet zone. */
  readonly size: number;
  /** The path of an SVG in units of a module, with a stroke width of one. */
  readonly path: string;
}

/** The quiet zone that readers need (ISO/IEC 18004), in modules. */
const QUIET = 4;

/** Uses error correction M, so that a smudged code can still be read. */
export function toQrCode(text: string): QrCode {
  const code = qrcode(0, 'M');
  code.addData(text);
  code.make();
  const count = code.getModuleCount();
  const rows = Array.from({ length: count }, (_, row) => lineOf(count, (column) => code.isDark(row, column)));
  const path = rows.map((line, row) => `M${QUIET} ${row + QUIET}.5${line}`).join('');
  return { size: count + 2 * QUIET, path };
}

/** The code as an SVG file. */
export function drawQrCode(text: string): string {
  const { size, path } = toQrCode(text);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h${size}v${size}H0z"/><path stroke="#000" d="${path}"/></svg>`;
}

/** Strokes along runs of dark modules need a third of the bytes of one square per module. */
function lineOf(count: number, isDark: (column: number) => boolean): string {
  const modules = Array.from({ length: count }, (_, column) => (isDark(column) ? '1' : '0')).join('');
  const runs = modules.replace(/0+$/, '').match(/0+|1+/g) ?? [];
  return runs.map((run) => (run.startsWith('1') ? `h${run.length}` : `m${run.length} 0`)).join('');
}

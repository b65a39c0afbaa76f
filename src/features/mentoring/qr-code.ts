import qrcode from 'qrcode-generator';

export interface QrCode {
  /** The modules on each side, with the quiet zone. */
  readonly size: number;
  /** Path of an SVG in units of a module. */
  readonly path: string;
}

/** Modules of nothing around the code, which readers need (ISO/IEC 18004). */
const QUIET = 4;

/** A text as a QR code that survives a smudge: error correction M, as small as the text allows. */
export function toQrCode(text: string): QrCode {
  const code = qrcode(0, 'M');
  code.addData(text);
  code.make();
  const count = code.getModuleCount();
  const path = Array.from({ length: count }, (_, row) =>
    Array.from({ length: count }, (__, column) =>
      code.isDark(row, column) ? `M${column + QUIET} ${row + QUIET}h1v1h-1z` : '',
    ).join(''),
  ).join('');
  return { size: count + 2 * QUIET, path };
}

import { expect } from 'chai';
import qrcode from 'qrcode-generator';
import { toQrCode } from '../../../src/web/sharing.ts';

const QUIET = 4;

/** The dark modules drawn by the path, as `column,row`. */
function covered(path: string): Set<string> {
  const modules = new Set<string>();
  let [x, y] = [0, 0];
  for (const [, kind, one, other] of path.matchAll(/([Mmh])(\d+)(?: ([\d.]+))?/g)) {
    if (kind === 'M') [x, y] = [Number(one), Number(other) - 0.5];
    else if (kind === 'm') x += Number(one);
    else for (let step = 0; step < Number(one); step += 1) modules.add(`${x++},${y}`);
  }
  return modules;
}

describe('a QR code', () => {
  it('strokes exactly the dark modules, inside a quiet zone of four', () => {
    const text = 'https://sureslot.example/slots/6b04a4af23cb0101e812865a';
    const code = qrcode(0, 'M');
    code.addData(text);
    code.make();
    const count = code.getModuleCount();
    const dark = new Set<string>();
    for (let row = 0; row < count; row += 1) {
      for (let column = 0; column < count; column += 1) {
        if (code.isDark(row, column)) dark.add(`${column + QUIET},${row + QUIET}`);
      }
    }
    const { size, path } = toQrCode(text);
    expect(size).to.equal(count + 2 * QUIET);
    expect(covered(path)).to.deep.equal(dark);
  });
});

export { drawSvg, toDataAddress } from './portrait.ts';
export { drawText, isDrawable, type Style, widthOf, wrapText } from './lettering.ts';
export {
  makePortraits,
  MAX_PORTRAIT_PIXELS,
  MIN_PORTRAIT_SIDE,
  PORTRAIT_SIZES,
  type PortraitResult,
  type Portraits,
  type PortraitSize,
} from './portrait.ts';

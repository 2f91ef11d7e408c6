import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';

/**
 * Pixels that may differ, of about a million. Browsers of one version draw the same; the next one may round a corner
 * otherwise. A word that changed, or a button that moved by two pixels, is more than this: a test shows it.
 */
export const MOST_DIFFERENT = 60;

/** How much a pixel's colour may differ and count as the same, from 0 to 1. Smoothed edges never count. */
const COLOUR_TOLERANCE = 0.06;

/** How two pictures differ. */
export interface PictureDifference {
  /** Pixels that differ; all of them when the sizes do. */
  readonly pixels: number;
  /** A picture that marks them. */
  readonly marked: Uint8Array;
}

/** Compares two PNG pictures. */
export function comparePictures(actual: Uint8Array, expected: Uint8Array): PictureDifference {
  const a = PNG.sync.read(Buffer.from(actual));
  const b = PNG.sync.read(Buffer.from(expected));
  const { width, height } = a;
  if (width !== b.width || height !== b.height) return { pixels: width * height, marked: actual };
  const marked = new PNG({ width, height });
  const pixels = pixelmatch(a.data, b.data, marked.data, width, height, { threshold: COLOUR_TOLERANCE });
  return { pixels, marked: PNG.sync.write(marked) };
}
